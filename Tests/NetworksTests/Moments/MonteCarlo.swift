import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport
import Threads

/// What draws of a network's weights say of its moments.
///
/// Two inputs are drawn afresh with every draw of weights, of mean square exactly 1 and of mean
/// product exactly the correlation, so that what the first map of normal weights gives is normal at
/// any width. Each statistic is a mean over draws, and its standard error comes from their spread.
struct MonteCarlo {
  /// A mean over draws.
  struct Estimate {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0

    mutating func add(_ x: Double) {
      count += 1
      sum += x
      squares += x * x
    }

    var mean: Double { sum / count }
    var error: Double { max(0, squares / count - mean * mean).squareRoot() / count.squareRoot() }
  }

  struct Statistics {
    var mean = Estimate()
    var secondMoment = Estimate()
    var product = Estimate()
  }

  /// By the number of the node.
  private(set) var nodes: [Statistics]
  private(set) var inputGradient = Estimate()
  /// By the number of the parameter.
  private(set) var parameterGradients: [Estimate]

  static let step: Float = 0x1p-6

  /// - Parameters:
  ///   - gradientElements: how many elements of the input and of each parameter are moved for the
  ///     gradients, by central differences; 0 for no gradients.
  init(
    _ network: Network, draws count: Int, correlation: Double = 0.5, gradientElements: Int = 0,
    input: ((inout Draws) -> [[Double]])? = nil, seed: UInt64 = 1
  ) throws {
    nodes = network.nodes.map { _ in Statistics() }
    parameterGradients = network.parameters.map { _ in Estimate() }
    var draws = Draws(seed: seed)
    for index in 0..<count {
      let weights = network.draw(seed: seed &* 1_000_003 &+ UInt64(index), threads: .single)
      let space = try Workspace(
        network, batch: 2, weights: weights, threads: .single, keepsValues: true)
      let width = space.input.elements.count / 2
      let pair =
        input.map { $0(&draws) } ?? Self.pair(width, correlation: correlation, &draws)
      let numbers = pair.joined().map { Float($0) }
      _ = space.input.elements.update(fromContentsOf: numbers)
      space.runForward()
      for node in nodes.indices {
        let elements = space.output(ofNode: node).elements
        let half = elements.count / 2
        var (sum, square, product) = (0.0, 0.0, 0.0)
        for i in 0..<half {
          let (a, b) = (Double(elements[i]), Double(elements[half + i]))
          sum += a + b
          square += a * a + b * b
          product += a * b
        }
        nodes[node].mean.add(sum / Double(2 * half))
        nodes[node].secondMoment.add(square / Double(2 * half))
        nodes[node].product.add(product / Double(half))
      }
      guard gradientElements > 0 else { continue }
      let cotangent = Self.normals(space.output.elements.count, &draws)
      func difference(_ element: UnsafeMutablePointer<Float>) -> Double {
        let kept = element.pointee
        var ends: [Double] = []
        for step in [Self.step, -Self.step] {
          element.pointee = kept + step
          space.weightsDidChange()
          space.runForward()
          ends.append(
            zip(space.output.elements, cotangent).reduce(0) { $0 + Double($1.0) * $1.1 })
        }
        element.pointee = kept
        return (ends[0] - ends[1]) / Double(2 * Self.step)
      }
      func estimate(_ memory: MutableTensorView) -> Double {
        let n = min(gradientElements, memory.shape.count)
        let chosen = (0..<memory.shape.count).shuffled(using: &draws).prefix(n)
        return chosen.reduce(0) {
          let g = difference(memory.pointer + $1)
          return $0 + g * g / Double(n)
        }
      }
      inputGradient.add(estimate(space.input))
      for (number, tensor) in weights.tensors.enumerated() where tensor.shape.count > 0 {
        parameterGradients[number].add(estimate(tensor))
      }
    }
  }

  static func normals(_ count: Int, _ draws: inout Draws) -> [Double] {
    (0..<count).map { _ in
      let u = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &draws)
      let v = Double.random(in: 0..<2 * Double.pi, using: &draws)
      return (-2 * log(u)).squareRoot() * cos(v)
    }
  }

  /// Two vectors of mean square 1 and of the given mean product.
  static func pair(_ width: Int, correlation c: Double, _ draws: inout Draws) -> [[Double]] {
    func unit(_ x: [Double]) -> [Double] {
      let size = (x.reduce(0) { $0 + $1 * $1 } / Double(width)).squareRoot()
      return x.map { $0 / size }
    }
    let a = unit(normals(width, &draws))
    let other = normals(width, &draws)
    let along = zip(a, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
    let b = unit(zip(a, other).map { $1 - along * $0 })
    return [a, zip(a, b).map { c * $0 + (1 - c * c).squareRoot() * $1 }]
  }
}

