import Networks

extension CheckInputs {
  /// What theory is told of the examples: of given arrays what they are like, of drawn ones what they
  /// are drawn from.
  public var moments: InputMoments {
    var result = InputMoments.standardized
    // Theory takes one law for all inputs: that of the first that is not a mask.
    guard let entry = entries.first(where: { $0.content != .ones }) else { return result }
    switch entry.content {
    case .given:
      let numbers = entry.numbers.map(Double.init)
      let own = numbers.reduce(0, +) / Double(max(1, numbers.count))
      let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(max(1, numbers.count))
      result.mean = own
      result.variance = max(0, square - own * own)
      if result.variance > 0 {
        result.correlation = (crossProduct(numbers) - own * own) / result.variance
      }
      result.correlation = min(1, max(-1, result.correlation))
    case .rows(let count):
      result.correlation = 1 / Double(max(1, count))
      result.positionCorrelation = result.correlation
    default:
      result.isNormal = true
    }
    return result
  }

  // The mean product of an element with the same element of another example.
  private func crossProduct(_ numbers: [Double]) -> Double {
    let count = examples
    guard count > 1, numbers.count % count == 0 else { return 0 }
    let width = numbers.count / count
    var total = 0.0
    for element in 0..<width {
      var (sum, squares) = (0.0, 0.0)
      for example in 0..<count {
        let x = numbers[example * width + element]
        sum += x
        squares += x * x
      }
      total += sum * sum - squares
    }
    return total / Double(width) / Double(count * (count - 1))
  }
}
