import Networks
import Operators
import Spellings
import Tensors

/// Turns the graph of an ONNX model into a network.
///
/// Shapes are those of the given inputs. Nodes on integers that are known, such as arithmetic on
/// shapes, are computed here and leave no trace; what remains is a graph of operators on numbers.
struct ONNXImporter {
  let model: ONNXModel
  let options: ONNXOptions
  let opset: Int
  /// The tensors that weights are, and the names of all weights.
  var weights: ONNXWeights
  var plan = NetworkPlan()
  /// The values in reach by name, those of the innermost graph last.
  var scopes: [[String: ImportedValue]] = [[:]]
  /// The float initializers of the main graph, in the file's order.
  private var floatInitializers: [(path: String, shape: Shape)] = []

  // Elements that a known value may have: nothing that describes shapes or positions is larger.
  static let knownLimit = 1 << 26
  // Parameters that follow from others are known as well where they are so small that an operator
  // may ask for them.
  static let smallParameter = 4096

  init(_ model: ONNXModel, options: ONNXOptions) throws(ModelFileError) {
    self.model = model
    self.options = options
    opset = try Self.opset(of: model)
    weights = ONNXWeights(of: model)
  }

  /// The network that the model's main graph is.
  mutating func network() throws(ModelFileError) -> Network {
    if let function = model.model.functions.first {
      throw ModelFileError(
        .unsupported, model.name,
        "function '\(shown(function.name))' of its own, operators of ONNX alone were expected")
    }
    let graph = model.graph
    try addInitializers(of: graph)
    try addInputs(of: graph)
    try addNodes(of: graph)
    var outputs: [(name: String, value: Network.Value, type: StoredType)] = []
    guard !graph.output.isEmpty else {
      throw ModelFileError(.graph, model.name, "no outputs, at least one was expected")
    }
    for output in graph.output {
      let place = NodePlace(model: model.name, name: output.name, operatorName: "output")
      let found = try value(named: output.name, of: place, in: graph)
      guard !outputs.contains(where: { $0.name == output.name }) else {
        throw .twice(model.name, value: output.name)
      }
      outputs.append((output.name, try networkValue(of: output.name, found), found.type))
    }
    return plan.network(outputs: outputs, listed: floatInitializers)
  }

  private static func opset(of model: ONNXModel) throws(ModelFileError) -> Int {
    let own = model.model.opsetImport.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    guard let version = own.last?.version else {
      throw ModelFileError(
        .unknownOperator, model.name, "no version of the operator set ai.onnx, one was expected")
    }
    let known = ONNXSpelling.opsets
    guard let opset = Int(exactly: version), known.contains(opset) else {
      throw ModelFileError(
        .unknownOperator, model.name,
        "operator set \(version), \(known.lowerBound) to \(known.upperBound) was expected")
    }
    return opset
  }

  mutating func addInitializers(of graph: ONNXGraphProto) throws(ModelFileError) {
    guard graph.sparseInitializer.isEmpty else {
      throw ModelFileError(
        .unsupported, model.name, "a sparse initializer, dense ones were expected")
    }
    for initializer in graph.initializer {
      guard let tensor = try contents(of: initializer) else { continue }
      if scopes.count == 1, tensor.type.isFloat, options.ties[initializer.name] == nil {
        floatInitializers.append((initializer.name, tensor.shape))
      }
      try define(
        initializer.name,
        ImportedValue(
          file: tensor, path: weights.name(of: initializer) ?? initializer.name,
          isInitializer: true),
        in: model.name)
    }
  }

  mutating func addNodes(of graph: ONNXGraphProto) throws(ModelFileError) {
    for (index, node) in graph.node.enumerated() {
      let name =
        node.name.isEmpty ? node.output.first { !$0.isEmpty } ?? "\(index)" : node.name
      try add(
        node, at: NodePlace(model: model.name, name: name, operatorName: node.opType), in: graph)
    }
  }

  mutating func define(
    _ name: String, _ value: ImportedValue, in subject: String
  ) throws(ModelFileError) {
    let other = scopes[scopes.count - 1].updateValue(value, forKey: name)
    guard other == nil else { throw .twice(subject, value: shown(name)) }
  }

  func lookUp(_ name: String) -> ImportedValue? {
    for scope in scopes.reversed() {
      if let value = scope[name] { return value }
    }
    return nil
  }

  func value(
    named name: String, of place: NodePlace, in graph: ONNXGraphProto
  ) throws(ModelFileError) -> ImportedValue {
    if let value = lookUp(name) { return value }
    let isLater = graph.node.contains { $0.output.contains(name) }
    throw .undefined(place, value: shown(name), isLater: isLater)
  }

  /// The value in the network: a parameter or a constant where it was only known so far.
  mutating func networkValue(
    of name: String, _ imported: ImportedValue
  ) throws(ModelFileError) -> Network.Value {
    if let value = imported.value { return value }
    // A node may take one weight twice.
    if imported.path != nil, let value = lookUp(name)?.value { return value }
    guard let known = imported.known else {
      preconditionFailure("\(name): neither known nor computed")
    }
    let value: Network.Value
    if let path = imported.path {
      value = try parameter(path, known)
    } else {
      value = plan.constant(known)
    }
    for index in scopes.indices.reversed() where scopes[index][name] != nil {
      scopes[index][name]?.value = value
      break
    }
    return value
  }
  private mutating func parameter(
    _ path: String, _ known: StoredTensor
  ) throws(ModelFileError) -> Network.Value {
    if let tie = options.ties[path], let owner = lookUp(tie.weight), owner.path == tie.weight {
      let value = try networkValue(of: tie.weight, owner)
      do {
        return try plan.apply(Operators.Transpose(tie.order), to: [value], name: path)[0]
      } catch {
        throw ModelFileError(.graph, model.name, error.description)
      }
    }
    do {
      return try plan.parameter(path, stored: known)
    } catch {
      throw ModelFileError(.graph, model.name, error.description)
    }
  }
}
