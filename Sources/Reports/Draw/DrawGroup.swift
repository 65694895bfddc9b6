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
        name: NumberedNames.joined(own.map(\.name)), tensor: own[0],
        reason: own.count > 1 ? key.reason : own[0].reason)
    }
  }

  private struct Key: Hashable {
    let pattern: String
    let shape: [Int]
    let type: String
    let spelling: String
    let reason: String

    init(_ tensor: PlannedTensor) {
      pattern = NumberedNames.pattern(tensor.name)
      // A reason may name a tensor of the same layer.
      reason =
        NumberedNames.number(tensor.name).map {
          tensor.reason.replacingOccurrences(of: ".\($0).", with: ".{}.")
        } ?? tensor.reason
      shape = tensor.shape.lengths
      type = tensor.type.rawValue
      spelling = tensor.spelling
    }
  }
}
