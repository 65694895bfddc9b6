import Operators
import Tensors

/// Functions of one number; whole numbers wrap around at the width of their type.
enum FoldedElements {
  static let names = ["Neg", "Abs", "Sign", "Not", "BitwiseNot", "Floor", "Ceil", "Round"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let name = folded.node.operatorName
    let input = try folded.tensor(0)
    guard input.shape.count <= folded.limit else {
      if input.type.isFloat { return nil }
      throw folded.tooLarge("\(input.shape.count) elements")
    }
    if input.type.isFloat {
      guard let function = float(name) else {
        throw .inputKind(folded.node, 0, input.type, expected: "whole numbers were")
      }
      return [StoredTensor(input.shape, doubles: input.doubles.map(function), type: input.type)]
    }
    return [
      StoredTensor(
        input.shape, integers: input.words.map { integer(name, $0, input.type) }, type: input.type)
    ]
  }

  private static func float(_ name: String) -> ((Double) -> Double)? {
    switch name {
    case "Neg": { -$0 }
    case "Abs": { abs($0) }
    case "Sign": { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    case "Floor": { $0.rounded(.down) }
    case "Ceil": { $0.rounded(.up) }
    case "Round": { $0.rounded(.toNearestOrEven) }
    default: nil
    }
  }

  private static func integer(_ name: String, _ x: Int64, _ type: StoredType) -> Int64 {
    let isNegative = x < 0 && type != .uint64
    switch name {
    case "Neg": return 0 &- x
    case "Abs": return isNegative ? 0 &- x : x
    case "Sign": return isNegative ? -1 : x == 0 ? 0 : 1
    case "Not": return x == 0 ? 1 : 0
    case "BitwiseNot": return ~x
    default: return x
    }
  }
}
