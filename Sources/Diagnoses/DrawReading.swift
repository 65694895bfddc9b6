import Networks
import Recipes

/// What a check measured of one draw of the weights.
public struct DrawReading: Sendable, Hashable, Codable {
  /// The seed of the draw.
  public let seed: UInt64
  /// What passes made of every value.
  public let reading: Measurer.Reading
  /// What examples changed of the drawn weights.
  public let adjustments: [Adjustment]

  /// What was measured.
  public init(seed: UInt64, reading: Measurer.Reading, adjustments: [Adjustment]) {
    self.seed = seed
    self.reading = reading
    self.adjustments = adjustments
  }

  /// What cannot be of a network, in a few words, where the reading comes from elsewhere; `nil` where
  /// all can.
  public func fault(in network: Network) -> String? {
    guard reading.values.count == network.sources.count else {
      return "\(reading.values.count) values, \(network.sources.count) were"
    }
    let parameters = network.parameters.count
    guard reading.parameterGradients.count == parameters else {
      return "\(reading.parameterGradients.count) parameters, \(parameters) were"
    }
    guard reading.probed.allSatisfy({ 0..<parameters ~= $0 }) else {
      return "a parameter beyond the last, one of \(parameters) was"
    }
    let numbers =
      reading.values.compactMap { $0 }.flatMap(\.numbers)
      + reading.parameterGradients.compactMap { $0 } + adjustments.map(\.factor)
    // Sums of squares of floats stay far below, and sums of so large numbers are still finite.
    guard numbers.allSatisfy({ !$0.isFinite || $0.magnitude <= 1e150 }) else {
      return "a number beyond 1e150, a smaller one was"
    }
    return nil
  }
}

extension ValueReading {
  fileprivate var numbers: [Double] {
    let errors = inputErrors.map {
      [$0.mean, $0.logSecondMoment] + [$0.correlation, $0.logGradient].compactMap { $0 }
    }
    return [mean, secondMoment, deadFraction]
      + [correlation, saturatedFraction, biasShare, gradientSecondMoment, gradientLength]
      .compactMap { $0 } + (errors ?? [])
  }
}
