#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ValueReading {
  /// What was added up of a value.
  init(_ tally: ValueTally, biasSquare: Double?) {
    self.init()
    let count = Double(tally.layout.columns * tally.examples)
    let total = tally.squares.reduce(0, +)
    mean = tally.sums.reduce(0, +) / count
    secondMoment = total / count
    isFinite = total.isFinite
    deadFraction = tally.deadFraction
    if tally.bounds != nil { saturatedFraction = Double(tally.outside) / count }
    if let biasSquare, secondMoment > 0 { biasShare = biasSquare / secondMoment }
    if isFinite { correlation = tally.correlation }
    if tally.hasGradient {
      let total = tally.gradients.reduce(0, +)
      gradientSecondMoment = total / count
      gradientLength = total / Double(tally.examples)
      isFinite = isFinite && total.isFinite
    }
    if tally.hasExamples, tally.examples > 1 { inputErrors = InputErrors(tally) }
  }
}

extension ValueReading.InputErrors {
  fileprivate init(_ tally: ValueTally) {
    self.init()
    let columns = Double(tally.layout.columns)
    mean = Self.error(tally.sums) / columns
    logSecondMoment = Self.relativeError(tally.squares)
    if tally.hasGradient { logGradient = Self.relativeError(tally.gradients) }
    correlation = tally.correlationError
  }

  // The standard error of the mean of independent numbers.
  private static func error(_ numbers: [Double]) -> Double {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let square = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (square / (count - 1) / count).squareRoot()
  }

  private static func relativeError(_ numbers: [Double]) -> Double {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    return mean > 0 ? error(numbers) / mean : 0
  }
}
