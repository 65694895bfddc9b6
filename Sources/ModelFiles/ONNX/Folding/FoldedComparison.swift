import Operators
import Tensors

/// Truth values from pairs of numbers or of truth values.
enum FoldedComparison {
  static let names = [
    "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Xor",
  ]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    try folded.checkTypes(0...1)
    let (a, b) = (try folded.listed(0), try folded.listed(1))
    let output = try folded.broadcast([a.shape, b.shape])
    let places = (a.shape.places(in: output), b.shape.places(in: output))
    let name = folded.node.operatorName
    if a.type.isFloat {
      return [compared(name, a.doubles, b.doubles, places, output)]
    }
    guard a.type != .uint64 else {
      let (x, y) = (a.words.map(UInt64.init(bitPattern:)), b.words.map(UInt64.init(bitPattern:)))
      return [compared(name, x, y, places, output)]
    }
    return [compared(name, a.words, b.words, places, output)]
  }

  private static func compared<Number: Comparable & Numeric>(
    _ name: String, _ a: [Number], _ b: [Number], _ places: ([Int]?, [Int]?), _ output: Shape
  ) -> StoredTensor {
    let holds = relation(name, Number.self)
    return StoredTensor(
      output,
      bools: (0..<output.count).map {
        holds(a[places.0?[$0] ?? $0], b[places.1?[$0] ?? $0])
      })
  }

  private static func relation<Number: Comparable & Numeric>(
    _ name: String, _: Number.Type
  ) -> (Number, Number) -> Bool {
    switch name {
    case "Equal": { $0 == $1 }
    case "Less": { $0 < $1 }
    case "LessOrEqual": { $0 <= $1 }
    case "Greater": { $0 > $1 }
    case "GreaterOrEqual": { $0 >= $1 }
    case "And": { $0 != 0 && $1 != 0 }
    case "Or": { $0 != 0 || $1 != 0 }
    default: { ($0 != 0) != ($1 != 0) }
    }
  }
}
