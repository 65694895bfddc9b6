import Spellings

/// The layers that a text can describe, one line each.
public enum LayerCatalog {
  /// Every layer, in the order of a listing.
  public static let layers: [any DescribableLayer.Type] = [
    Dense.self,
    GatedLinearUnit.self,
    MultiHeadAttention.self,
    LSTM.self,
    GRU.self,
    RNN.self,
    Convolution.self,
    DepthwiseConvolution.self,
    TransposedConvolution.self,
    MaxPooling.self,
    AveragePooling.self,
    GlobalMaxPooling.self,
    GlobalAveragePooling.self,
    BatchNormalization.self,
    LayerNormalization.self,
    RMSNormalization.self,
    GroupNormalization.self,
    Embedding.self,
    PositionalEmbedding.self,
    Activate.self,
    Dropout.self,
    Flatten.self,
    Reshape.self,
    Transpose.self,
    Block.self,
    Residual.self,
    Concatenate.self,
    Add.self,
    Multiply.self,
  ]

  /// The names that a text may use, `repeat` last, which stands for no layer of its own.
  public static var spellings: Spellings {
    Spellings(layers.map { $0.spelling.name } + [repeatSpelling.name])
  }

  /// Layers again and again, as a loop does in Swift.
  public static let repeatSpelling = LayerSpelling(
    "repeat", "layers again and again, as a loop does in Swift", isNamed: false,
    .required("times", "how many times"), .required("layers", "the layers"),
    .optional("index", "a word, such as i; $i in names is the number of the round"),
    .optional("first", "the number of the first round, 0 if left out"))

  /// The layer that a text calls so; `nil` where there is none.
  static func layer(named name: String) -> (any DescribableLayer.Type)? { byName[name] }

  private static let byName: [String: any DescribableLayer.Type] = {
    var types: [String: any DescribableLayer.Type] = [:]
    for type in layers {
      let other = types.updateValue(type, forKey: type.spelling.name)
      precondition(other == nil, "layer catalog: two layers are called \(type.spelling.name)")
    }
    return types
  }()
}
