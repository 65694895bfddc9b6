import Foundation
import TestSupport
import Testing
import Xavier

@Suite("Optimizers against the ONNX project's own tests")
struct WheelOptimizerTests {
  static let cases = [
    "test_adagrad", "test_adagrad_multiple", "test_adam", "test_adam_multiple", "test_momentum",
    "test_momentum_multiple", "test_nesterov_momentum",
  ]

  // The bound of ONNX's own runner is a thousandth; the arithmetic is a handful of float32
  // operations.
  @Test("one step gives the weights and the moments of the case", arguments: cases)
  func step(name: String) throws {
    let wheel = try WheelOptimizer(name)
    #expect(wheel.updates.count == (name.hasSuffix("multiple") ? 2 : 1))
    for update in wheel.updates {
      var memory = OptimizerMemory(update.weights)
      memory.first = update.moments[0]
      if update.moments.count > 1 { memory.second = update.moments[1] }
      memory.step(wheel.step, wheel.optimizer, update.gradients)
      let found = [memory.weights, memory.first, memory.second].prefix(1 + update.moments.count)
      for (ours, theirs) in zip(found, [update.weightsAfter] + update.momentsAfter) {
        try #require(ours.count == theirs.count)
        for (x, y) in zip(ours, theirs) {
          #expect(abs(x - y) <= 1e-6 * max(abs(y), 1))
        }
        #expect(ours != update.weights)
      }
    }
  }

  @Test("no case of an optimizer is left out")
  func coverage() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: TestModels.onnx.appendingPathComponent("node").path)
    let found = names.filter { $0.contains(/^test_(ada|.*momentum)/) }
    #expect(found.sorted() == Self.cases)
  }
}
