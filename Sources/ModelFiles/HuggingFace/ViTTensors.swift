// ViT, under the names that its checkpoints have.

extension TensorList {
  mutating func addViT(_ architecture: String) throws(ModelFileError) {
    let units = try keys.count("hidden_size")
    _ = try keys.divided("hidden_size", by: "num_attention_heads")
    let inner = try keys.count("intermediate_size")
    let layers = try keys.layers("num_hidden_layers")
    let channels = try keys.countIfGiven("num_channels") ?? 3
    let (image, patch) = (try keys.sides("image_size"), try keys.sides("patch_size"))
    let rows = image.height / patch.height
    let columns = image.width / patch.width
    guard rows > 0, columns > 0 else {
      throw keys.wrong(
        "patch_size",
        "\(patch.height) × \(patch.width) in an image of \(image.height) × \(image.width), "
          + "a smaller one was expected")
    }
    let patches = try product(rows, columns, of: "image_size")
    let hasBias = try keys.isTrue("qkv_bias", default: true)
    let prefix = architecture == "ViTModel" ? "" : "vit."
    try add("\(prefix)embeddings.cls_token", 1, 1, units)
    try add("\(prefix)embeddings.position_embeddings", 1, patches + 1, units)
    let projection = "\(prefix)embeddings.patch_embeddings.projection"
    try add("\(projection).weight", units, channels, patch.height, patch.width)
    try add("\(projection).bias", units)
    for layer in 0..<layers {
      let block = "\(prefix)encoder.layer.\(layer)"
      for map in ["query", "key", "value"] {
        try addLinear("\(block).attention.attention.\(map)", units, units, hasBias: hasBias)
      }
      try addLinear("\(block).attention.output.dense", units, units)
      try addNormalization("\(block).layernorm_before", units)
      try addNormalization("\(block).layernorm_after", units)
      try addLinear("\(block).intermediate.dense", units, inner)
      try addLinear("\(block).output.dense", inner, units)
    }
    try addNormalization("\(prefix)layernorm", units)
    if architecture == "ViTModel" {
      try addLinear("pooler.dense", units, keys.countIfGiven("pooler_output_size") ?? units)
    } else {
      try addLinear("classifier", units, keys.labels())
    }
  }
}
