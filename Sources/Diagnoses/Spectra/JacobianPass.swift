import Networks
import Operators
import Tensors
import Threads

/// What the section between two values is given at each example.
struct JacobianData {
  /// The number of examples.
  let count: Int
  /// The shapes of the two values for one example, its axis with length 1, or as a whole.
  let startShape: Shape
  let endShape: Shape
  /// Whether examples may be repeated along the first axis.
  let isOpen: Bool
  /// The numbers of each input of the section that is no parameter; `nil` for parameters.
  let numbers: [[Float]?]
  /// The shape of each input of the section for one example.
  let shapes: [Shape]

  init(
    _ ends: JacobianEnds, _ arrays: [String: StoredTensor], _ weights: borrowing Weights,
    _ request: JacobianRequest, _ threads: ThreadPool
  ) throws(SpectrumError) {
    let network = ends.network
    var given: [Shape] = []
    for input in network.inputs {
      guard let array = arrays[input.name] else {
        throw .network("no array for input \(input.name), one was expected")
      }
      given.append(array.shape)
    }
    let whole = try Self.checked { () throws(NetworkError) in try network.shapes(inputs: given) }
    let one = try? network.shapes(batch: 1)
    let two = try? network.shapes(batch: 2)
    let isOpen =
      network.inputs.allSatisfy { $0.lengths.first == .some(nil) }
      && [ends.start, ends.end].allSatisfy {
        one?[$0.index].lengths.first == 1 && two?[$0.index].lengths.first == 2
      }
    self.isOpen = isOpen
    let single = isOpen ? one ?? whole : whole
    count = isOpen ? whole[ends.start.index].lengths.first ?? 1 : 1
    startShape = single[ends.start.index]
    endShape = single[ends.end.index]
    shapes = ends.section.values.map { single[$0.index] }

    var numbers: [[Float]?] = []
    for value in ends.section.values {
      switch network.sources[value.index] {
      case .parameter: numbers.append(nil)
      case .input(let number):
        numbers.append(arrays[network.inputs[number].name]?.floats ?? [])
      case .node, .constant:
        // Only the first value is computed.
        let found = try Self.computed(value, network, arrays, weights, request, threads)
        numbers.append(found)
      }
    }
    self.numbers = numbers
  }

  private static func computed(
    _ value: Network.Value, _ network: Network, _ arrays: [String: StoredTensor],
    _ weights: borrowing Weights, _ request: JacobianRequest, _ threads: ThreadPool
  ) throws(SpectrumError) -> [Float] {
    do {
      return try network.giving([value]).evaluate(
        arrays, weights: weights, threads: threads, memoryLimit: request.memoryLimit
      )[0].tensor.floats
    } catch {
      throw .network(error)
    }
  }

  private static func checked<Result>(
    _ body: () throws(NetworkError) -> Result
  ) throws(SpectrumError) -> Result {
    do { return try body() } catch { throw .network(error) }
  }

  /// The shapes of the section's inputs for a number of copies of one example.
  func shapes(copies: Int) -> [Shape] {
    zip(shapes, numbers).map { shape, numbers in
      guard isOpen, numbers != nil else { return shape }
      return Shape([copies] + shape.lengths.dropFirst())
    }
  }

  /// The numbers of one example of an input that is no parameter.
  func example(_ index: Int, ofInput input: Int) -> ArraySlice<Float> {
    let all = numbers[input] ?? []
    guard isOpen else { return all[...] }
    let length = shapes[input].count
    return all[index * length..<(index + 1) * length]
  }
}

/// The passes that give the rows of a Jacobian.
struct JacobianPass {
  private let space: Workspace
  private let section: Network
  private let cotangents: Cotangents
  // How often the example is repeated.
  private let copies: Int
  // More copies do not make passes quicker.
  private static let mostCopies = 256

