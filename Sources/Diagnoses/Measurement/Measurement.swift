import Networks

/// What was measured of a network: every value and the gradient of every parameter, draw by draw.
public struct Measurement: Sendable {
  /// Readings of each draw, by the numbers of values; `nil` for parameters, constants, whole
  /// numbers, and values that do not depend on the inputs.
  public let draws: [[ValueReading?]]
  /// The mean square of an element of each parameter's gradient, draw by draw, for the gradient of
  /// one example: summed over the batch, over the number of examples.
  public let parameterGradients: [[Double?]]
  /// The number of examples.
  public let examples: Int
  /// The parameters that are zero by design: heads, ends of residual branches, gates.
  ///
  /// Gradients were read with others in their place, and what they give is zero without a fault.
  public let probed: Set<Int>
  /// What was done so that the readings mean something, and what could not be: sentences.
  public let remarks: [String]

  /// A measurement.
  public init(
    draws: [[ValueReading?]], parameterGradients: [[Double?]], examples: Int,
    probed: Set<Int> = [], remarks: [String] = []
  ) {
    self.draws = draws
    self.parameterGradients = parameterGradients
    self.examples = examples
    self.probed = probed
    self.remarks = remarks
  }

  /// Measures one draw after another.
  ///
  /// - Parameters:
  ///   - measurer: what measures, on its inputs.
  ///   - draws: the number of draws.
  ///   - seed: the seed of the first draw; each has the next one, for weights and inputs alike.
  ///   - weights: gives the weights for a seed.
  public init(
    _ measurer: Measurer, draws: Int, seed: UInt64, weights: (UInt64) throws -> Weights
  ) rethrows {
    var readings: [Measurer.Reading] = []
    for draw in 0..<draws {
      let seed = seed &+ UInt64(draw)
      readings.append(measurer.reading(of: try weights(seed), seed: seed))
    }
    self.init(measurer, readings: readings)
  }

  /// What draws gave that were measured one by one, in this process or others.
  ///
  /// - Parameters:
  ///   - measurer: one that is laid out as those that measured.
  ///   - readings: the draws in order, each of the measurer's network.
  public init(_ measurer: Measurer, readings: [Measurer.Reading]) {
    let probed = Set(readings.flatMap(\.probed))
    var remarks = measurer.remarks
    if !probed.isEmpty {
      let paths = probed.sorted().map { measurer.network.parameters[$0].path }
      let some = paths.prefix(3).joined(separator: ", ") + (paths.count > 3 ? " and others" : "")
      remarks.append(
        "Gradients were read with draws in place of what is zero by design: \(some), "
          + "\(paths.count) \(paths.count == 1 ? "parameter" : "parameters") in all.")
    }
    self.init(
      draws: readings.map(\.values), parameterGradients: readings.map(\.parameterGradients),
      examples: measurer.inputs.examples, probed: probed, remarks: remarks)
  }
}

extension Measurement {
  /// The figures of a value over the draws; `nil` for a value that is not measured.
  public func figures(of value: Int) -> LayerReading.Figures? {
    let readings = draws.compactMap { $0[value] }
    let one = readings.count == 1 ? readings[0].inputErrors : nil
    guard let mean = Estimate(draws: readings.map(\.mean), error: one?.mean),
      let square = Estimate(
        positiveDraws: readings.map(\.secondMoment), logError: one?.logSecondMoment)
    else { return nil }
    return LayerReading.Figures(
      mean: mean, secondMoment: square,
      correlation: Estimate(draws: readings.compactMap(\.correlation), error: one?.correlation),
      deadFraction: Self.median(readings.map(\.deadFraction)) ?? 0,
      saturatedFraction: Self.median(readings.compactMap(\.saturatedFraction)),
      biasShare: Self.median(readings.compactMap(\.biasShare)),
      gradientSecondMoment: Estimate(
        positiveDraws: readings.compactMap(\.gradientSecondMoment), logError: one?.logGradient))
  }

  /// The mean square of a parameter's gradient over the draws; `nil` where there is none.
  public func gradient(ofParameter parameter: Int) -> Estimate? {
    Estimate(positiveDraws: parameterGradients.compactMap { $0[parameter] }, logError: nil)
  }

  private static func median(_ values: [Double]) -> Double? {
    Estimate(draws: values, error: nil)?.value
  }
}
