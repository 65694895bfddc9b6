import Networks
import Operators
import Spellings
import Tensors

extension ONNXImporter {
  /// Imports one node: its outputs are values in reach from then on.
  mutating func add(
    _ node: ONNXNodeProto, at place: NodePlace, in graph: ONNXGraphProto
  ) throws(ModelFileError) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw ModelFileError(
        .unknownOperator, place.subject,
        "operator of domain '\(shown(node.domain))', one of ai.onnx was expected")
    }
    let results: [ImportedValue?]
    switch node.opType {
    case "Constant": results = [try constant(node, place)]
    case "If": results = try branch(node, place, in: graph)
    default: results = try compute(node, place, in: graph)
    }
    for (index, name) in node.output.enumerated() where !name.isEmpty {
      guard index < results.count, let result = results[index] else {
        throw .node(place, "output \(index) is not computed here, one that is was expected")
      }
      try define(name, result, in: place.subject)
    }
  }

  private mutating func constant(
    _ node: ONNXNodeProto, _ place: NodePlace
  ) throws(ModelFileError) -> ImportedValue {
    let attributes = try attributes(of: node, place)
    guard attributes.count == 1, let (name, value) = attributes.first else {
      throw .node(place, "\(attributes.count) attributes, one value was expected")
    }
    let tensor: StoredTensor
    switch value {
    case .tensor(let value): tensor = value
    case .float(let value): tensor = StoredTensor([], floats: [value])
    case .floats(let values): tensor = StoredTensor([values.count], floats: values)
    case .integer(let value): tensor = StoredTensor([], integers: [value])
    case .integers(let values): tensor = StoredTensor([values.count], integers: values)
    default: throw .node(place, "attribute '\(shown(name))', numbers were expected")
    }
    let path = node.attribute.first.flatMap { weights.name(of: $0.t) }
    return ImportedValue(
      file: tensor, path: path ?? weights.freeName(node.output.first ?? place.name),
      isInitializer: false)
  }

  /// The branch that a known condition takes.
  private mutating func branch(
    _ node: ONNXNodeProto, _ place: NodePlace, in graph: ONNXGraphProto
  ) throws(ModelFileError) -> [ImportedValue?] {
    guard node.input.count == 1 else {
      throw .node(place, "\(node.input.count) inputs, a condition was expected")
    }
    let condition = try value(named: node.input[0], of: place, in: graph)
    guard let known = condition.known, known.shape.count == 1 else {
      let origin = condition.origin.map { "; it follows from input '\(shown($0))'" } ?? ""
      throw .node(
        place, "a condition that is not known before the network runs, one was expected\(origin)")
    }
    let name = known.floats[0] != 0 ? "then_branch" : "else_branch"
    guard let attribute = node.attribute.first(where: { $0.name == name }), attribute.hasG else {
      throw .node(place, "no graph '\(name)', one was expected")
    }
    let taken = attribute.g
    scopes.append([:])
    defer { scopes.removeLast() }
    try addInitializers(of: taken)
    try addNodes(of: taken)
    var results: [ImportedValue?] = []
    for output in taken.output {
      var result = try value(named: output.name, of: place, in: taken)
      // A value of the branch leaves it, so it cannot be looked up there later.
      if result.known == nil || result.path != nil {
        result.value = try networkValue(of: output.name, result)
      }
      results.append(result)
    }
    return results
  }

  private mutating func compute(
    _ node: ONNXNodeProto, _ place: NodePlace, in graph: ONNXGraphProto
  ) throws(ModelFileError) -> [ImportedValue?] {
    var inputs: [ImportedValue?] = []
    for name in node.input {
      inputs.append(name.isEmpty ? nil : try value(named: name, of: place, in: graph))
    }
    var attributes = try attributes(of: node, place)
    if opset < 7 { try alignSecond(&inputs, &attributes, of: node, place) }
    if options.overridesBatch { openBatch(&inputs, attributes, of: node) }
    let description = castByType(
      NodeDescription(
        node.opType, opset: opset, attributes: attributes,
        inputs: inputs.map { $0?.description }, wantsOutput: node.output.map { !$0.isEmpty }))
    try check(description, place)

    let present = inputs.compactMap { $0 }
    let isTraced = present.contains { $0.isTraced || $0.value != nil }
    let folded = try fold(description, present, isTraced: isTraced, place)
    if let folded, !isTraced || Folding.needsShapesAlone(node.opType) {
      return folded.enumerated().map { index, tensor in
        // Large floats that a file describes by one number are weights to be drawn.
        tensor.isFilled && index < node.output.count
          ? ImportedValue(
            file: tensor, path: weights.freeName(node.output[index]), isInitializer: false)
          : ImportedValue(
            shape: tensor.shape, type: tensor.type, known: tensor, isTraced: false)
      }
    }
    do {
      return try operate(node, description, inputs, folded, place)
    } catch {
      // Arithmetic on known integers that no operator can do.
      guard let folded, !present.contains(where: \.isTraced) else { throw error }
      return folded.map {
        ImportedValue(shape: $0.shape, type: $0.type, known: $0, isTraced: false)
      }
    }
  }

  /// A cast to the type of another value as one to a type, which it is once that is known.
  private func castByType(_ node: NodeDescription) -> NodeDescription {
    guard node.operatorName == "CastLike", node.inputs.count == 2, let like = node.inputs[1],
      let number = ONNXElementType.number(of: like.type)
    else { return node }
    return NodeDescription(
      "Cast", opset: node.opset,
      attributes: node.attributes.merging(["to": .integer(Int64(number))]) { $1 },
      inputs: [node.inputs[0]], wantsOutput: node.wantsOutput)
  }

  private func check(_ node: NodeDescription, _ place: NodePlace) throws(ModelFileError) {
    let name = node.operatorName
    let spelling =
      OperatorCatalog.imported(name)?.onnx ?? CompositeCatalog.imported(name)?.onnx
      ?? (Folding.names.contains(name) ? ONNXSpelling(name) : nil)
    guard let spelling else {
      throw .operatorName(place, shown(name), known: Spellings(Self.knownOperators))
    }
    guard spelling.opsets.contains(opset) else {
      throw .opset(place, opset, known: spelling.opsets)
    }
  }

  /// The operators that a file may use, in the order of the alphabet.
  static let knownOperators: [String] =
    Set(
      OperatorCatalog.operators.compactMap { $0.onnx?.name }
        + CompositeCatalog.composites.map { $0.onnx.name } + Folding.names
        + ["Constant", "If"]
    ).sorted()

  /// The outputs where every input is known.
  private func fold(
    _ node: NodeDescription, _ inputs: [ImportedValue], isTraced: Bool, _ place: NodePlace
  ) throws(ModelFileError) -> [StoredTensor]? {
    // What only depends on shapes is known whatever the numbers are.
    if Folding.needsShapesAlone(node.operatorName) { return try folded(node, place) }
    guard inputs.allSatisfy({ $0.known != nil }) else { return nil }
    if isTraced, inputs.contains(where: { $0.path != nil || $0.isTraced }) {
      let count = inputs.reduce(0) { $0 + ($1.isTraced ? $1.shape.count : 0) }
      guard count <= Self.smallParameter else { return nil }
    }
    return try folded(node, place)
  }

  private func folded(
    _ node: NodeDescription, _ place: NodePlace
  ) throws(ModelFileError) -> [StoredTensor]? {
    do {
      return try Folding.fold(node, limit: Self.knownLimit)
    } catch {
      throw .node(place, error)
    }
  }

  /// Adds the operators that a node stands for.
  private mutating func operate(
    _ node: ONNXNodeProto, _ description: NodeDescription, _ inputs: [ImportedValue?],
    _ folded: [StoredTensor]?, _ place: NodePlace
  ) throws(ModelFileError) -> [ImportedValue?] {
    let origin = inputs.lazy.compactMap { $0?.origin }.first
    let types: [StoredType]
    let values: [Network.Value?]
    if let composite = CompositeCatalog.imported(description.operatorName) {
      var given: [Network.Value?] = []
      for (name, input) in zip(node.input, inputs) {
        given.append(
          try input.map { value throws(ModelFileError) in try networkValue(of: name, value) })
      }
      do {
        values = try composite.lower(description, given, into: &plan, name: place.name)
      } catch {
        throw .node(place, error)
      }
      types = values.map { _ in inputs.first??.type ?? .float32 }
    } else if let type = OperatorCatalog.imported(description.operatorName) {
      let imported = try imported(type, description, node, inputs, place)
      var given: [Network.Value] = []
      for index in imported.inputs {
        guard index < inputs.count, let input = inputs[index] else {
          throw .node(place, "no input \(index), one was expected")
        }
        guard input.type.isFloat || type.isExactOnIntegers else {
          throw .node(
            place,
            "\(input.type.rawValue) numbers '\(shown(node.input[index]))' that are not known"
              + " before the network runs, floats were expected"
              + (origin.map { "; they follow from input '\(shown($0))'" } ?? ""))
        }
        given.append(try networkValue(of: node.input[index], input))
      }
      let function = imported.function
      do {
        values = try plan.apply(function, to: given, name: place.name)
      } catch {
        throw .node(place, error)
      }
      let inputTypes = imported.inputs.map { inputs[$0]!.type }
      types = values.indices.map { function.outputType(at: $0, inputTypes) }
    } else {
      throw ModelFileError(
        .unknownOperator, place.subject,
        "operator \(description.operatorName) of numbers that are not known before the network runs,"
          + " known ones were expected"
          + (origin.map { "; they follow from input '\(shown($0))'" } ?? ""))
    }
    let isTraced = inputs.contains { $0?.isTraced ?? false }
    return values.enumerated().map { index, value in
      value.map { value in
        ImportedValue(
          shape: plan.shape(of: value), type: types[index], known: folded?[index], value: value,
          isTraced: isTraced, origin: origin)
      }
    }
  }

  private func imported(
    _ type: any Operator.Type, _ description: NodeDescription, _ node: ONNXNodeProto,
    _ inputs: [ImportedValue?], _ place: NodePlace
  ) throws(ModelFileError) -> ImportedOperator {
    do {
      return try type.imported(from: description)
    } catch {
      guard error.code == .unknownInput, let index = error.input, index < inputs.count,
        let origin = inputs[index]?.origin
      else { throw .node(place, error) }
      throw .notKnown(
        place, error, value: shown(node.input[index]), origin: shown(origin))
    }
  }
}