  /// Lays out the section, with as many copies as fit.
  init(
    _ data: JacobianData, _ ends: JacobianEnds, _ cotangents: Cotangents,
    _ weights: borrowing Weights, _ request: JacobianRequest, _ threads: ThreadPool
  ) throws(SpectrumError) {
    section = ends.section.network
    self.cotangents = cotangents
    var copies = data.isOpen ? min(cotangents.count, Self.mostCopies) : 1
    while true {
      let space = try Self.space(section, data, copies, request, threads)
      guard let space else {
        copies = (copies + 1) / 2
        continue
      }
      for (value, memory) in zip(ends.section.values, space.inputs) {
        if case .parameter(let number) = ends.network.sources[value.index] {
          memory.pointer.update(
            from: weights.tensors[number].pointer, count: memory.shape.count)
        }
      }
      if copies > 1, Self.mixes(space, section, data, copies, cotangents) {
        copies = 1
        continue
      }
      self.space = space
      self.copies = copies
      return
    }
  }

  // `nil` where it takes too much memory for more than one copy.
  private static func space(
    _ section: Network, _ data: JacobianData, _ copies: Int, _ request: JacobianRequest,
    _ threads: ThreadPool
  ) throws(SpectrumError) -> Workspace? {
    do {
      let none = Weights(zerosFor: section)
      let space = try Workspace(
        section, inputShapes: data.shapes(copies: copies), weights: none, weightGradients: none,
        inputGradients: [section.inputs[0].value], seeds: [section.outputs[0].value],
        threads: threads, memoryLimit: request.memoryLimit / 2)
      guard space.gradient(of: section.outputs[0].value) != nil else {
        throw SpectrumError.network("a value without a gradient, one with was expected")
      }
      return space
    } catch let error as SpectrumError {
      throw error
    } catch let error as NetworkError {
      if error.code == .memory, copies > 1 { return nil }
      throw .network(error)
    } catch {
      throw .network("\(error)")
    }
  }

  // Whether the output for one copy depends on another.
  private static func mixes(
    _ space: Workspace, _ section: Network, _ data: JacobianData, _ copies: Int,
    _ cotangents: Cotangents
  ) -> Bool {
    write(0, data, to: space, copies)
    space.runForward()
    guard let seed = space.gradient(of: section.outputs[0].value),
      let gradient = space.gradient(of: section.inputs[0].value)
    else { return false }
    seed.pointer.update(repeating: 0, count: seed.shape.count)
    cotangents.write(0, to: seed.pointer)
    space.runBackward()
    return gradient.elements[(gradient.shape.count / copies)...].contains { $0 != 0 }
  }

  private static func write(
    _ example: Int, _ data: JacobianData, to space: Workspace, _ copies: Int
  ) {
    for (number, memory) in space.inputs.enumerated() where data.numbers[number] != nil {
      let numbers = data.example(example, ofInput: number)
      numbers.withUnsafeBufferPointer { numbers in
        guard let base = numbers.baseAddress else { return }
        for copy in 0..<copies {
          (memory.pointer + copy * numbers.count).update(from: base, count: numbers.count)
        }
      }
    }
  }

  /// The Jacobian at one example, row after row.
  func matrix(_ data: JacobianData, _ example: Int) throws(SpectrumError) -> [Double] {
    guard let seed = space.gradient(of: section.outputs[0].value),
      let gradient = space.gradient(of: section.inputs[0].value)
    else { throw .network("a value without a gradient, one with was expected") }
    Self.write(example, data, to: space, copies)
    let columns = data.startShape.count
    var matrix: [Double] = []
    matrix.reserveCapacity(cotangents.count * columns)
    for first in stride(from: 0, to: cotangents.count, by: copies) {
      let rows = min(copies, cotangents.count - first)
      if Cancellation.isRequested() {
        matrix.append(contentsOf: repeatElement(0, count: rows * columns))
        continue
      }
      // A backward pass takes the memory of values, and a forward pass that of gradients.
      space.runForward()
      for row in 0..<copies {
        // Copies that are left over repeat the last row.
        cotangents.write(
          min(first + row, cotangents.count - 1), to: seed.pointer + row * cotangents.length)
      }
      space.runBackward()
      matrix.append(
        contentsOf: gradient.elements.prefix(rows * columns).lazy.map { Double($0) })
    }
    return matrix
  }
}
