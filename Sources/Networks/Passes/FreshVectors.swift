import Initializers
import Operators
import Tensors

extension Network {
  /// The same network with what a file has learned taken away from vectors: biases and shifts 0,
  /// factors of normalizations 1, running means 0 and variances 1.
  public func withFreshVectors() -> Network {
    var network = self
    func fill(_ index: Int, _ value: Double) {
      let old = parameters[index]
      network.parameters[index] = Parameter(
        path: old.path, shape: old.shape, spec: old.spec, initializer: nil, law: nil,
        stored: .filled(type: .float32, shape: old.shape, value: value), value: old.value)
    }
    for (index, parameter) in parameters.enumerated() where parameter.law == nil {
      switch parameter.spec?.role {
      case .bias, .normalizationShift: fill(index, 0)
      case .normalizationScale: fill(index, 1)
      case .weight, .embedding, .recurrentWeight, nil: break
      }
    }
    for node in nodes where node.function is Operators.BatchNormalization {
      for (input, value) in zip(node.inputs[3...], [0.0, 1.0]) {
        if case .parameter(let index) = sources[input.index] { fill(index, value) }
      }
    }
    return network
  }
}
