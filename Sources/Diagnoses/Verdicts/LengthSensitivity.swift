import GaussianIntegrals
import Initializers
import Networks
import Operators
import Tensors
import Threads

/// By how much an error in the length of one value is felt in those behind it: the logarithmic slope
/// d log q / d log q of the first, along the trajectory that theory predicts.
///
/// Where a layer's own length map has a fixed point that repels, its slope counts there: what starts on
/// either side of it is driven apart, however the prediction itself has moved away by then.
///
/// | operator | slope of its output |
/// |---|---|
/// | a function f of x ~ N(m, v) | E[f f' x] / E f² times that of x |
/// | an affine map or convolution | that of the signal times the share of the mean square that is not bias |
/// | a sum, a concatenation | the mean of those of its terms by their shares of the mean square |
/// | a product, a quotient | the sum, the difference |
/// | a normalization | 1: what is behind it is counted from there |
/// | softmax | 0 |
/// | all else | that of the first signal |
///
/// - Source: B. Poole and others, NeurIPS 2016, <https://arxiv.org/abs/1606.05340>: the product of the
///   slopes of the length map; sums count as sums of independent terms.
struct LengthSensitivity {
  /// The slope of each value, by its number; 0 of those that do not depend on the first.
  private(set) var values: [Double]
  private let repelling = RepellingFixedPoints()

  init(
    of network: Network, prediction: NetworkMoments, from first: Int, isNormalization: [Bool]
  ) {
    values = Array(repeating: 0, count: network.sources.count)
    values[first] = 1
    var isReached = [Bool](repeating: false, count: network.sources.count)
    isReached[first] = true
    for (number, node) in network.nodes.enumerated() {
      guard node.inputs.contains(where: { isReached[$0.index] }) else { continue }
      let slope =
        isNormalization[number]
        ? 1 : self.slope(of: node, in: network, prediction)
      for output in node.outputs {
        isReached[output.index] = true
        values[output.index] = slope.isFinite ? slope : 0
      }
    }
  }

  private func slope(
    of node: Network.Node, in network: Network, _ prediction: NetworkMoments
  ) -> Double {
    let inputs = node.inputs.map { values[$0.index] }
    switch node.function {
    case is Operators.Softmax: return 0
    case is LogSoftmax: return inputs[0]
    case is Affine, is Conv, is ConvTranspose, is MatMul, is Einsum:
      // Two signals multiply; a weight's slope is 0, a bias adds what has none.
      let products = inputs.prefix(2).reduce(0, +)
      return products * (1 - biasShare(of: node, in: network, prediction))
    case is Operators.Add, is Sub, is Sum, is Mean, is Operators.Concat:
      let squares = node.inputs.map { max(0, prediction[$0].secondMoment) }
      let whole = squares.reduce(0, +)
      guard whole > 0 else { return inputs.max() ?? 0 }
      return zip(inputs, squares).reduce(0) { $0 + $1.0 * $1.1 } / whole
    case is Mul: return inputs.reduce(0, +)
    case is Div: return inputs[0] - inputs[1]
    case is Reciprocal: return -inputs[0]
    case is Sqrt: return 0.5 * inputs[0]
    default:
      guard let function = node.function.functionOfEachElement, let input = node.inputs.first else {
        return inputs.first { $0 != 0 } ?? 0
      }
      if inputs[0] == 0 { return 0 }
      let moments = prediction[input]
      let slope = function.lengthSlope(
        mean: moments.mean,
        variance: max(0, moments.secondMoment - moments.mean * moments.mean))
      return inputs[0] * max(slope, repellingSlope(of: function, after: input, in: network) ?? 0)
    }
  }

  private func repellingSlope(
    of function: ElementFunction, after input: Network.Value, in network: Network
  ) -> Double? {
    guard case .node(let number, _) = network.sources[input.index] else { return nil }
    return repelling.slope(of: function, at: number, in: network)
  }

  private func biasShare(
    of node: Network.Node, in network: Network, _ prediction: NetworkMoments
  ) -> Double {
    guard let bias = network.bias(of: node) else { return 0 }
    let whole = prediction[node.outputs[0]].secondMoment
    guard whole > 0 else { return 0 }
    return min(1, ParameterMoments(of: network.parameters[bias]).secondMoment / whole)
  }
}

extension ElementFunction {
  /// d log E f² / d log E x² for x of a normal law whose mean and deviation grow alike:
  /// E[f f' x] / E f²; 1 where it cannot be said.
  func lengthSlope(mean: Double, variance: Double) -> Double {
    switch shape {
    case .line(_, let b) where b == 0: return 1
    case .bend: return 1
    default: break
    }
    guard mean.isFinite, variance.isFinite else { return 1 }
    return lengthSlopes.value(for: NormalInput(function: name, mean: mean, variance: variance)) {
      let square = try? GaussianIntegral(mean: mean, variance: variance, kinks: kinks) {
        let f = value($0)
        return f * f
      }
      let growth = try? GaussianIntegral(mean: mean, variance: variance, kinks: kinks) {
        value($0) * slope($0) * $0
      }
      guard let square, let growth, square.value > 0 else { return 1 }
      return growth.value / square.value
    }
  }
}

private struct NormalInput: Hashable {
  let function: String
  let mean, variance: Double
}

private let lengthSlopes = Remembered<NormalInput, Double>(most: 4096)
