import Foundation
import NetworkZoo
import Networks
import Operators
import Tensors
import TestSupport
import Threads

/// What draws of a network's weights and inputs say of every value that depends on the input.
///
/// Each statistic is a mean over draws; its standard error comes from their spread.
struct DrawnMoments {
  /// A mean over draws.
  struct Mean {
    private(set) var count = 0.0
    private(set) var value = 0.0
    private var squares = 0.0

    // Welford's sums: gradients may be as small as 1e-30.
    mutating func add(_ x: Double) {
      count += 1
      let step = x - value
      value += step / count
      squares += step * (x - value)
    }

    /// The standard error.
    var error: Double { count < 2 ? .infinity : (squares / (count - 1) / count).squareRoot() }
  }

  struct Statistics {
    var secondMoment = Mean()
    /// The logarithm of an example's mean square.
    var logLength = Mean()
    /// The mean product of two examples over the mean square.
    var correlation = Mean()
    var gradient = Mean()
  }

  /// The network as it is trained, with one output.
  let network: Network
  /// By the number of the value; `nil` for those that are the same for every input.
  private(set) var values: [Statistics?]

  static let examples = 8

  /// - Parameters:
  ///   - count: the number of draws of weights, each with inputs and cotangents of its own.
  init(_ zoo: ZooNetwork, draws count: Int, seed: UInt64 = 1) throws {
    let network = Self.form(of: zoo.network)
    self.network = network
    let batch = Self.examples
    let shapes = try network.shapes(batch: batch)
    let depends = network.dependents
    values = shapes.indices.map { index in
      depends[index] && Self.hasExamplesFirst(shapes[index]) ? Statistics() : nil
    }
    var draws = Draws(seed: seed)
    for number in 0..<UInt64(count) {
      let weights = network.draw(seed: seed &* 1_000_003 &+ number, threads: .single)
      let gradients = Weights(zerosFor: network)
      let space = try Workspace(
        network, batch: batch, weights: weights, weightGradients: gradients, threads: .single,
        keepsValues: true)
      let input = zoo.draw(examples: batch, seed: draws.next())
      _ = space.input.elements.update(fromContentsOf: input)
      space.runForward()
      let output = network.outputs[0].value
      let seeds = space.gradient(of: output)!.elements
      for index in seeds.indices { seeds[index] = Float(ZooNetwork.normal(&draws)) }
      space.runBackward()
      for value in network.nodes.flatMap(\.outputs) where values[value.index] != nil {
        Self.read(space.values[value.index].elements, into: &values[value.index]!)
        if let gradient = space.gradient(of: value) {
          values[value.index]!.gradient.add(Self.meanSquare(gradient.elements))
        }
      }
      withExtendedLifetime(weights) {}
      withExtendedLifetime(gradients) {}
    }
  }

  /// Batch normalizations take their statistics from the batch; only the network's own output is one.
  static func form(of network: Network) -> Network {
    TrainingForm(of: network).network.giving([network.outputs[0].value])
  }

  // Steps of recurrent layers are 1 x batch x units.
  private static func hasExamplesFirst(_ shape: Shape) -> Bool {
    let lengths = shape.lengths.drop { $0 == 1 }
    return lengths.first == examples
  }

  private static func read(
    _ x: UnsafeMutableBufferPointer<Float>, into statistics: inout Statistics
  ) {
    let batch = examples
    let count = x.count / batch
    guard count > 0 else { return }
    var squares = 0.0
    var logs = 0.0
    for example in 0..<batch {
      var square = 0.0
      for index in 0..<count {
        let number = Double(x[example * count + index])
        square += number * number
      }
      squares += square
      logs += log(square / Double(count))
    }
    var common = 0.0
    for index in 0..<count {
      var sum = 0.0
      for example in 0..<batch { sum += Double(x[example * count + index]) }
      common += sum * sum
    }
    statistics.secondMoment.add(squares / Double(x.count))
    statistics.logLength.add(logs / Double(batch))
    statistics.correlation.add((common - squares) / squares / Double(batch - 1))
  }

  private static func meanSquare(_ x: UnsafeMutableBufferPointer<Float>) -> Double {
    x.reduce(0) { $0 + Double($1) * Double($1) } / Double(x.count)
  }
}

extension Network {
  /// Which values depend on the inputs.
  fileprivate var dependents: [Bool] {
    var result = sources.map { if case .input = $0 { true } else { false } }
    for node in nodes where node.inputs.contains(where: { result[$0.index] }) {
      for output in node.outputs { result[output.index] = true }
    }
    return result
  }
}
