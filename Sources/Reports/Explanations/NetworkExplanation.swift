import Foundation
import Initializers
import Networks
import Operators
import Tensors

/// What a network is made of: inputs, outputs, layers, parameters, totals.
public struct NetworkExplanation: Sendable {
  /// What the network is called: the file's name.
  public let title: String
  /// The network.
  public let network: Network

  /// Summarises a network.
  public init(title: String, network: Network) {
    self.title = title
    self.network = network
  }

  private var operators: [(name: String, count: Int)] {
    var counts: [String: Int] = [:]
    for node in network.nodes { counts[type(of: node.function).name, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// Nodes that have parameters, in the order of execution, with the shape that they compute.
  private var layers: [Layer] {
    let shapes = (try? network.shapes(batch: 1)) ?? []
    return network.nodes.compactMap { node in
      let parameters = network.parameters(of: node).map { network.parameters[$0] }
      guard !parameters.isEmpty else { return nil }
      return Layer(
        name: node.name, function: type(of: node.function).name,
        output: shapes.isEmpty ? [] : shapes[node.outputs[0].index], parameters: parameters)
    }
  }

  private struct Layer {
    let name, function: String
    let output: Shape
    let parameters: [Network.Parameter]
  }
}

extension NetworkExplanation {
  /// The summary as lines for a terminal.
  public func terminalText(columns: Int = 100) -> String {
    var text = Paragraphs(columns: columns)
    for input in network.inputs {
      let shape = input.lengths.map { $0.map(String.init) ?? "batch" }.joined(separator: "×")
      text.add(
        "input", "\(input.name): \(shape.isEmpty ? "scalar" : shape), \(input.type.rawValue)")
    }
    for output in network.outputs {
      text.add("output", "\(output.name): \(output.shape), \(output.type.rawValue)")
    }
    text.add(
      "operators",
      "\(Numbers.counted(network.nodes.count, "node")): "
        + operators.map { "\($0.count) \($0.name)" }.joined(separator: ", "))
    text.add(
      "parameters",
      "\(network.parameters.count) with \(Numbers.counted(network.weightCount, "weight"))")
    var lines = [title, ""] + text.lines
    if !layers.isEmpty {
      lines += [""] + layerTable.lines(limit: columns) { $0 }
    }
    if !network.parameters.isEmpty {
      lines += [""] + parameterTable.lines(limit: columns) { $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var layerTable: TerminalTable {
    var table = TerminalTable(
      header: ["layer", "operator", "output", "weights"],
      alignments: [.left, .left, .left, .right])
    for layer in layers {
      table.rows.append([
        layer.name, layer.function, "\(layer.output)",
        "\(layer.parameters.reduce(0) { $0 + $1.shape.count })",
      ])
    }
    return table
  }

  private var parameterTable: TerminalTable {
    var table = TerminalTable(
      header: ["parameter", "shape", "axes", "role", "fan in", "fan out"],
      alignments: [.left, .left, .left, .left, .right, .right])
    for parameter in network.parameters {
      let fans = parameter.spec.map(Self.fans)
      table.rows.append([
        parameter.path, "\(parameter.shape)",
        parameter.spec.map { $0.factors.map(\.axis.rawValue).joined(separator: ", ") }
          ?? "not declared",
        parameter.spec.map { Self.words(for: $0.role) } ?? "", fans?.in ?? "", fans?.out ?? "",
      ])
    }
    return table
  }

  private static func fans(_ spec: ParameterSpec) -> (in: String, out: String) {
    let fans = spec.pieces.map(\.fans)
    func list(_ values: [Double]) -> String {
      let digits = values.map { Numbers.digits($0) }
      return Set(digits).count == 1 ? digits[0] : digits.joined(separator: "/")
    }
    return (list(fans.map(\.fanIn)), list(fans.map(\.fanOut)))
  }

  private static func words(for role: Role) -> String {
    switch role {
    case .normalizationScale: "normalization scale"
    case .normalizationShift: "normalization shift"
    case .recurrentWeight: "recurrent weight"
    default: role.rawValue
    }
  }
}

extension NetworkExplanation {
  /// The summary as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    try JSONText.encode(Document(self), isPretty: true) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "network"
    let name: String
    let inputs, outputs: [Value]
    let operators: [Count]
    let layers: [LayerDocument]
    let parameters: [ParameterDocument]
    let weights: Int

    init(_ explanation: NetworkExplanation) {
      let network = explanation.network
      name = explanation.title
      inputs = network.inputs.map {
        Value(name: $0.name, shape: $0.lengths.map { $0 ?? -1 }, dtype: $0.type.rawValue)
      }
      outputs = network.outputs.map {
        Value(name: $0.name, shape: $0.shape.lengths, dtype: $0.type.rawValue)
      }
      operators = explanation.operators.map { Count(name: $0.name, count: $0.count) }
      layers = explanation.layers.map {
        LayerDocument(
          name: $0.name, function: $0.function, shape: $0.output.lengths,
          parameters: $0.parameters.map(\.path))
      }
      parameters = network.parameters.map(ParameterDocument.init)
      weights = network.weightCount
    }
  }

  private struct Value: Encodable {
    let name: String
    let shape: [Int]
    let dtype: String
  }

  private struct Count: Encodable {
    let name: String
    let count: Int
  }

  private struct LayerDocument: Encodable {
    let name, function: String
    let shape: [Int]
    let parameters: [String]

    enum CodingKeys: String, CodingKey {
      case name, shape, parameters
      case function = "operator"
    }
  }

  private struct ParameterDocument: Encodable {
    let name: String
    let shape: [Int]
    @ExplicitNull var axes: [String]?
    @ExplicitNull var role: String?
    @ExplicitNull var fanIn: Double?
    @ExplicitNull var fanOut: Double?

    init(_ parameter: Network.Parameter) {
      name = parameter.path
      shape = parameter.shape.lengths
      axes = parameter.spec?.factors.map(\.axis.rawValue)
      role = parameter.spec?.role.rawValue
      let fans = parameter.spec?.pieces.map(\.fans) ?? []
      fanIn = Set(fans.map(\.fanIn)).count == 1 ? fans[0].fanIn : nil
      fanOut = Set(fans.map(\.fanOut)).count == 1 ? fans[0].fanOut : nil
    }
  }
}
