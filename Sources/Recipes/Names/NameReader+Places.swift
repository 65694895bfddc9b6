import Initializers
import Tensors

// Where a parameter lies: at the end of a residual branch, or in the head.

extension NameReader {
  private static let heads: Set = [
    "lm_head", "classifier", "score", "head", "embed_out", "qa_outputs", "seq_relationship",
    "output_projection", "logits", "predictions",
  ]
  private static let ends: Set = [
    "c_proj", "o_proj", "down_proj", "out_proj", "linear2", "w2", "wo", "dense_4h_to_h", "out_lin",
    "lin2", "fc2",
  ]
  private static let attentions = ["attn", "attention"]

  /// The place of a tensor, by its name and what lies beside it.
  func place(_ number: Int, _ reading: NameReading) -> ModelParameter.Place {
    switch reading.use {
    case .weight, .bias:
      if isHead(number) { return .head }
      if case .weight = reading.use, isEndOfBranch(number) { return .residualEnd }
    case .normalizationScale:
      if isLastOfResNet(number) { return .residualEnd }
    default: break
    }
    return .inside
  }

  private func isHead(_ number: Int) -> Bool {
    let name = names[number]
    if Self.heads.contains(name.module) || Self.heads.contains(name.leaf) { return true }
    if name.modules.map({ $0.lowercased() }).suffix(2) == ["predictions", "decoder"] {
      return true
    }
    if name.module == "fc", name.modules.count == 1 { return true }
    // The last of a head in several layers: `classifier.6`.
    guard let count = Int(name.module), Self.heads.contains(name.outer(1)) else { return false }
    return !members.keys.contains { home in
      let parts = home.split(separator: "\u{0}", omittingEmptySubsequences: false)
      guard parts.count == name.modules.count,
        parts.dropLast().elementsEqual(
          name.modules.dropLast().map { Substring($0) }), let other = Int(parts.last!)
      else { return false }
      return other > count
    }
  }

  private func isEndOfBranch(_ number: Int) -> Bool {
    let name = names[number]
    if isLastOfResNet(number) { return true }
    guard name.isCounted else { return false }
    if name.module == "fc2" { return neighbour(number, module: ["fc1"], "weight", "kernel") != nil }
    if Self.ends.contains(name.module) { return true }
    // Experts in one tensor.
    if name.leaf == "down_proj" { return true }
    let inAttention = Self.attentions.contains { name.outer(1).contains($0) }
    switch name.module {
    case "dense": return name.outer(1) == "output" || inAttention
    case "proj", "out", "o": return inAttention
    case "0": return name.outer(1) == "to_out"
    default: return false
    }
  }

  // torchvision and timm: the last of conv1, conv2, conv3 in a block. transformers: the last of
  // layer.0, layer.1, layer.2.
  private func isLastOfResNet(_ number: Int) -> Bool {
    let name = names[number]
    let (word, count) = TensorName.split(name.module)
    if word == "conv" || word == "bn", 2...3 ~= count, Int(name.outer(1)) != nil,
      TensorName.split(name.outer(2)).word == "layer"
    {
      func has(_ count: Int) -> Bool {
        neighbour(number, module: ["conv\(count)"], "weight") != nil
      }
      return has(1) && has(count) && !has(count + 1)
    }
    guard name.module == "convolution" || name.module == "normalization",
      let count = Int(name.outer(1)), count > 0, name.outer(2) == "layer"
    else { return false }
    var modules = name.modules
    modules[modules.count - 2] = "\(count + 1)"
    return members[modules.joined(separator: "\u{0}")] == nil
  }
}
