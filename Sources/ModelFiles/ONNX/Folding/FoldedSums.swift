import Operators
import Tensors

/// The sums of all elements up to each, along an axis.
///
/// ## Conversion
/// Whole numbers wrap around; floats are summed in Float64 and rounded to Float32 where that is their
/// type at each step.
enum FoldedSums {
  static let names = ["CumSum"]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    let input = try folded.listed(0)
    guard let number = try node.knownInteger(1) else { throw .missingInput(node, 1) }
    let lines = AxisLines(input.shape, axis: try node.axis(number, rank: input.shape.rank))
    let isReversed = try node.flag("reverse", default: false)
    let isExclusive = try node.flag("exclusive", default: false)
    func sums<Number: Numeric>(
      _ numbers: [Number], _ add: (Number, Number) -> Number
    ) -> [Number] {
      var sums = numbers
      for line in 0..<(numbers.isEmpty ? 0 : lines.count) {
        var sum: Number = 0
        for step in 0..<lines.length {
          let place = lines.place(line, isReversed ? lines.length - 1 - step : step)
          let next = add(sum, numbers[place])
          sums[place] = isExclusive ? sum : next
          sum = next
        }
      }
      return sums
    }
    if input.type == .float64 {
      return [
        StoredTensor(input.shape, doubles: sums(input.doubles, +), type: input.type)
      ]
    }
    if input.type.isFloat {
      return [StoredTensor(input.shape, floats: sums(input.floats, +)).converted(to: input.type)]
    }
    return [StoredTensor(input.shape, integers: sums(input.words, &+), type: input.type)]
  }
}
