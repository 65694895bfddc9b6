/// The composites there are, one line each.
public enum CompositeCatalog {
  /// Every composite.
  public static let composites: [any Composite.Type] = [
    GemmLowering.self,
    LSTMLowering.self,
    GRULowering.self,
    RNNLowering.self,
    AttentionLowering.self,
    RotaryEmbeddingLowering.self,
    NegativeLogLikelihoodLowering.self,
    SoftmaxCrossEntropyLowering.self,
  ]

  /// The composite that nodes of the given name in a model file are imported as.
  public static func imported(_ onnxName: String) -> (any Composite.Type)? {
    composites.first { $0.onnx.name == onnxName }
  }
}
