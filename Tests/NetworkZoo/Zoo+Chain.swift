import Initializers
import Networks
import Operators
import Tensors

/// Normal weights of variance `scale` / fan in.
func fanIn(_ scale: Double) -> VarianceScaling {
  VarianceScaling(scale: scale, mode: .fanIn, distribution: .normal)
}

/// Normal numbers of a variance.
func normal(_ variance: Double) -> FixedLaw {
  variance == 0 ? .zeros : sure { try .normal(standardDeviation: variance.squareRoot()) }
}

/// What cannot fail.
func sure<Result>(_ make: () throws -> Result) -> Result {
  do {
    return try make()
  } catch {
    preconditionFailure("\(error)")
  }
}

/// What a dense chain is: affine maps of one width with a function between.
package struct Chain {
  /// The number of layers with the function; a map to 16 outputs follows.
  var depth: Int
  var width: Int
  var inputs: Int
  /// The variance of a weight times fan in.
  var weights: Double
  /// The variance of a bias.
  var biases: Double
  /// The variance of what the first map gives for data of variance 1; as the other maps for `nil`.
  var first: Double?

  package init(
    depth: Int, width: Int = 128, inputs: Int = 64, weights: Double = 1, biases: Double = 0,
    first: Double? = nil
  ) {
    self.depth = depth
    self.width = width
    self.inputs = inputs
    self.weights = weights
    self.biases = biases
    self.first = first
  }

  private func layers(_ function: any Layer) -> [any Layer] {
    var layers: [any Layer] = []
    for index in 0..<depth {
      let scale = index == 0 ? first.map { $0 - biases } ?? weights : weights
      layers.append(
        Dense(width, initializer: fanIn(scale), biasInitializer: normal(biases)))
      layers.append(function)
    }
    layers.append(Dense(16, initializer: fanIn(weights), biasInitializer: normal(biases)))
    return layers
  }

  /// The chain with a function.
  package func network(
    _ name: String, _ initialization: String, _ function: any Layer,
    family: ZooNetwork.Family = .activations, flaw: String? = nil, isWide: Bool = true
  ) -> ZooNetwork {
    ZooNetwork(
      "\(name), \(depth) x \(width)", family, initialization, of: [inputs], flaw: flaw,
      isWide: isWide, list: layers(function))
  }
}
