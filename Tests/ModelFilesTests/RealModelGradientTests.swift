import Foundation
import Initializers
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing
import Threads

/// Architectures that ONNX ships, with weights drawn by He's law.
@Suite("Gradients of real models")
struct RealModelGradientTests {
  // How much of the loss a step changes to either side: shorter ones are lost in the rounding of
  // weights to Float32, in longer ones more units pass their kinks.
  private let step = 1e-2

  @Test(
    "have the squared length that the loss changes by along them, and the same bits on any threads",
    arguments: ["densenet121", "inception_v1", "resnet50", "shufflenet", "squeezenet"])
  func slope(name: String) throws {
    let path = TestModels.onnx.appendingPathComponent("light/light_\(name).onnx").path
    let network = try Network(ONNXModel(contentsOf: path)).withWeights(drawnBy: .heNormal)
    let weights = network.draw(seed: 11)
    let input = try #require(network.inputs.first)
    let shape = try input.shape(batch: 1)
    let image = StoredTensor(
      shape, floats: (0..<shape.count).map { Float($0 * 7919 % 1013) / 1013 - 0.5 })
    let output = try #require(network.outputs.first)
    let cotangent = StoredTensor(
      output.shape, floats: (0..<output.shape.count).map { Float($0 * 7919 % 101) / 101 - 0.4 })

    func gradients(_ threads: ThreadPool) throws -> [StoredTensor] {
      try network.gradients(
        [input.name: image], cotangents: [output.name: cotangent], weights: weights,
        threads: threads
      ).parameters.map(\.tensor)
    }
    let found = try gradients(.shared)
    let others = try gradients(ThreadPool(threadCount: 3))
    #expect(
      zip(found, others).allSatisfy { $0.littleEndianBytes.array == $1.littleEndianBytes.array })

    func loss(at distance: Double) throws -> Double {
      let moved = Weights(zerosFor: network)
      moved.update(from: weights)
      for (gradient, tensor) in zip(found, moved.tensors) {
        for (index, slope) in gradient.floats.enumerated() {
          tensor.pointer[index] += Float(distance * Double(slope))
        }
      }
      let made = try network.evaluate([input.name: image], weights: moved)[0].tensor
      return zip(made.floats, cotangent.floats).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let square = found.reduce(0) { sum, tensor in
      tensor.floats.reduce(sum) { $0 + Double($1) * Double($1) }
    }
    let distance = try step * abs(loss(at: 0)) / square
    let change = try loss(at: distance) - loss(at: -distance)
    #expect(abs(change / (2 * distance) - square) <= 2e-3 * square)
  }
}
