import Foundation
import ModelFiles
import TestSupport
import Testing
import Xavier

/// A case of the ONNX project's own tests: one node of `ai.onnx.preview.training` that moves tensors
/// by one step.
struct WheelOptimizer {
  /// A tensor with its gradient, what is kept for it, and all of that after the step.
  struct Update {
    let weights: [Float]
    let gradients: [Float]
    let moments: [[Float]]
    let weightsAfter: [Float]
    let momentsAfter: [[Float]]
  }

  /// Our optimizer with the node's attributes.
  let optimizer: any Optimizer
  /// The number of the step, as our optimizers count.
  let step: Int
  let updates: [Update]

  init(_ name: String) throws {
    let folder = TestModels.onnx.appendingPathComponent("node/\(name)")
    let model = try ONNXModel(contentsOf: folder.appendingPathComponent("model.onnx").path)
    let node = try #require(model.graph.node.first)
    func tensor(_ kind: String, _ index: Int) throws -> StoredTensor {
      let file = "test_data_set_0/\(kind)_\(index).pb"
      return try ONNXTensor(contentsOf: folder.appendingPathComponent(file).path).tensor
    }
    let rate = Double(try tensor("input", 0).floats[0])
    let updateCount = Int(try tensor("input", 1).integers()[0])
    let momentCount = node.opType == "Adam" ? 2 : 1
    (optimizer, step) = try Self.ours(
      node.opType, node.attribute, rate: rate, updateCount: updateCount)

    // All tensors, then all gradients, and so on.
    let parts = 2 + momentCount
    try #require((node.input.count - 2) % parts == 0)
    let count = (node.input.count - 2) / parts
    updates = try (0..<count).map { place in
      func before(_ part: Int) throws -> [Float] {
        try tensor("input", 2 + part * count + place).floats
      }
      func after(_ part: Int) throws -> [Float] {
        try tensor("output", part * count + place).floats
      }
      return Update(
        weights: try before(0), gradients: try before(1),
        moments: try (0..<momentCount).map { try before(2 + $0) },
        weightsAfter: try after(0), momentsAfter: try (0..<momentCount).map { try after(1 + $0) })
    }
  }

  // ONNX's `norm_coefficient` is our weight decay. Its `T` counts the updates that were made.
  private static func ours(
    _ operatorName: String, _ attributes: [ONNXAttributeProto], rate: Double, updateCount: Int
  ) throws -> (any Optimizer, step: Int) {
    func number(_ name: String, default fallback: Double? = nil) throws -> Double {
      let found = attributes.first { $0.name == name }.map { Double($0.f) }
      return try #require(found ?? fallback, "\(name)")
    }
    let decay = try number("norm_coefficient", default: 0)
    switch operatorName {
    case "Adagrad":
      let optimizer = Adagrad(
        learningRate: rate, learningRateDecay: try number("decay_factor", default: 0),
        epsilon: try number("epsilon", default: 1e-6), weightDecay: decay)
      return (optimizer, updateCount + 1)
    case "Momentum":
      // The share of a gradient in the velocity, which is 1 at the first update whatever it says.
      if updateCount > 0 { try #require(try number("beta") == 1, "ours has no such share") }
      let mode = try #require(attributes.first { $0.name == "mode" }).s
      let optimizer = Momentum(
        learningRate: rate, momentum: try number("alpha"),
        nesterov: String(decoding: mode, as: UTF8.self) == "nesterov", weightDecay: decay)
      return (optimizer, updateCount + 1)
    default:
      try #require(operatorName == "Adam")
      try #require(try number("norm_coefficient_post", default: 0) == 0, "ours has no such decay")
      let (beta1, beta2) = (
        try number("alpha", default: 0.9), try number("beta", default: 0.999)
      )
      // Epsilon is added before the square is corrected for the number of steps, ours after it. At
      // update 0 nothing is corrected, as ours does not at a step so late that the powers are 0.
      let correction = updateCount > 0 ? (1 - pow(beta2, Double(updateCount))).squareRoot() : 1
      let optimizer = Adam(
        learningRate: rate, beta1: beta1, beta2: beta2,
        epsilon: try number("epsilon", default: 1e-6) / correction, weightDecay: decay)
      return (optimizer, updateCount > 0 ? updateCount : 1 << 40)
    }
  }
}
