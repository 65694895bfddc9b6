import Operators
import Tensors

extension Network {
  /// The shape of every value, by its number, for inputs of the given shapes.
  ///
  /// - Throws: ``NetworkError`` with code `.input` for a shape that an input does not take, `.layer`
  ///   for the first operator that does not take what it is given.
  public func shapes(inputs given: [Shape]) throws(NetworkError) -> [Shape] {
    precondition(
      given.count == inputs.count,
      "network: \(given.count) input shapes, \(inputs.count) were expected")
    var shapes = Array<Shape>(repeating: [], count: sources.count)
    for (input, shape) in zip(inputs, given) {
      let fits =
        shape.rank == input.lengths.count
        && zip(input.lengths, shape.lengths).allSatisfy { $0 == nil || $0 == $1 }
      guard fits else {
        let expected = input.lengths.map { $0.map(String.init) ?? "any" }.joined(separator: "×")
        throw .input(
          input.name, "shape \(shape), \(expected.isEmpty ? "a scalar" : expected) was expected")
      }
      shapes[input.value.index] = shape
    }
    for parameter in parameters { shapes[parameter.value.index] = parameter.shape }
    for (index, source) in sources.enumerated() {
      if case .constant(let number) = source { shapes[index] = constants[number].tensor.shape }
    }
    for node in nodes {
      do {
        let found = try node.function.outputShapes(node.inputs.map { shapes[$0.index] })
        for (value, shape) in zip(node.outputs, found) { shapes[value.index] = shape }
      } catch {
        throw .layer(node.name, error)
      }
    }
    return shapes
  }

  /// The shape of every value for a number of examples.
  ///
  /// - Throws: ``NetworkError`` as for ``shapes(inputs:)``.
  public func shapes(batch: Int) throws(NetworkError) -> [Shape] {
    var given: [Shape] = []
    for input in inputs {
      do {
        given.append(try input.shape(batch: batch))
      } catch {
        throw .input(input.name, error)
      }
    }
    return try shapes(inputs: given)
  }

  /// The number of elements of one example of the first input.
  public var inputWidth: Int {
    inputs.first?.lengths.reduce(1) { $0 * ($1 ?? 1) } ?? 0
  }

  /// The number of elements that the first output has for one example.
  public var outputWidth: Int { outputs.first?.shape.count ?? 0 }
}
