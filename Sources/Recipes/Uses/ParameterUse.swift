import Initializers

/// What a network does with one of its parameters.
package enum ParameterUse: Sendable {
  /// It is a layer's weight.
  case weight(WeightUse)
  /// It is added to what a layer's weight gives; `nil` where that weight is not known.
  case bias(WeightUse?)
  /// It is the bias of all gates of a recurrent layer: `vectors` vectors of gates × units, which
  /// are added to one another where there are two; `forget` is the place among the gates of the one
  /// that forgets, `nil` where there is none.
  case recurrentBias(units: Int, gates: Int, vectors: Int, forget: Int?)
  /// It is a table whose rows are looked up or added at each position; it is tied where it is also
  /// the weight of a product.
  case embedding(dimension: Int, isTied: Bool)
  /// It multiplies what a normalization gives.
  case normalizationScale
  /// It is added to what a normalization gives.
  case normalizationShift
  /// It is the running mean of a batch normalization.
  case runningMean
  /// It is the running variance of a batch normalization.
  case runningVariance
  /// It is the slope of a leaky rectifier.
  case slope
  /// Nothing says what it is for.
  case undeclared
}

extension ParameterUse {
  /// Whether it is of a kind that can end a branch or the network.
  var canEnd: Bool {
    switch self {
    case .weight, .bias, .normalizationScale: true
    default: false
    }
  }
}

/// A weight, and the kind of layer it belongs to.
package struct WeightUse: Sendable {
  /// A kind of layer that frameworks have a default for.
  package enum Layer: String, Sendable, CaseIterable {
    case dense, convolution, depthwiseConvolution, transposedConvolution
    /// The map to queries, keys or values of attention, or to all of them.
    case attentionInput
    /// The map of what attention gives.
    case attentionOutput
    /// The map of a recurrent layer's input.
    case recurrentInput
    /// The map of a recurrent layer's state.
    case recurrentState
  }

  /// The kind of layer.
  package let layer: Layer
  /// The declared axes.
  package let spec: ParameterSpec

  /// A weight of the given layer.
  package init(layer: Layer, spec: ParameterSpec) {
    self.layer = layer
    self.spec = spec
  }

  /// The input units of one group, gate or expert.
  package var inputs: Int { spec.length(.input) }
  /// The output units of one group, gate or expert.
  package var outputs: Int { spec.length(.output) }
  /// The positions of a kernel; 1 where there is none.
  package var positions: Int { spec.length(.kernel) }
  /// The groups of a convolution.
  package var groups: Int { spec.length(.group) }
  /// The gates of a recurrent layer.
  package var gates: Int { spec.length(.gate) }

  /// The inputs of a unit, kernel positions included and nothing else: fan in but for the stride.
  package var fanIn: Double { Double(inputs) * Double(positions) }
  /// The units that an input feeds, kernel positions included, of one group.
  package var fanOut: Double { Double(outputs) * Double(positions) }
}
