import GaussianIntegrals
import Initializers
import Networks
import Operators
import Tensors

extension Network {
  /// What theory predicts, as readings.
  ///
  /// The share of saturated numbers is that of a normal law with the predicted mean and variance.
  /// Dead channels are not known but where a value is 0.
  func readings(
    from prediction: NetworkMoments, shapes: [Shape], examples: Int
  ) -> [ValueReading?] {
    var readings: [ValueReading?] = sources.indices.map { index in
      switch sources[index] {
      case .parameter, .constant: return nil
      case .input(let number): if !inputs[number].type.isFloat { return nil }
      case .node: break
      }
      let value = prediction.values[index]
      var reading = ValueReading()
      reading.mean = value.mean
      // What Float32 cannot hold is infinite when it is run.
      reading.secondMoment =
        value.secondMoment < Self.largestSquare ? value.secondMoment : .infinity
      reading.correlation = value.correlation
      reading.deadFraction = value.secondMoment == 0 ? 1 : 0
      reading.isFinite = reading.secondMoment.isFinite && value.mean.isFinite
      if let gradient = prediction.gradients[index] {
        reading.gradientSecondMoment = gradient.secondMoment
        reading.gradientLength =
          gradient.secondMoment * Double(shapes[index].count) / Double(max(1, examples))
        if !(gradient.secondMoment < Self.largestSquare) { reading.isFinite = false }
      }
      return reading
    }
    for (output, bias) in SignalGraph(self).biases {
      let square = ParameterMoments(of: parameters[bias]).secondMoment
      let whole = prediction.values[output].secondMoment
      readings[output]?.biasShare = whole > 0 ? min(1, square / whole) : nil
    }
    for node in nodes {
      guard let active = Saturation.bounds(of: node.function) else { continue }
      let input = prediction[node.inputs[0]]
      readings[node.inputs[0].index]?.saturatedFraction = Self.normalShare(
        outside: Double(active.lowerBound)...Double(active.upperBound), mean: input.mean,
        variance: max(0, input.secondMoment - input.mean * input.mean))
    }
    return readings
  }

  // The square of the largest Float32.
  private static let largestSquare =
    Double(Float.greatestFiniteMagnitude)
    * Double(Float.greatestFiniteMagnitude)

  // The share of a normal law that lies outside an interval.
  private static func normalShare(
    outside active: ClosedRange<Double>, mean: Double, variance: Double
  ) -> Double {
    guard mean.isFinite, variance.isFinite else { return 1 }
    guard variance > 0 else { return active.contains(mean) ? 0 : 1 }
    let unit = (2 * variance).squareRoot()
    return 0.5
      * (complementaryError((active.upperBound - mean) / unit)
        + complementaryError((mean - active.lowerBound) / unit))
  }

  /// The parameter that a node multiplies a signal with: the number of a weight.
  func weight(of node: Node) -> Int? {
    for input in node.inputs {
      if case .parameter(let number) = sources[input.index],
        let role = parameters[number].spec?.role,
        role == .weight || role == .recurrentWeight
      {
        return number
      }
    }
    return nil
  }

  /// The parameter that a node adds to each of its units: the number of a bias.
  func bias(of node: Node) -> Int? {
    for input in node.inputs {
      if case .parameter(let number) = sources[input.index],
        parameters[number].spec?.role == .bias
      {
        return number
      }
    }
    return nil
  }
}

extension ParameterMoments {
  /// What is known of a parameter's numbers from its law, or from the numbers of its file.
  init(of parameter: Network.Parameter) {
    if let law = parameter.law, let spec = parameter.spec {
      self.init(law: law, spec: spec)
    } else if let stored = parameter.stored {
      self.init(numbers: stored)
    } else {
      self.init(shape: parameter.shape, mean: 0, variance: 0)
    }
  }
}
