import Foundation
import Initializers
import NetworkZoo
import Networks
import Operators
import TestSupport
import Testing
import Threads

/// The network of Glorot and Bengio, AISTATS 2010, section 4.2: 1,024 inputs, five layers of
/// 1,000 units, nine classes.
@Suite("Glorot and Bengio's networks of five layers")
struct Glorot2010FiguresTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let initializer: VarianceScaling
    /// Deviations of activations and of gradients of sums, layer by layer, as found with PyTorch on 300
    /// images of the paper's kind, one draw.
    let activations: [Double]
    let gradients: [Double]
    var testDescription: String { "\(activation.name), \(initializer.name)" }
  }

  static let rows = [
    Row(
      activation: .tanh, initializer: .standardUniform,
      activations: [0.313, 0.178, 0.101, 0.058, 0.033],
      gradients: [1.64e-3, 3.12e-3, 5.59e-3, 9.88e-3, 1.72e-2]),
    Row(
      activation: .tanh, initializer: .glorotUniform,
      activations: [0.457, 0.378, 0.341, 0.307, 0.278],
      gradients: [2.42e-2, 2.85e-2, 3.23e-2, 3.55e-2, 3.92e-2]),
    Row(
      activation: .softsign, initializer: .standardUniform,
      activations: [0.227, 0.109, 0.055, 0.030, 0.017],
      gradients: [9.9e-4, 2.4e-3, 4.9e-3, 9.2e-3, 1.7e-2]),
    Row(
      activation: .softsign, initializer: .glorotUniform,
      activations: [0.319, 0.209, 0.160, 0.128, 0.104],
      gradients: [1.04e-2, 1.62e-2, 2.22e-2, 2.88e-2, 3.55e-2]),
  ]

  private static func network(_ row: Row) -> Network {
    Network(input: 1024) {
      for _ in 0..<5 { Dense(1000, activation: row.activation, initializer: row.initializer) }
      Dense(9, initializer: row.initializer)
    }
  }

  // Their pixels have mean square 0.3707 and lie in strokes, so that the first layer's length differs
  // by image; the ratios from layer to layer hold within 12 %.
  @Test("deviations of activations and gradients of the printed table", arguments: rows)
  func deviations(row: Row) throws {
    let network = Self.network(row)
    let moments = try network.moments(input: InputMoments(variance: 0.3707, isNormal: true))
    let maps = network.nodes.filter { $0.function is Affine }
    let activations = network.nodes.filter { !($0.function is Affine) }.map {
      moments[$0.outputs[0]].secondMoment.squareRoot()
    }
    let gradients = try maps.prefix(5).map {
      try #require(moments.gradient($0.outputs[0])).secondMoment.squareRoot()
    }
    for layer in 0..<4 {
      let forward = activations[layer + 1] / activations[layer]
      #expect(abs(forward / (row.activations[layer + 1] / row.activations[layer]) - 1) < 0.12)
      let backward = gradients[layer] / gradients[layer + 1]
      #expect(
        abs(backward / (row.gradients[layer] / row.gradients[layer + 1]) - 1) < 0.12, "\(backward)")
    }
  }

  // Equation 14: the product of the two is that of all layers.
  @Test("gradients of weights are alike in all layers, even for the standard initialization")
  func weightGradients() throws {
    let network = Self.network(Self.rows[0])
    let moments = try network.moments(input: InputMoments(variance: 0.3707, isNormal: true))
    let weights = network.parameters.filter { $0.path.hasSuffix("weight") }.prefix(5)
    let predicted = try weights.map {
      try #require(moments.gradient($0.value)).secondMoment.squareRoot()
    }
    let middle = predicted.reduce(0, +) / 5
    for deviation in predicted { #expect(abs(deviation / middle - 1) < 0.06, "\(predicted)") }
  }

  @Test("and drawn ones too, while gradients of sums shrink by the square root of 3")
  func drawn() throws {
    let network = Self.network(Self.rows[0])
    let weights = network.draw(seed: 11, threads: .single)
    let gradients = Weights(zerosFor: network)
    let space = try Workspace(
      network, batch: 16, weights: weights, weightGradients: gradients, threads: .single,
      keepsValues: true)
    var draws = Draws(seed: 3)
    for index in 0..<16 * 1024 {
      space.input.elements[index] = Float(ZooNetwork.normal(&draws) * 0.3707.squareRoot())
    }
    space.runForward()
    let seeds = space.gradient(of: network.outputs[0].value)!.elements
    for index in seeds.indices { seeds[index] = Float(ZooNetwork.normal(&draws)) }
    space.runBackward()
    func deviation(_ x: UnsafeMutableBufferPointer<Float>) -> Double {
      (x.reduce(0) { $0 + Double($1) * Double($1) } / Double(x.count)).squareRoot()
    }
    var found: [Double] = []
    for (parameter, tensor) in zip(network.parameters, gradients.tensors)
    where parameter.path.hasSuffix("weight") && parameter.shape[1] == 1000 {
      found.append(deviation(tensor.elements))
    }
    // One draw of 16 examples: the length of the gradient strays by some percent on its way.
    let middle = found.reduce(0, +) / Double(found.count)
    for one in found { #expect(abs(one / middle - 1) < 0.12, "\(found)") }
    let maps = network.nodes.filter { $0.function is Affine }.prefix(5)
    let sums = maps.map { deviation(space.gradient(of: $0.outputs[0])!.elements) }
    for (near, far) in zip(sums.dropFirst(), sums) {
      #expect(1.65 < near / far && near / far < 2.0, "\(sums)")
    }
    withExtendedLifetime(weights) {}
    withExtendedLifetime(gradients) {}
  }
}
