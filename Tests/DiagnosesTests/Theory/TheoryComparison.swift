import Foundation
import NetworkZoo
import Networks

/// Theory of one network beside draws of it.
struct TheoryComparison {
  /// One value.
  struct Row {
    let name: String
    let predicted: NetworkMoments.Value
    let drawn: DrawnMoments.Statistics
    let gradient: NetworkMoments.Gradient?

    /// Drawn over predicted mean square, less 1.
    var forward: Double { drawn.secondMoment.value / predicted.secondMoment - 1 }
    /// The standard error of that.
    var forwardNoise: Double { drawn.secondMoment.error / predicted.secondMoment }
    /// Drawn over predicted mean square of the gradient, less 1; `nil` where there is none.
    var backward: Double? {
      guard let gradient, gradient.secondMoment > 0, drawn.gradient.count > 0 else { return nil }
      return drawn.gradient.value / gradient.secondMoment - 1
    }
    /// The standard error of that.
    var backwardNoise: Double { drawn.gradient.error / (gradient?.secondMoment ?? 1) }
    /// Drawn less predicted correlation.
    var correlation: Double { drawn.correlation.value - predicted.correlation }
    /// How far the mean logarithm lies from what width leaves of that of the mean.
    var logLength: Double {
      drawn.logLength.value - log(predicted.secondMoment) - predicted.logLengthMean
    }
  }

  let network: ZooNetwork
  /// The values that depend on the input, in order; the last is the output.
  let rows: [Row]

  init(_ zoo: ZooNetwork, draws: Int, seed: UInt64 = 1) throws {
    let drawn = try DrawnMoments(zoo, draws: draws, seed: seed)
    let moments = try drawn.network.moments(input: zoo.input, batch: DrawnMoments.examples)
    network = zoo
    rows = drawn.network.nodes.compactMap { node in
      let value = node.outputs[0]
      // Of a value of zeros there is nothing to compare; masks hold infinities.
      guard let statistics = drawn.values[value.index], moments[value].secondMoment > 0,
        statistics.secondMoment.value.isFinite
      else { return nil }
      return Row(
        name: "\(node.name) \(type(of: node.function).name)", predicted: moments[value],
        drawn: statistics, gradient: moments.gradient(value))
    }
  }

  /// Whether all predictions of values, and all of gradients, are exact in the limit of width.
  var isExact: (forward: Bool, backward: Bool) {
    (
      rows.allSatisfy(\.predicted.isExact),
      rows.allSatisfy { $0.gradient?.isExact ?? true }
    )
  }
  /// The sizes of the errors.
  var forward: [Double] { rows.map { abs($0.forward) } }
  var backward: [Double] { rows.compactMap { $0.backward.map { abs($0) } } }
  var correlation: [Double] { rows.map { abs($0.correlation) } }
  /// The output.
  var output: Row { rows[rows.count - 1] }
}

extension [Double] {
  /// The middle one.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
