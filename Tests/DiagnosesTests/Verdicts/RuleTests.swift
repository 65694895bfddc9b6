import Diagnoses
import Initializers
import Networks
import Operators
import Tensors
import Testing

/// Readings of six layers of tanh, healthy but for what is changed.
private struct Readings {
  let network: Network
  let shapes: [Shape]
  var values: [ValueReading?]
  var areWeightsTrained = false
  var areInputsGiven = false

  init() throws {
    network = try Stack(depth: 6, width: 32, inputs: 32, activation: .tanh, weights: 1).network()
    shapes = try network.shapes(batch: 8)
    values = network.sources.map {
      switch $0 {
      case .parameter, .constant: return nil
      case .input, .node:
        var reading = ValueReading()
        reading.secondMoment = 1
        reading.correlation = 0.5
        reading.gradientLength = 1
        reading.saturatedFraction = 0
        return reading
      }
    }
    for layer in 0..<6 { change(layer) { $0.biasShare = 0 } }
  }

  /// Changes what is read of the affine map of a layer.
  mutating func change(_ layer: Int, _ change: (inout ValueReading) -> Void) {
    let value = network.nodes[2 * layer].outputs[0].index
    guard var reading = values[value] else { return }
    change(&reading)
    values[value] = reading
  }

  func judged() -> (verdict: Verdict, findings: [Finding]) {
    let findings = Judge.findings(
      Evidence(
        network: network, shapes: shapes, examples: 8, readings: values,
        weights: WeightFacts(lawsOf: network, shapes: shapes), isMeasured: true,
        areWeightsTrained: areWeightsTrained, areInputsGiven: areInputsGiven))
    return (Judge.verdict(of: findings), findings)
  }
}

@Suite("Rules")
struct RuleTests {
  private func verdict(_ layer: Int, _ change: (inout ValueReading) -> Void) throws -> [Finding] {
    var readings = try Readings()
    readings.change(layer, change)
    return readings.judged().findings
  }

  // That a figure beyond a limit decides, one within does not, and is noted.
  private func expect(
    _ code: Verdict, layer: Int = 3, beyond: Double, within: Double, calm: Double,
    _ set: (inout ValueReading, Double) -> Void
  ) throws {
    let far = try verdict(layer) { set(&$0, beyond) }
    #expect(far.map { $0.code } == [code] && far[0].weight == .verdict, "\(code)")
    #expect(far.first?.layer == "layers.\(layer)", "\(code)")
    let near = try verdict(layer) { set(&$0, within) }
    #expect(near.map { $0.code } == [code] && near[0].weight == .note, "\(code)")
    #expect(try verdict(layer) { set(&$0, calm) }.isEmpty, "\(code)")
  }

  @Test("readings of one are healthy")
  func healthy() throws {
    #expect(try Readings().judged().findings.isEmpty)
  }

  @Test("each rule decides beyond its limit and notes what is near")
  func limits() throws {
    // R stays where it is.
    try expect(.exploding, beyond: 1001, within: 999, calm: 9) { (reading, x) in
      reading.secondMoment = x
      reading.gradientLength = 1 / x
    }
    try expect(.vanishing, beyond: 0.9e-5, within: 1.1e-5, calm: 1.1e-3) { (reading, x) in
      reading.secondMoment = x
      reading.gradientLength = 1 / x
    }
    try expect(.chaotic, layer: 0, beyond: 10_001, within: 9999, calm: 99) {
      $0.gradientLength = $1
    }
    try expect(.vanishing, layer: 0, beyond: 0.9e-4, within: 1.1e-4, calm: 1.1e-2) {
      $0.gradientLength = $1
    }
    try expect(.collapsed, beyond: 0.49e-3, within: 0.51e-3, calm: 0.051) {
      $0.correlation = 1 - $1
    }
    try expect(.dead, beyond: 0.91, within: 0.89, calm: 0.74) { $0.deadFraction = $1 }
    try expect(.saturated, beyond: 0.81, within: 0.79, calm: 0.49) { $0.saturatedFraction = $1 }
  }

  @Test("a gradient that grows with the signal explodes, one that grows alone is chaos")
  func chaos() throws {
    var readings = try Readings()
    readings.change(0) {
      $0.secondMoment = 20
      $0.gradientLength = 1e5
    }
    #expect(readings.judged().verdict == .exploding)
  }

  @Test("biases decide in half of the layers where inputs have collapsed, else they are a note")
  func biases() throws {
    var readings = try Readings()
    for layer in 3..<6 { readings.change(layer) { $0.biasShare = 0.51 } }
    #expect(readings.judged().findings.map { $0.weight } == [.note])
    readings.change(5) { $0.correlation = 0.9998 }
    #expect(
      readings.judged().findings.map { $0.code } == [.collapsed, .biasDominated]
        && readings.judged().findings.allSatisfy { $0.weight == .verdict })
    readings.change(3) { $0.biasShare = 0.49 }
    #expect(readings.judged().findings.map { $0.weight } == [.verdict, .note])
  }

  @Test("a value or a gradient that is not finite hides all else")
  func nonfinite() throws {
    let forward = try verdict(2) {
      $0.secondMoment = .infinity
      $0.isFinite = false
    }
    #expect(forward.map { $0.message } == ["layers.2 gives numbers that are not finite"])
    let backward = try verdict(2) { $0.isFinite = false }
    #expect(backward.map { $0.message } == ["the gradient at layers.2 is not finite"])
  }

  @Test("a zero signal is dead and not collapsed")
  func zero() throws {
    let findings = try verdict(5) {
      $0.secondMoment = 0
      $0.correlation = 1
      $0.deadFraction = 1
    }
    #expect(!findings.contains { $0.code == .collapsed })
    #expect(findings.first?.code == .dead)
  }

  @Test("trained weights on made-up inputs decide only by what holds for any input")
  func trained() throws {
    var readings = try Readings()
    readings.areWeightsTrained = true
    readings.change(3) { $0.secondMoment = 1e5 }
    #expect(readings.judged().verdict == .healthy)
    #expect(!readings.judged().findings.isEmpty)
    readings.change(3) { $0.correlation = 1 }
    #expect(readings.judged().verdict == .healthy)
    readings.areInputsGiven = true
    #expect(readings.judged().verdict == .collapsed)
    readings.areInputsGiven = false
    readings.change(3) { $0.deadFraction = 1 }
    #expect(readings.judged().verdict == .dead)
  }

  @Test("verdicts come before notes, the most severe first")
  func order() throws {
    var readings = try Readings()
    readings.change(5) {
      $0.correlation = 1 - 1e-5
      $0.deadFraction = 0.8
    }
    readings.change(3) { $0.saturatedFraction = 0.9 }
    #expect(readings.judged().findings.map { $0.code } == [.saturated, .collapsed, .dead])
  }
}