extension MonteCarlo {
  /// Two inputs of vectors of 35 numbers at each position, of mean square 1; mean products are 0.5
  /// across inputs, `correlation` across positions, and their product across both.
  static func grid(positions: Int, correlation c: Double, _ draws: inout Draws) -> [[Double]] {
    let width = 35
    var vectors: [[Double]] = []
    while vectors.count < 2 * positions {
      var v = normals(width, &draws)
      for u in vectors {
        let along = zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
        v = zip(u, v).map { $1 - along * $0 }
      }
      let size = (v.reduce(0) { $0 + $1 * $1 } / Double(width)).squareRoot()
      vectors.append(v.map { $0 / size })
    }
    // Rows of the square roots of both matrices of correlations.
    let across = root(count: 2, correlation: 0.5)
    let along = root(count: positions, correlation: c)
    return (0..<2).map { example in
      (0..<positions).flatMap { position -> [Double] in
        var sum = [Double](repeating: 0, count: width)
        for e in 0..<2 {
          for p in 0..<positions {
            let factor = across[example][e] * along[position][p]
            if factor != 0 { sum = zip(sum, vectors[e * positions + p]).map { $0 + factor * $1 } }
          }
        }
        return sum
      }
    }
  }

  // Cholesky's factor of the matrix with 1 on the diagonal and c elsewhere.
  private static func root(count: Int, correlation c: Double) -> [[Double]] {
    var l = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for i in 0..<count {
      for j in 0...i {
        let sum = (0..<j).reduce(0) { $0 + l[i][$1] * l[j][$1] }
        l[i][j] = i == j ? (1 - sum).squareRoot() : (c - sum) / l[j][j]
      }
    }
    return l
  }
}

/// Holds a prediction to what draws say: within `errors` standard errors of each, plus `slack` of the
/// value where the theory is only exact in the limit of width.
func expectMoments(
  _ network: Network, draws: Int = 1500, correlation: Double = 0.5, gradientElements: Int = 0,
  slack: Double = 0, gradientSlack: Double? = nil, errors: Double = 5,
  input: InputMoments? = nil, drawInput: ((inout Draws) -> [[Double]])? = nil,
  skipping: Set<Int> = [], comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let moments = try network.moments(
    input: input ?? InputMoments(correlation: correlation, isNormal: true), batch: 2)
  let found = try MonteCarlo(
    network, draws: draws, correlation: correlation, gradientElements: gradientElements,
    input: drawInput)
  func check(
    _ what: String, _ predicted: Double, _ estimate: MonteCarlo.Estimate, size: Double,
    slack: Double = slack
  ) {
    let bound = errors * estimate.error + slack * size + 2e-6 * size + 1e-8
    #expect(
      abs(predicted - estimate.mean) <= bound,
      "\(comment) \(what): predicted \(predicted), drawn \(estimate.mean) ± \(estimate.error)",
      sourceLocation: sourceLocation)
  }
  for (index, node) in network.nodes.enumerated() where !skipping.contains(index) {
    let value = moments[node.outputs[0]]
    let what = "node \(index) \(type(of: node.function).name)"
    let root = value.secondMoment.squareRoot()
    check("\(what) mean", value.mean, found.nodes[index].mean, size: root)
    check(
      "\(what) second moment", value.secondMoment, found.nodes[index].secondMoment,
      size: value.secondMoment)
    check(
      "\(what) product", value.correlation * value.secondMoment, found.nodes[index].product,
      size: value.secondMoment)
  }
  guard gradientElements > 0 else { return }
  // Through weights that its units depend on a gradient is approximate: see FreshMap.
  if let gradient = moments.gradient(network.inputs[0].value), gradient.isExact {
    check(
      "input gradient", gradient.secondMoment, found.inputGradient, size: gradient.secondMoment,
      slack: gradientSlack ?? slack)
  }
  for (number, parameter) in network.parameters.enumerated() where parameter.shape.count > 0 {
    guard let gradient = moments.gradient(parameter.value) else { continue }
    check(
      "gradient of \(parameter.path)", gradient.secondMoment, found.parameterGradients[number],
      size: gradient.secondMoment, slack: gradientSlack ?? slack)
  }
}
