import Foundation
import Initializers
import NetworkZoo
import Networks
import Operators
import TestSupport
import Testing
import Threads

/// How signals fall with depth, as asymptotic theory says.
@Suite("Signals of deep chains")
struct DeepChainTests {
  // Lengths of tanh under Glorot after so many layers, from 1; mpmath with 25 digits.
  static let tanh: [(depth: Int, length: Double)] = [
    (1, 0.394294490398), (2, 0.236450410499), (5, 0.103440608052), (10, 0.0522000827870),
    (20, 0.0259019767203), (50, 0.0102193348556), (100, 0.00506901920017),
    (1000, 5.01163910456e-4),
  ]

  @Test("tanh under Glorot falls like one over twice the depth")
  func tanhFalls() throws {
    let network = Network(input: 100) {
      for _ in 0..<1000 { Dense(100, activation: .tanh, initializer: .glorotNormal) }
    }
    let moments = try network.moments()
    let outputs = network.nodes.filter { $0.function is Tanh }.map { $0.outputs[0] }
    for (depth, length) in Self.tanh {
      let found = moments[outputs[depth - 1]].secondMoment
      #expect(abs(found / length - 1) < 1e-11, "\(depth): \(found)")
    }
  }

  @Test("a drawn one of 1,000 units does so too")
  func drawn() throws {
    let network = Network(input: 1000) {
      for _ in 0..<20 { Dense(1000, activation: .tanh, initializer: .glorotNormal) }
    }
    let moments = try network.moments()
    let weights = network.draw(seed: 4, threads: .single)
    let space = try Workspace(
      network, batch: 4, weights: weights, threads: .single, keepsValues: true)
    var draws = Draws(seed: 9)
    for index in 0..<4000 { space.input.elements[index] = Float(ZooNetwork.normal(&draws)) }
    space.runForward()
    let outputs = network.nodes.filter { $0.function is Tanh }.map { $0.outputs[0] }
    for (depth, length) in Self.tanh where depth <= 20 {
      let x = space.values[outputs[depth - 1].index].elements
      let found = x.reduce(0) { $0 + Double($1) * Double($1) } / 4000
      let spread = moments[outputs[depth - 1]].logLengthVariance.squareRoot()
      #expect(abs(log(found / length)) < 4 * spread, "\(depth): \(found)")
      #expect(4 * spread < 0.5)
    }
    withExtendedLifetime(weights) {}
  }

  // 1 - c over 9 pi^2 / (2 l^2) from c = 0: 0.8054 after 100 layers; it comes to 1 slowly.
  @Test("inputs of ReLU become alike as one over the square of depth")
  func reluForgets() throws {
    let network = Network(input: 64) {
      for _ in 0..<1000 { Dense(64, activation: .relu, initializer: .heNormal) }
    }
    let moments = try network.moments()
    let maps = network.nodes.filter { $0.function is Affine }.map { $0.outputs[0] }
    func share(_ depth: Int) -> Double {
      let l = Double(depth)
      return (1 - moments[maps[depth]].correlation) * 2 * l * l / (9 * Double.pi * Double.pi)
    }
    #expect(abs(share(100) - 0.8054) < 5e-5, "\(share(100))")
    #expect(0.96 < share(999) && share(999) < 1, "\(share(999))")
  }

  // 1 - c is about beta / l, beta = 2 E f'^2 / (q E f''^2) = 6.17113, with corrections of log l / l.
  @Test("inputs of tanh at the edge of chaos become alike as one over depth")
  func tanhForgets() throws {
    let chain = Chain(depth: 801, weights: 1.760954639607, biases: 0.05, first: 0.5700478816408)
    let network = chain.network("chain", "normal", Activate(.tanh)).network
    let moments = try network.moments(input: .zoo)
    let maps = network.nodes.filter { $0.function is Affine }.map { $0.outputs[0] }
    let errors = [100, 800].map { depth in
      abs(Double(depth) * (1 - moments[maps[depth]].correlation) / 6.17113 - 1)
    }
    #expect(errors[0] < 0.15 && errors[1] < 0.02, "\(errors)")
  }
}
