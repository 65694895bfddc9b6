import Operators
import Tensors
import Threads

/// What a network computes from arrays, and the gradients of sum(output * cotangent) over outputs and
/// elements.
///
/// Gradients are Float32 and row-major; what the sum does not depend on has gradient 0.
public struct NetworkGradients: Sendable {
  /// The outputs, in the network's order, each as its ``Network/Output/type`` says.
  public let outputs: [(name: String, tensor: StoredTensor)]
  /// The gradients with respect to the inputs that are not whole numbers, in the network's order.
  public let inputs: [(name: String, tensor: StoredTensor)]
  /// The gradients with respect to the parameters, in the network's order, then those of
  /// ``Network/unusedParameters``.
  public let parameters: [(name: String, tensor: StoredTensor)]
}

extension Network {
  /// One forward and one backward pass.
  ///
  /// - Parameters:
  ///   - arrays: the elements of each input by its name, of any element type; Float64 is rounded.
  ///   - cotangents: by the names of outputs, arrays of their shapes; an output without one counts
  ///     as if it were all zeros.
  ///   - weights: the network's weights.
  ///   - threads: the threads to share the work among.
  ///   - memoryLimit: the most bytes that values and gradients may take.
  /// - Throws: ``NetworkError`` with code `.input` where an array or a cotangent is missing, unknown or
  ///   does not fit, `.layer` or `.memory` where the network does not take such inputs, `.layer` where
  ///   an output depends on an input through an operator that has no gradient.
  /// - Reproducibility: exact: the same bits on any number of threads.
  public func gradients(
    _ arrays: [String: StoredTensor], cotangents: [String: StoredTensor],
    weights: borrowing Weights, threads: ThreadPool = .shared,
    memoryLimit: Int = Workspace.memoryLimit
  ) throws(NetworkError) -> NetworkGradients {
    try checkNames(of: cotangents)
    let shapes = try inputShapes(of: arrays)
    let floatInputs = inputs.filter(\.type.isFloat)
    let given = outputs.filter { cotangents[$0.name] != nil }
    let weightGradients = Weights(zerosFor: self)
    let space = try Workspace(
      self, inputShapes: shapes, weights: weights, weightGradients: weightGradients,
      inputGradients: floatInputs.map(\.value), seeds: given.map(\.value), threads: threads,
      memoryLimit: memoryLimit)
    for (output, memory) in zip(outputs, space.outputs) {
      guard let cotangent = cotangents[output.name] else { continue }
      guard cotangent.shape == memory.shape else {
        throw .cotangent(
          output.name, "shape \(cotangent.shape), \(memory.shape) was expected")
      }
    }
    copy(arrays, into: space)
    space.runForward()
    // Outputs may be one and the same value.
    for output in given { space.gradient(of: output.value)?.elements.update(repeating: 0) }
    for output in given {
      guard let memory = space.gradient(of: output.value)?.elements,
        let cotangent = cotangents[output.name]
      else { continue }
      for (index, number) in cotangent.floats.enumerated() { memory[index] += number }
    }
    space.runBackward()
    return NetworkGradients(
      outputs: outputs(of: space),
      inputs: floatInputs.map { input in
        let gradient = space.gradient(of: input.value)
        return (
          input.name,
          gradient.map { StoredTensor($0.shape, floats: Array($0.elements)) }
            ?? .filled(
              type: .float32, shape: arrays[input.name]?.shape ?? [], value: 0)
        )
      },
      parameters: zip(parameters, weightGradients.tensors).map { parameter, gradient in
        (parameter.path, StoredTensor(gradient.shape, floats: Array(gradient.elements)))
      }
        + unusedParameters.map { path, shape in
          (path, .filled(type: .float32, shape: shape, value: 0))
        })
  }

  private func checkNames(
    of cotangents: [String: StoredTensor]
  ) throws(NetworkError) {
    for name in cotangents.keys.sorted() {
      guard let output = outputs.first(where: { $0.name == name }) else {
        throw .unknownCotangent(name, known: outputs.map(\.name))
      }
      guard output.type.isFloat else {
        throw .cotangent(
          name, "an output of \(output.type.rawValue), one of floats was expected")
      }
      guard cotangents[name]?.type.isFloat == true else {
        throw .cotangent(
          name, "an array of \(cotangents[name]!.type.rawValue), floats were expected")
      }
    }
    guard !cotangents.isEmpty else {
      throw .cotangent(nil, "none, one of an output was expected")
    }
  }
}
