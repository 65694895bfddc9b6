import Foundation
import Networks
import NetworkZoo
import Operators
import Recipes
import TestSupport
import Tensors
import Testing
import Threads

/// What drawn weights really do, without any theory.
@Suite("Recipe auto: as drawn")
struct AutomaticDrawTests {
  /// Mean square, mean cosine of examples, and flow of each value that every way crosses, by one draw.
  private func measured(
    _ one: ZooNetwork, examples: Int = 8, seed: UInt64
  ) throws -> (lengths: [Double], cosines: [Double], flows: [Double]) {
    let plan = try AutomaticRecipe().plan(for: one.network, .init(input: one.input))
    let drawn = TrainingForm(of: one.network.drawn(by: plan)).network
    let weights = drawn.draw(seed: seed)
    let gradients = Weights(zerosFor: drawn)
    let output = drawn.outputs[0].value
    let space = try Workspace(
      drawn, batch: examples, weights: weights, weightGradients: gradients, seeds: [output],
      threads: .shared, keepsValues: true)
    let numbers = one.draw(examples: examples, seed: seed &+ 99)
    for (index, x) in numbers.enumerated() { space.input.elements[index] = x }
    space.runForward()
    var draws = Draws(seed: seed)
    let cotangent = try #require(space.gradient(of: output))
    for index in cotangent.elements.indices {
      cotangent.elements[index] = Float(ZooNetwork.normal(&draws))
    }
    space.runBackward()
    var (lengths, cosines, flows): ([Double], [Double], [Double]) = ([], [], [])
    for value in one.network.crossings() {
      let view = space.values[value.index]
      let count = view.shape.count / examples
      guard view.shape[0] == examples, count >= 16, value != output,
        let gradient = space.gradient(of: value)
      else { continue }
      let x = view.elements.map(Double.init)
      let square = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
      let flow = gradient.elements.reduce(0) { $0 + Double($1) * Double($1) } / Double(examples)
      var cosine = 0.0
      for i in 0..<examples {
        for j in 0..<i {
          var (a, b, c) = (0.0, 0.0, 0.0)
          for k in 0..<count {
            let (u, v) = (x[i * count + k], x[j * count + k])
            (a, b, c) = (a + u * u, b + v * v, c + u * v)
          }
          cosine += c / (a * b).squareRoot()
        }
      }
      lengths.append(square)
      flows.append(square * flow)
      cosines.append(cosine / Double(examples * (examples - 1) / 2))
    }
    return (lengths, cosines, flows)
  }

  static let names = [
    "relu, 30 x 256", "gelu near its attracting critical point, 60 x 256",
    "gelu under He, 60 x 256",
    "tanh with gain 5/3, 50 x 256", "selu, 30 x 128", "relu as PyTorch draws it, 30 x 512",
    "MobileNet without normalization", "residual perceptron, 40 blocks, branches of 1.0",
    "GPT-2, 6 blocks", "BERT, normalized after, 6 blocks", "U-Net", "RNN",
    "residual SwiGLU, 8 blocks", "squeeze and excite", "ConvNeXt",
  ]

  @Test(
    "signals, gradients and differences stay within the verdicts' bounds in single draws",
    arguments: names)
  func healthy(_ name: String) throws {
    for seed in [1, 2] as [UInt64] {
      let found = try measured(Zoo.network(named: name), seed: seed)
      let first = try #require(found.lengths.first)
      #expect(found.lengths.allSatisfy { $0.isFinite && $0 > 1e-3 * first && $0 < 100 * first })
      let last = try #require(found.flows.last)
      let most = found.flows.max() ?? 0
      #expect(most < 200 * last && found.flows[0] > most / 200, "\(name): \(found.flows)")
      let distinction = 1 - (found.cosines.max() ?? 0)
      #expect(distinction > 2e-3, "\(name): \(distinction)")
    }
  }

  @Test("correlations are those that theory promises")
  func correlations() throws {
    for name in [
      "gelu near its attracting critical point, 60 x 256", "tanh under Glorot, 5 x 1024",
    ] {
      let one = Zoo.network(named: name)
      let plan = try AutomaticRecipe().plan(for: one.network, .init(input: one.input))
      let moments = try one.network.drawn(by: plan).moments(input: one.input)
      let shapes = try one.network.shapes(batch: 1)
      let expected = one.network.crossings()
        .filter { shapes[$0.index].count >= 16 && $0 != one.network.outputs[0].value }
        .map { moments[$0].correlation }
      let draws = try (1...6).map { try measured(one, seed: $0).cosines }
      #expect(expected.count == draws[0].count)
      for (place, a) in expected.enumerated() {
        let mean = draws.reduce(0) { $0 + $1[place] } / Double(draws.count)
        #expect(abs(a - mean) < 0.04, "\(name): \(a) predicted, \(mean) drawn")
      }
    }
  }
}
