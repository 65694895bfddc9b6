import Networks
import Tensors
import Threads

/// The singular values of the Jacobian of a network's hidden layers, and what theory expects of them.
public struct HiddenSpectrum: Sendable {
  /// The measured singular values at evenly spaced shares of all, the largest first; none where they
  /// were not to be had.
  public let measured: [Double]
  /// What theory expects at the same shares; `nil` where it is not known.
  public let predicted: [Double]?
  /// What was differentiated by what, why theory is silent where it is, and why nothing was measured
  /// where nothing was: sentences.
  public let remarks: [String]

  /// The most quantiles that are kept: more cannot be told apart on a page.
  static let resolution = 200
  /// The most rows of the matrix: more do not change the picture.
  static let mostRows = 256
  /// The most multiplications that rows may take: some seconds.
  static let mostMultiplications = 2e11
  /// The most elements of the matrix: a quarter of a gigabyte.
  static let mostElements = 1 << 25

  private init(measured: [Double], predicted: [Double]?, remarks: [String]) {
    self.measured = measured
    self.predicted = predicted
    self.remarks = remarks
  }
}

extension HiddenSpectrum {
  /// Measures one draw of a network, at two examples.
  ///
  /// `nil` for networks without two hidden values on their trunk.
  init?(
    of network: Network, trunk: Trunk, on inputs: CheckInputs, weights: borrowing Weights,
    moments: NetworkMoments?, takesStatistics: Bool, seed: UInt64, threads: ThreadPool
  ) {
    var request = JacobianRequest(examples: 2, rowLimit: Self.mostRows)
    request.takesStatistics = takesStatistics
    guard let hidden = request.hidden(trunk, of: network), let start = hidden.start,
      let end = hidden.end, let shapes = try? network.shapes(batch: 1)
    else { return nil }
    func name(_ value: Network.Value) -> String {
      guard case .node(let number, _) = network.sources[value.index] else { return "the input" }
      return network.nodes[number].name
    }
    let rows = min(shapes[end.index].count, Self.mostRows)
    let columns = shapes[start.index].count
    // A forward and a backward pass for each row.
    let work = 2 * Double(rows * request.examples) * network.multiplications(shapes)
    guard work <= Self.mostMultiplications, rows * columns <= Self.mostElements else {
      self.init(
        "The Jacobian of \(name(end)) with respect to \(name(start)), \(rows)×\(columns), takes too "
          + "long for a network of this size: its singular values were not measured.")
      return
    }
    let found: JacobianSpectrum
    do throws(SpectrumError) {
      found = try JacobianSpectrum.measured(
        of: network, on: inputs, weights: weights, hidden, seed: seed, threads: threads)
    } catch {
      self.init("The singular values of the Jacobian were not measured: \(error).")
      return
    }
    let count = min(Self.resolution, found.rows, found.columns)
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
      case .unknown(let reason):
        remarks.append("Theory of its singular values is not known: \(reason).")
      }
    }
    self.init(measured: found.quantiles(count), predicted: expected, remarks: remarks)
  }

  private init(_ remark: String) {
    self.init(measured: [], predicted: nil, remarks: [remark])
  }
}

extension Network {
  /// The multiplications of a forward pass by weights.
  fileprivate func multiplications(_ shapes: [Shape]) -> Double {
    weightedNodes.reduce(0) { sum, place in
      let node = nodes[place.node]
      let fan = node.inputs.enumerated().map { number, input -> Double in
        guard number != place.signal, case .parameter(let parameter) = sources[input.index] else {
          return 0
        }
        return parameters[parameter].spec?.fans.fanIn ?? 0
      }
      return sum + Double(shapes[node.outputs[0].index].count) * max(1, fan.max() ?? 1)
    }
  }
}
