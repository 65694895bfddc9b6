import Operators
import Tensors
import TestSupport
import Testing

/// A node of `gradients_*.json` as an operator, with what it is applied to and its gradients.
struct GradientCase {
  /// The files.
  static let files = [
    "gradients_combination",
    "gradients_contractions",
    "gradients_convolution",
    "gradients_elementwise",
    "gradients_gather",
    "gradients_normalization",
    "gradients_padding",
    "gradients_reductions",
    "gradients_resize",
    "gradients_shape",
    "gradients_transposed_convolution",
  ]

  let node: GoldenNodes.Node
  let function: any DifferentiableOperator
  let inputs: [Argument]
  let outputGradients: [[Float]?]
  /// The gradient with respect to each input by PyTorch in float64; `nil` for one that has none.
  let inputGradients: [[Double]?]

  init(_ node: GoldenNodes.Node) throws {
    self.node = node
    let type = try #require(OperatorCatalog.imported(node.operatorName), "\(node)")
    let imported = try type.imported(from: node.described(unknown: node.dynamic))
    function = try #require(
      imported.function as? any DifferentiableOperator, "no gradient: \(node)")
    inputs = try imported.inputs.map { index in
      let tensor = try #require(try node.input(index))
      return Argument(tensor.shape, tensor.floats)
    }
    outputGradients = try #require(node.outputGradients).map { try $0?.stored.floats }
    let gradients = try #require(node.inputGradients)
    inputGradients = try imported.inputs.map { index in
      guard let place = node.dynamic.firstIndex(of: index) else { return nil }
      return try gradients[place]?.stored.doubles
    }
  }

  /// The request for all gradients.
  var request: GradientRun.Request {
    GradientRun.Request(
      function: function, inputs: inputs, outputGradients: outputGradients,
      wanted: inputGradients.map { $0 != nil })
  }

  /// The cases of all files.
  static func all() throws -> [GradientCase] {
    try files.flatMap { try GoldenNodes.load($0) }.map { try GradientCase($0) }
  }
}
