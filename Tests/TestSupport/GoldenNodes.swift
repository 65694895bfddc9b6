import Foundation
import Operators
import Tensors

/// `nodes.json`: nodes of ONNX with their inputs and what they give.
public struct GoldenNodes: Decodable {
  /// One node.
  public struct Node: Decodable, CustomStringConvertible {
    let `operator`: String
    let opset: Int
    let attributes: [String: Attribute]
    let inputs: [GoldenTensor?]
    /// What it gives.
    public let outputs: [GoldenTensor]
    /// The inputs that are given when an operator runs.
    public let dynamic: [Int]
    /// Whether results are rounded and not moved.
    public let isClose: Bool
    /// What the gradients are of: a factor for each element of each output; `nil` for an output
    /// that nothing depends on.
    public let outputGradients: [GoldenTensor?]?
    /// The gradient with respect to each of the inputs in `dynamic`; `nil` for one that has none.
    public let inputGradients: [GoldenTensor?]?

    /// The name of the operator in ONNX.
    public var operatorName: String { self.operator }

    /// The node with its attributes and the shapes of its inputs.
    public var description: String {
      let shapes = inputs.map { $0.map { "\($0.type) \($0.shape)" } ?? "none" }
      return "\(self.operator) \(opset) \(attributes) of \(shapes.joined(separator: ", "))"
    }

    /// The node as an operator sees it, the given inputs not yet known.
    public func described(unknown: [Int]) throws -> NodeDescription {
      NodeDescription(
        self.operator, opset: opset, attributes: try attributes.mapValues { try $0.value },
        inputs: try inputs.enumerated().map { index, input in
          guard let tensor = try input?.stored else { return nil }
          return .init(
            shape: tensor.shape, type: tensor.type,
            constant: unknown.contains(index) ? nil : tensor)
        }, wantsOutput: outputs.map { _ in true })
    }

    /// The number of its inputs, those left out too.
    public var inputCount: Int { inputs.count }

    /// The input with the given number.
    public func input(_ index: Int) throws -> StoredTensor? { try inputs[index]?.stored }
  }

  struct Attribute: Decodable, CustomStringConvertible {
    let integer: Int64?
    let float: Float?
    let text: String?
    let integers: [Int64]?
    let floats: [Float]?
    let texts: [String]?
    let tensor: GoldenTensor?

    var value: NodeDescription.Attribute {
      get throws {
        if let integer { return .integer(integer) }
        if let float { return .float(float) }
        if let text { return .text(text) }
        if let floats { return .floats(floats) }
        if let texts { return .texts(texts) }
        if let tensor { return .tensor(try tensor.stored) }
        return .integers(integers ?? [])
      }
    }

    var description: String {
      integer.map(String.init) ?? float.map { "\($0)" } ?? text ?? integers.map { "\($0)" }
        ?? floats.map { "\($0)" } ?? texts.map { "\($0)" } ?? "tensor"
    }
  }

  /// The nodes.
  public let nodes: [Node]

  /// The nodes of a file of the golden data.
  public static func load(_ name: String) throws -> [Node] {
    try Golden.load(name, as: GoldenNodes.self).nodes
  }
}

/// A tensor as its bytes.
public struct GoldenTensor: Decodable {
  let type: String
  let shape: [Int]
  let hex: String

  /// The tensor.
  public var stored: StoredTensor {
    get throws {
      var bytes: [UInt8] = []
      var digits = hex.utf8.makeIterator()
      while let high = digits.next(), let low = digits.next() {
        bytes.append(UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)!)
      }
      return try StoredTensor(type: StoredType(rawValue: type)!, shape: Shape(shape), bytes: bytes)
    }
  }
}
