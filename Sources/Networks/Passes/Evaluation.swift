import Operators
import Tensors
import Threads

extension Network {
  /// What the network computes from arrays: one forward pass.
  ///
  /// - Parameters:
  ///   - arrays: the elements of each input by its name, of any element type; Float64 is rounded.
  ///   - weights: the network's weights.
  ///   - threads: the threads to share the work among.
  ///   - memoryLimit: the most bytes that the values may take.
  /// - Returns: the outputs in the network's order, each as its ``Output/type`` says.
  /// - Throws: ``NetworkError`` with code `.input` where an array is missing, unknown or does not fit
  ///   its input, `.layer` or `.memory` where the network does not take such inputs.
  public func evaluate(
    _ arrays: [String: StoredTensor], weights: borrowing Weights, threads: ThreadPool = .shared,
    memoryLimit: Int = Workspace.memoryLimit
  ) throws(NetworkError) -> [(name: String, tensor: StoredTensor)] {
    let space = try Workspace(
      self, inputShapes: inputShapes(of: arrays), weights: weights, threads: threads,
      memoryLimit: memoryLimit)
    copy(arrays, into: space)
    space.runForward()
    return outputs(of: space)
  }

  /// The shapes of arrays in the order of the inputs.
  ///
  /// - Throws: ``NetworkError`` with code `.input` where an array is missing, unknown or does not fit
  ///   its input's type.
  func inputShapes(of arrays: [String: StoredTensor]) throws(NetworkError) -> [Shape] {
    for name in arrays.keys.sorted() where !inputs.contains(where: { $0.name == name }) {
      throw .unknownInput(name, known: inputs.map(\.name))
    }
    var shapes: [Shape] = []
    for input in inputs {
      guard let array = arrays[input.name] else { throw .missingInput(input.name) }
      try check(array, for: input)
      shapes.append(array.shape)
    }
    return shapes
  }

  /// Writes arrays into the inputs of a workspace.
  func copy(_ arrays: [String: StoredTensor], into space: Workspace) {
    for (input, memory) in zip(inputs, space.inputs) {
      arrays[input.name]?.copyFloats(into: memory.elements)
    }
  }

  /// The outputs that a workspace holds, as their types say.
  func outputs(of space: Workspace) -> [(name: String, tensor: StoredTensor)] {
    zip(outputs, space.outputs).map { output, memory in
      let tensor = StoredTensor(memory.shape, floats: Array(memory.elements))
      return (output.name, tensor.converted(to: output.type))
    }
  }

  // Operators see Float32, which has every whole number up to here.
  private static let largestInteger: Int64 = 1 << 24

  private func check(_ array: StoredTensor, for input: Input) throws(NetworkError) {
    if input.type.isFloat { return }
    guard !array.type.isFloat, let integers = try? array.integers() else {
      throw .input(
        input.name, "an array of \(array.type.rawValue), \(input.type.rawValue) was expected")
    }
    let isUsed = nodes.contains { $0.inputs.contains(input.value) }
    if isUsed, let large = integers.first(where: { $0.magnitude > Self.largestInteger }) {
      throw .input(
        input.name, "\(large), whole numbers up to \(Self.largestInteger) were expected")
    }
  }
}
