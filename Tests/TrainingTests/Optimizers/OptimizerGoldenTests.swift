import Foundation
import Testing
import Xavier

/// How far float32 arithmetic may move one weight from the exact rule: the first-order sum of all
/// rounding.
///
/// Each operation is off by half a unit `u` of its result, each constant by half a unit of itself;
/// errors of the moments decay as the moments do.
private struct RoundingBound {
  private static let u = 0x1p-24
  private(set) var weight = 0.0
  private var sizeOfFirst = 0.0
  private var errorOfFirst = 0.0
  private var second = 0.0
  private var errorOfSecond = 0.0

  /// Adds what one step can contribute, for the exact weight before and after it and the gradient
  /// that moved it.
  mutating func add(
    step: Int, golden: GoldenOptimizers.Case, before: Double, weight size: Double,
    gradient: Double
  ) {
    let u = Self.u
    let decay = golden.decay ?? 0
    let slope = abs(gradient) + decay * abs(size)
    // The weight's own error is multiplied by 1 - rate decay, and enters the gradient of a later
    // step.
    weight += u * abs(size)
    switch golden.optimizer {
    case "sgd": weight += 3 * u * golden.rate * slope
    case "momentum":
      let keep = golden.momentum!
      sizeOfFirst = keep * sizeOfFirst + slope
      errorOfFirst = keep * errorOfFirst + 3 * u * sizeOfFirst + decay * weight
      weight += golden.rate * (errorOfFirst + 3 * u * sizeOfFirst)
    case "adagrad":
      let h = gradient + decay * before
      let errorOfSlope = 2 * u * (abs(gradient) + decay * abs(before)) + decay * weight
      second += h * h
      errorOfSecond += 2 * abs(h) * errorOfSlope + u * second
      let root = second.squareRoot() + golden.epsilon!
      let errorOfRoot = second > 0 ? errorOfSecond / (2 * second.squareRoot()) : 0
      let direction = (errorOfSlope + abs(h) * (errorOfRoot / root + 5 * u)) / root
      weight += golden.rate / (1 + Double(step - 1) * (golden.rateDecay ?? 0)) * direction
    default:
      let (beta1, beta2) = (golden.beta1!, golden.beta2!)
      let g = golden.optimizer == "adam" ? slope : abs(gradient)
      sizeOfFirst = beta1 * sizeOfFirst + (1 - beta1) * g
      errorOfFirst = beta1 * errorOfFirst + 4 * u * sizeOfFirst
      if golden.optimizer == "adam" { errorOfFirst += decay * weight * (1 - beta1) }
      second = beta2 * second + (1 - beta2) * gradient * gradient
      let t = Double(step)
      let root = (second / (1 - pow(beta2, t))).squareRoot() + golden.epsilon!
      // The root of the second moment is off by half of its (2 t + 2) u, and five operations
      // follow.
      let direction = (errorOfFirst + (t + 6) * u * sizeOfFirst) / root
      weight += golden.rate / (1 - pow(beta1, t)) * direction
      if golden.optimizer == "adamw" { weight += 2 * u * golden.rate * decay * abs(size) }
    }
  }
}

@Suite("Optimizers against PyTorch in float64")
struct OptimizerGoldenTests {
  @Test("ten steps are right to the rounding of their arithmetic", arguments: 0..<18)
  func golden(index: Int) throws {
    let data = try GoldenOptimizers.load()
    let golden = data.cases[index]
    let optimizer = try golden.make()
    var memory = OptimizerMemory(data.start.map { Float($0) })
    var bounds = data.start.map { _ in RoundingBound() }
    for (place, gradients) in data.gradients.enumerated() {
      memory.step(place + 1, optimizer, gradients.map { Float($0) })
      for (i, expected) in golden.after[place].enumerated() {
        bounds[i].add(
          step: place + 1, golden: golden,
          before: place == 0 ? data.start[i] : golden.after[place - 1][i], weight: expected,
          gradient: gradients[i])
        let error = abs(Double(memory.weights[i]) - expected)
        #expect(error <= bounds[i].weight, "weight \(i) after step \(place + 1)")
      }
    }
  }

  @Test("there are eighteen cases, over all optimizers")
  func coverage() throws {
    let cases = try GoldenOptimizers.load().cases
    #expect(cases.count == 18)
    #expect(Set(cases.map(\.optimizer)) == Set(OptimizerCatalog.entries.map(\.name)))
  }

  // Adam's running mean of squares starts at (1 - beta2) g^2: taken from a beta2 that is a float32
  // already, 1 - beta2 is off by 5e-5 of itself, and stays so.
  @Test("the share of a square that enters Adam's mean is right to a unit of itself")
  func complement() {
    var memory = OptimizerMemory([0])
    memory.step(1, .adam(beta1: 0.9, beta2: 0.999), [1])
    #expect(abs(Double(memory.second[0]) / 0.001 - 1) < 0x1p-22)
    #expect(abs(Double(memory.first[0]) / 0.1 - 1) < 0x1p-22)
  }

  @Test(
    "Adam's first step is the learning rate in size, whatever the gradient",
    arguments: [
      Float(1e-3), 1, -1e6,
    ])
  func firstStep(gradient: Float) {
    var memory = OptimizerMemory([0])
    memory.step(1, .adam(learningRate: 0.25), [gradient])
    let expected: Float = gradient > 0 ? -0.25 : 0.25
    #expect(abs(memory.weights[0] - expected) < 1e-5)
  }

  @Test(
    "Adagrad's steps on equal gradients fall as 1 over the root of their number, whatever the size",
    arguments: [Float(1e-3), 1, -1e6])
  func adagradSteps(gradient: Float) {
    var memory = OptimizerMemory([0])
    var last: Float = 0
    for step in 1...100 {
      last = memory.weights[0]
      memory.step(step, .adagrad(learningRate: 0.25), [gradient])
      let size = abs(memory.weights[0] - last)
      #expect(abs(size * Float(step).squareRoot() / 0.25 - 1) < 1e-4)
      #expect((memory.weights[0] < last) == (gradient > 0))
    }
  }

  @Test("a gradient of zero moves nothing but by decay")
  func noGradient() {
    for entry in OptimizerCatalog.entries {
      var memory = OptimizerMemory([1])
      memory.step(1, entry.make(0.5), [0])
      let expected: Float = entry.name == "adamw" ? 1 - 0.5 * 0.01 : 1
      #expect(abs(memory.weights[0] - expected) <= expected.ulp)
    }
  }
}
