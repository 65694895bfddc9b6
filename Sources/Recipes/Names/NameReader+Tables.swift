import Initializers
import Networks
import Tensors

// Tables whose rows are looked up, or added at each position.

extension NameReader {
  private static let tables: Set = [
    "wte", "wpe", "shared", "relative_attention_bias", "embed_tokens", "embed_positions",
    "embed_in", "tok_embeddings", "emb", "embed", "embedding", "embeddings", "token_embedding",
    "position_embedding", "positional_embedding", "pos_embedding", "pos_embed",
  ]
  private static let added: Set = [
    "cls_token", "class_token", "dist_token", "mask_token", "distillation_token",
    "register_tokens", "reg_token", "query_tokens", "class_embedding", "class_embed", "pos_embed",
    "pos_embedding", "position_embedding", "position_embeddings", "positional_embedding",
    "positional_embeddings", "relative_position_bias_table", "latents",
  ]
  private static let words: Set = [
    "wte", "embed_tokens", "tok_embeddings", "word_embeddings", "shared", "embed_in",
  ]
  private static let heads = [
    ["lm_head"], ["embed_out"], ["output"], ["cls", "predictions", "decoder"],
  ]

  /// Embeddings, positions and tokens.
  func table(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    guard shape.rank > 1 || Self.added.contains(name.leaf), let dimension = shape.lengths.last,
      dimension > 0
    else { return nil }
    func entry(isTied: Bool, _ reason: String) -> NameReading {
      let rows = shape.count / dimension
      let spec =
        isTied
        ? ParameterSpec.tiedEmbedding(vocabulary: rows, dimension: dimension)
        : ParameterSpec.embedding(vocabulary: rows, dimension: dimension)
      return NameReading(
        spec: spec.stored(as: shape), use: .embedding(dimension: dimension, isTied: isTied),
        reason: reason)
    }
    if Self.added.contains(name.leaf) { return entry(isTied: false, "\(name.leaf): added") }
    if (name.leaf == "embedding" || name.leaf == "embeddings") && shape.rank == 2 {
      return entry(isTied: false, "name ends in \(name.leaf): a table")
    }
    guard name.leaf == "weight", shape.rank == 2, sibling(number, "bias") == nil,
      Self.tables.contains(name.module) || name.module.hasSuffix("_embeddings")
        || name.module.hasSuffix("_embedding") || name.module.hasSuffix("_tokens")
    else { return nil }
    return isTied(number)
      ? entry(isTied: true, "\(name.modules.last ?? ""): a table that gives the logits too")
      : entry(isTied: false, "\(name.modules.last ?? ""): a table")
  }

  // A table of words gives the logits too where the model is one of language and has no other head.
  private func isTied(_ number: Int) -> Bool {
    let name = names[number]
    guard Self.words.contains(name.module) else { return false }
    let hasHead = Self.heads.contains { members[$0.joined(separator: "\u{0}")]?["weight"] != nil }
    if hasHead { return false }
    let hasBias = [["lm_head"], ["cls", "predictions"]].contains {
      members[$0.joined(separator: "\u{0}")]?["bias"] != nil
    }
    switch name.module {
    case "wte", "shared": return true
    case "embed_tokens", "tok_embeddings": return hasBias || name.modules.first == "model"
    default: return hasBias
    }
  }
}
