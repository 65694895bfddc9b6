import GaussianIntegrals
import Initializers
import Networks
import Operators
import Tensors

/// The singular values that theory expects of a Jacobian, in the limit of width.
///
/// Known for chains of dense layers with weights that are independent with mean 0, or orthonormal, and
/// activations of each element by itself: the product of independent matrices in general position. The
/// slopes of a layer are those at normal numbers with the moments that theory predicts there.
///
/// - Source: J. Pennington, S. Schoenholz, S. Ganguli, NIPS 2017, <https://arxiv.org/abs/1711.04735>.
public struct PredictedSpectrum: Sendable {
  /// The number of singular values: the smaller of the numbers of rows and columns.
  public let count: Int
  /// The square root of the mean square of the singular values, those that are 0 included.
  public let rootMeanSquare: Double
  private let product: FreeProduct

  /// Theory for a Jacobian, or why there is none: one clause.
  public enum Outcome: Sendable {
    /// What theory expects.
    case known(PredictedSpectrum)
    /// Why nothing is expected.
    case unknown(String)
  }

  /// What theory expects of a network's Jacobian, from the laws of its parameters.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - start: the value that is differentiated by; `nil` for the first input that is not whole
  ///     numbers.
  ///   - end: the value that is differentiated; `nil` for the first output, before a last softmax or
  ///     sigmoid.
  ///   - moments: theory for its values.
  public static func of(
    _ network: Network, from start: Network.Value? = nil, to end: Network.Value? = nil,
    moments: NetworkMoments
  ) -> Outcome {
    do {
      let chain = try JacobianChain(
        JacobianEnds(network, JacobianRequest(from: start, to: end)), moments)
      return .known(
        PredictedSpectrum(FreeProduct(chain.factors), count: min(chain.columns, chain.rows)))
    } catch let error as JacobianChain.Unknown {
      return .unknown(error.reason)
    } catch {
      return .unknown("\(error)")
    }
  }

  init(_ product: FreeProduct, count: Int) {
    self.product = product
    self.count = count
    rootMeanSquare = (product.sum / Double(count)).squareRoot()
  }

  /// The singular values at which the given shares of all lie above; not a number where the equations
  /// could not be solved.
  ///
  /// - Precondition: shares ascend from 0 to 1.
  public func values(withShareAbove shares: [Double]) -> [Double] {
    product.quantiles(shares, of: Double(count))
  }

  /// The values at `number` evenly spaced shares of all, the largest first: at (i + 1/2) / number lie as
  /// many above.
  public func quantiles(_ number: Int) -> [Double] {
    values(withShareAbove: (0..<number).map { (Double($0) + 0.5) / Double(number) })
  }

  /// The mean singular value, from 400 quantiles.
  public var mean: Double { quantiles(400).reduce(0, +) / 400 }
}

/// A chain of dense layers and activations between two values, as factors of a product.
struct JacobianChain {
  /// Why something is no such chain.
  struct Unknown: Error {
    let reason: String
  }

  private(set) var factors: [FreeProduct.Factor] = []
  let columns: Int
  let rows: Int

  init(_ ends: JacobianEnds, _ moments: NetworkMoments) throws {
    let network = ends.network
    let shapes = try network.shapes(batch: 1)
    columns = shapes[ends.start.index].count
    rows = shapes[ends.end.index].count
    var users: [Int: Int] = [:]
    for node in network.nodes {
      for input in Set(node.inputs) { users[input.index, default: 0] += 1 }
    }
    var value = ends.end
    // From the end back, each node with one input that is no parameter.
    while value != ends.start {
      guard case .node(let number, _) = network.sources[value.index] else {
        throw Unknown(reason: "the second value does not come from the first alone")
      }
      let node = network.nodes[number]
      let signals = node.inputs.filter {
        switch network.sources[$0.index] {
        case .parameter, .constant: false
        case .input, .node: true
        }
      }
      guard signals.count == 1, let signal = signals.first else {
        throw Unknown(
          reason: "\(node.name): \(type(of: node.function).name) of several values, no chain")
      }
      if signal != ends.start, users[signal.index] != 1 {
        throw Unknown(reason: "\(node.name): its input is used elsewhere too, no chain")
      }
      let units = (shapes[signal.index].count, shapes[value.index].count)
      if let factor = try Self.factor(of: node, signal, network, units) {
        factors.append(factor)
      } else if let function = node.function.functionOfEachElement {
        if case .line(let a, _) = function.shape {
          factors.append(
            .orthogonal(inputs: Double(units.0), outputs: Double(units.1), gain: abs(a)))
        } else {
          if case .slopes = factors.last {
            throw Unknown(reason: "\(node.name): two activations without weights between them")
          }
          let moment = moments[signal]
          let distribution = SlopeDistribution(
            of: function, mean: moment.mean,
            variance: moment.secondMoment - moment.mean * moment.mean)
          factors.append(.slopes(units: Double(units.1), distribution))
        }
      } else if !node.function.keepsElements, !(node.function is Operators.Add),
        !(node.function is Operators.Sub && node.inputs[0] == signal)
      {
        throw Unknown(
          reason: "\(node.name): no theory for the singular values of "
            + type(of: node.function).name)
      }
      value = signal
    }
    factors.reverse()
    if factors.isEmpty { throw Unknown(reason: "no layer between the two values") }
  }

  // The factor of a node that applies a matrix; `nil` for other nodes.
  private static func factor(
    of node: Network.Node, _ signal: Network.Value, _ network: Network, _ units: (Int, Int)
  ) throws -> FreeProduct.Factor? {
    guard node.function is Operators.Affine || node.function is Operators.MatMul else { return nil }
    guard node.inputs[0] == signal,
      case .parameter(let number) = network.sources[node.inputs[1].index]
    else { throw Unknown(reason: "\(node.name): its weight is no parameter on the right") }
    let parameter = network.parameters[number]
    guard parameter.shape.count == units.0 * units.1 else {
      throw Unknown(reason: "\(node.name): its weights serve several positions")
    }
    guard let law = parameter.law, let spec = parameter.spec else {
      throw Unknown(reason: "\(parameter.path): no law draws it")
    }
    let (inputs, outputs) = (Double(units.0), Double(units.1))
    if let orthogonal = law as? Orthogonal, orthogonal.gain > 0 {
      return .orthogonal(inputs: inputs, outputs: outputs, gain: orthogonal.gain)
    }
    let mean: Double? =
      switch law {
      case let law as Normal: law.mean
      case let law as Uniform: law.center
      case let law as TruncatedNormal: law.mean
      default: nil
      }
    let variance = law.variance(of: spec)
    guard let mean, mean * mean <= 1e-12 * variance, variance > 0 else {
      throw Unknown(
        reason: "\(parameter.path): no theory for the law \(law.name) as it stands")
    }
    return .independent(inputs: inputs, outputs: outputs, variance: variance)
  }
}
