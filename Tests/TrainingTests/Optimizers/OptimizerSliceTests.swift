import Testing
import Xavier

@Suite("Updates in pieces")
struct OptimizerSliceTests {
  static let optimizers: [any Optimizer] = [
    .sgd(learningRate: 0.1, weightDecay: 0.01),
    .momentum(learningRate: 0.1, weightDecay: 0.01),
    .momentum(learningRate: 0.1, nesterov: true, weightDecay: 0.01),
    .adagrad(learningRate: 0.1, learningRateDecay: 0.1, weightDecay: 0.01),
    .adam(learningRate: 0.1),
    .adam(learningRate: 0.1, weightDecay: 0.01),
    .adamW(learningRate: 0.1, weightDecay: 0.1),
  ]

  @Test("an update in slices of any length equals the update at once, bit for bit")
  func slices() {
    let count = 211
    for optimizer in Self.optimizers {
      for length in [1, 2, 7, 16, 31, 64, 210] {
        var whole = OptimizerMemory(TrainingDraws.floats(count, "weights"))
        var pieces = whole
        for step in 1...4 {
          let gradients = TrainingDraws.floats(count, "gradients \(step)")
          whole.step(step, optimizer, gradients)
          // Backwards, since the order is nobody's business either.
          for start in stride(from: (count - 1) / length * length, through: 0, by: -length) {
            pieces.step(step, optimizer, gradients, in: start..<min(start + length, count))
          }
        }
        #expect(whole.weights == pieces.weights)
        #expect(whole.first == pieces.first && whole.second == pieces.second)
      }
    }
  }

  @Test("an update writes only its own elements")
  func bounds() {
    for optimizer in Self.optimizers {
      let start = OptimizerMemory(TrainingDraws.floats(100, "weights"))
      var memory = start
      memory.step(1, optimizer, TrainingDraws.floats(100, "gradients"), in: 33..<70)
      #expect(memory.weights[..<33] == start.weights[..<33])
      #expect(memory.weights[70...] == start.weights[70...])
      #expect((33..<70).allSatisfy { memory.weights[$0] != start.weights[$0] })
      for moments in [memory.first, memory.second] {
        #expect((moments[..<33] + moments[70...]).allSatisfy { $0 == 0 })
      }
    }
  }
}
