import CKernels
import Networks
import Operators
import Tensors

/// The signal and the gradient in one layer of a network, over some examples.
public struct LayerStatistics: Sendable, Hashable, Codable {
  /// The root mean square of the layer's values after its activation; `nil` for the layer that the
  /// loss acts on.
  public let signal: Double?
  /// The root mean square of the gradient of one example's loss with respect to the layer's values
  /// before its activation.
  public let gradient: Double
  /// The layer's values after its activation; `nil` for the layer that the loss acts on.
  public let signalHistogram: Histogram?
  /// The base-ten logarithms of the gradient's absolute values.
  public let gradientHistogram: Histogram?

  /// The bins of the gradient's histogram: powers of ten.
  public static let gradientBins = Histogram.Bins(low: -12, high: 4, count: 64)

  /// The bins of a signal's histogram: the activation's range, or from -4 to 4 where it has no
  /// bounds.
  public static func signalBins(of activation: Activation) -> Histogram.Bins {
    let range = activation.function.range
    return Histogram.Bins(
      low: Double(range?.lowerBound ?? -4), high: Double(range?.upperBound ?? 4), count: 50)
  }
}

extension Trainer {
  /// Measures every layer that has weights, under the present weights and without moving them.
  ///
  /// - Parameters:
  ///   - examples: what is measured on, in one batch.
  ///   - bins: the bins of the signal's histogram; without them no histogram is made.
  /// - Throws: ``TrainingError`` with code `.width` when the examples do not fit the network.
  public func layerStatistics(
    _ examples: Examples, histogramBins bins: Histogram.Bins? = nil
  ) throws(TrainingError) -> [LayerStatistics] {
    try check(examples)
    let workspace = state.measuringWorkspace(batch: examples.count)
    examples.withPointers { inputs, labels in
      workspace.input.pointer.update(from: inputs, count: examples.inputs.count)
      workspace.runForward()
      state.runBackward(workspace, labels: labels)
    }
    let layers = network.weightedNodes
    return layers.enumerated().compactMap { place, layer in
      let node = network.nodes[layer.node]
      guard let gradients = workspace.gradient(of: node.outputs[0])?.elements else { return nil }
      let next = place + 1 < layers.count ? layers[place + 1] : nil
      let values = next.map {
        workspace.values[network.nodes[$0.node].inputs[$0.signal].index].elements
      }
      // The loss is a mean over the batch; what one example contributes is larger by the number of
      // examples.
      let scale = Double(examples.count)
      return LayerStatistics(
        signal: values.map { Self.rootMeanSquare($0) },
        gradient: Self.rootMeanSquare(gradients) * scale,
        signalHistogram: bins.flatMap { bins in values.map { Histogram(of: $0, in: bins) } },
        gradientHistogram: bins.map { _ in
          Histogram(
            ofLogarithmsOf: gradients, scaledBy: scale, in: LayerStatistics.gradientBins)
        })
    }
  }

  private static func rootMeanSquare(_ values: UnsafeMutableBufferPointer<Float>) -> Double {
    (xv_sum_of_squares(values.baseAddress!, values.count) / Double(values.count)).squareRoot()
  }
}
