import Networks
import Threads

/// The singular values of the Jacobian of a network's hidden layers, and what theory expects of them.
public struct HiddenSpectrum: Sendable {
  /// The measured singular values at evenly spaced shares of all, the largest first.
  public let measured: [Double]
  /// What theory expects at the same shares; `nil` where it is not known.
  public let predicted: [Double]?
  /// What was differentiated by what, and why theory is silent where it is: sentences.
  public let remarks: [String]

  /// The most quantiles that are kept: more cannot be told apart on a page.
  static let resolution = 200
}

extension HiddenSpectrum {
  /// Measures one draw of a network, at two examples.
  ///
  /// `nil` for networks without two hidden values on their trunk, and where the Jacobian is too large.
  init?(
    of network: Network, trunk: Trunk, on inputs: CheckInputs, weights: borrowing Weights,
    moments: NetworkMoments?, takesStatistics: Bool, seed: UInt64, threads: ThreadPool
  ) {
    var request = JacobianRequest(examples: 2, rowLimit: 256)
    request.takesStatistics = takesStatistics
    guard let hidden = request.hidden(trunk, of: network), let start = hidden.start,
      let end = hidden.end,
      let found = try? JacobianSpectrum.measured(
        of: network, on: inputs, weights: weights, hidden, seed: seed, threads: threads)
    else { return nil }
    let count = min(Self.resolution, found.rows, found.columns)
    measured = found.quantiles(count)
    func name(_ value: Network.Value) -> String {
      guard case .node(let number, _) = network.sources[value.index] else { return "the input" }
      return network.nodes[number].name
    }
    var remarks = ["The Jacobian is that of \(name(end)) with respect to \(name(start))."]
    if found.isSketch {
      remarks.append(
        "\(found.rows) random combinations stand for its \(found.allRows) rows, so that its largest "
          + "singular values come out smaller.")
    }
    var expected: [Double]?
    if let moments, !found.isSketch {
      switch PredictedSpectrum.of(network, from: start, to: end, moments: moments) {
      case .known(let spectrum):
        let quantiles = spectrum.quantiles(count)
        if quantiles.allSatisfy(\.isFinite) { expected = quantiles }
      case .unknown(let reason): remarks.append("Theory of its singular values is not known: \(reason).")
      }
    }
    predicted = expected
    self.remarks = remarks
  }
}
