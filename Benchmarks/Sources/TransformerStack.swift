import Xavier

/// Twelve encoder blocks of the size of BERT's base model, normalization first, on 128 positions.
enum TransformerStack {
  static func network() throws -> Network {
    var layers: [any Layer] = []
    for _ in 0..<12 {
      layers.append(
        Residual {
          LayerNormalization()
          MultiHeadAttention(heads: 12)
        })
      layers.append(
        Residual {
          LayerNormalization()
          Dense(3072, activation: .gelu)
          Dense(768)
        })
    }
    return try Network(checking: [128, 768], layers)
  }
}
