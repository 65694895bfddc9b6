import Foundation
import ModelFiles

/// Tensors that are alike but for one number in their names: `h.{0…47}.attn.c_proj.weight`.
struct DrawGroup {
  /// The name, with the range of the number.
  let name: String
  /// The first of them.
  let tensor: PlannedTensor
  /// Why they are drawn so.
  let reason: String

  /// The groups, in the order of their first tensors.
  static func groups(_ tensors: [PlannedTensor], isEachAlone: Bool) -> [DrawGroup] {
    guard !isEachAlone else {
      return tensors.map {
        DrawGroup(name: $0.name, tensor: $0, reason: $0.reason)
      }
    }
    var order: [Key] = []
    var members: [Key: [PlannedTensor]] = [:]
    for tensor in tensors {
      let key = Key(tensor)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(tensor)
    }
    return order.map { key in
      let own = members[key]!
      return DrawGroup(
        name: name(own.map(\.name)), tensor: own[0],
        reason: own.count > 1 ? key.reason : own[0].reason)
    }
  }

  private struct Key: Hashable {
    let pattern: [String]
    let shape: [Int]
    let type: String
    let spelling: String
    let reason: String

    init(_ tensor: PlannedTensor) {
      // The first number in a name counts layers.
      var parts = tensor.name.split(separator: ".", omittingEmptySubsequences: false).map(
        String.init)
      var reason = tensor.reason
      if let place = parts.firstIndex(where: { Int($0) != nil }) {
        // A reason may name a tensor of the same layer.
        reason = reason.replacingOccurrences(of: ".\(parts[place]).", with: ".{}.")
        parts[place] = "{}"
      }
      pattern = parts
      shape = tensor.shape.lengths
      type = tensor.type.rawValue
      spelling = tensor.spelling
      self.reason = reason
    }
  }

  private static func name(_ names: [String]) -> String {
    guard names.count > 1 else { return names[0] }
    var parts = names[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let place = parts.firstIndex { Int($0) != nil }!
    let numbers = names.compactMap {
      Int($0.split(separator: ".", omittingEmptySubsequences: false)[place])
    }.sorted()
    let isRun = numbers.last! - numbers[0] == numbers.count - 1
    parts[place] =
      isRun && numbers.count > 2
      ? "{\(numbers[0])…\(numbers.last!)}"
      : "{\(numbers.map(String.init).joined(separator: ","))}"
    return parts.joined(separator: ".")
  }
}
