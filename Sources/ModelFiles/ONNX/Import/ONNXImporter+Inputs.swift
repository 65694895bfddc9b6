import Networks
import Operators
import Spellings
import Tensors

extension ONNXImporter {
  /// Declares the inputs of the main graph, with the shapes that the file and the options give.
  mutating func addInputs(of graph: ONNXGraphProto) throws(ModelFileError) {
    var lengths = namedLengths(of: graph)
    let names = graph.input.map(\.name)
    for name in (Array(options.shapes.keys) + options.arrays.keys).sorted()
    where !names.contains(name) {
      let free = names.filter { lookUp($0) == nil }
      throw .input(model.name, name, Spellings(free).unknown(name))
    }
    let weights = weightInputs(of: graph)
    for input in graph.input {
      // Files of old versions list initializers among the inputs too.
      if scopes[0][input.name] != nil { continue }
      guard !input.name.isEmpty else {
        throw ModelFileError(.graph, model.name, "an input without a name, one was expected")
      }
      let (type, dimensions) = try declaration(of: input)
      if weights.contains(input.name), let dimensions, type.isFloat {
        let lengths = dimensions.map { Int(clamping: $0.dimValue) }
        try addParameter(input.name, try fixedShape(lengths, of: input.name), type)
        continue
      }
      let shape = try shape(of: input.name, dimensions, &lengths)
      let array = options.arrays[input.name]
      let value = plan.input(named: input.name, lengths: shape.lengths, type: type)
      try define(
        input.name,
        ImportedValue(
          shape: shape, type: type, known: type.isFloat ? nil : array,
          given: type.isFloat ? array : nil, value: value, isTraced: type.isFloat,
          origin: array == nil ? input.name : nil),
        in: model.name)
    }
  }

  private func declaration(
    of input: ONNXValueInfoProto
  ) throws(ModelFileError) -> (StoredType, [ONNXDimensionProto]?) {
    guard input.type.hasTensorType else {
      throw .input(model.name, input.name, "not a tensor, one was expected")
    }
    let tensor = input.type.tensorType
    let subject = "\(model.name), input '\(shown(input.name))'"
    return (
      try ONNXElementType.type(tensor.elemType, subject: subject),
      tensor.hasShape ? tensor.shape.dim : nil
    )
  }

  // The lengths of axes with a name that a given shape fixes somewhere.
  private func namedLengths(of graph: ONNXGraphProto) -> [String: Int] {
    var lengths: [String: Int] = [:]
    for input in graph.input {
      guard let shape = givenShape(of: input.name) else { continue }
      let dimensions = input.type.tensorType.shape.dim
      guard dimensions.count == shape.rank else { continue }
      for (dimension, length) in zip(dimensions, shape.lengths) where Self.isNamed(dimension) {
        lengths[dimension.dimParam] = length
      }
    }
    return lengths
  }

  // A question mark is no name: two of them are not the same length.
  private static func isNamed(_ dimension: ONNXDimensionProto) -> Bool {
    !dimension.dimParam.isEmpty && dimension.dimParam != "?"
  }

  private func givenShape(of name: String) -> Shape? {
    options.shapes[name] ?? options.arrays[name]?.shape
  }

  private func shape(
    of name: String, _ dimensions: [ONNXDimensionProto]?, _ named: inout [String: Int]
  ) throws(ModelFileError) -> Shape {
    let given = givenShape(of: name)
    if let array = options.arrays[name], let shape = options.shapes[name], array.shape != shape {
      throw .input(model.name, name, "an array of shape \(array.shape), \(shape) was expected")
    }
    guard let dimensions else {
      guard let given else {
        throw .input(model.name, name, "a shape that the file leaves open, one was expected")
      }
      return given
    }
    if let given {
      let shape = try check(given, of: name, dimensions)
      guard options.overridesBatch, shape.rank > 0 else { return shape }
      return try fixedShape([options.batch] + shape.lengths.dropFirst(), of: name)
    }
    var lengths: [Int] = []
    for (axis, dimension) in dimensions.enumerated() {
      if axis == 0, options.overridesBatch {
        lengths.append(options.batch)
      } else if dimension.dimValue > 0 || (dimension.hasDimValue && dimension.dimValue == 0) {
        lengths.append(Int(dimension.dimValue))
      } else if Self.isNamed(dimension), let length = named[dimension.dimParam] {
        lengths.append(length)
      } else if axis == 0 {
        lengths.append(options.batch)
        if Self.isNamed(dimension) { named[dimension.dimParam] = options.batch }
      } else {
        throw .input(model.name, name, openAxis(axis, dimensions))
      }
    }
    return try fixedShape(lengths, of: name)
  }

  private func fixedShape(_ lengths: [Int], of name: String) throws(ModelFileError) -> Shape {
    do {
      return try Shape(checking: lengths)
    } catch {
      throw .input(model.name, name, error.description)
    }
  }

  private func check(
    _ shape: Shape, of name: String, _ dimensions: [ONNXDimensionProto]
  ) throws(ModelFileError) -> Shape {
    let fits =
      dimensions.count == shape.rank
      && zip(dimensions, shape.lengths).allSatisfy { $0.dimValue <= 0 || $0.dimValue == $1 }
    guard fits else {
      throw .input(
        model.name, name, "shape \(shape), \(Self.written(dimensions)) was expected")
    }
    return shape
  }

  private func openAxis(_ axis: Int, _ dimensions: [ONNXDimensionProto]) -> String {
    "axis \(axis) of \(Self.written(dimensions)) is open, a length was expected"
  }

  private static func written(_ dimensions: [ONNXDimensionProto]) -> String {
    if dimensions.isEmpty { return "a scalar" }
    return dimensions.map { dimension in
      dimension.dimValue > 0
        ? "\(dimension.dimValue)" : isNamed(dimension) ? shown(dimension.dimParam) : "any"
    }.joined(separator: "×")
  }
}
