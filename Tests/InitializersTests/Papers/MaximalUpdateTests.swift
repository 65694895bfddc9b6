import Foundation
import Initializers
import Testing

@Suite("The maximal update parametrization")
struct MaximalUpdateTests {
  /// A network 8 -> n -> n -> 1 with tanh, trained one step; the multipliers are the caller's.
  private struct Network {
    var input, hidden, output: DrawnMap
    let multiplier: Double

    func forward(_ x: [Double]) -> (a: [Double], before: [Double], b: [Double], y: Double) {
      let a = input(x).map { tanh($0) }
      let before = hidden(a)
      let b = before.map { tanh($0) }
      return (a, before, b, output(b)[0] * multiplier)
    }

    /// One step on (y - 1)^2 / 2 with a rate for each map.
    mutating func step(_ x: [Double], _ rates: [Double], isSign: Bool) {
      let (a, _, b, y) = forward(x)
      let error = y - 1
      let db = output.weights.map { $0 * multiplier * error }
      let dHidden = zip(db, b).map { $0 * (1 - $1 * $1) }
      let dInput = zip(hidden.transposed(dHidden), a).map { $0 * (1 - $1 * $1) }
      output.update([error * multiplier], b, rates[2], isSign)
      hidden.update(dHidden, a, rates[1], isSign)
      input.update(dInput, x, rates[0], isSign)
    }
  }

  /// The mean changes of a hidden unit's argument and of the output in one step.
  private func change(
    _ width: Int, _ optimizer: MaximalUpdate.Optimizer, _ form: MaximalUpdate.Form?, seed: UInt64
  ) throws -> (hidden: Double, output: Double, before: Double) {
    let rule = try MaximalUpdate(
      baseWidth: 32, width: form == nil ? 32 : width, form: form ?? .scaledVariance)
    func map(_ place: MaximalUpdate.Place, _ inputs: Int, _ outputs: Int) throws -> DrawnMap {
      try DrawnMap(
        rule.start(of: place), in: inputs, out: outputs, path: place.rawValue, seed: seed)
    }
    var network = Network(
      input: try map(.input, 8, width), hidden: try map(.hidden, width, width),
      output: try map(.output, width, 1), multiplier: rule.multiplier(of: .output))
    let x = (0..<8).map { $0 % 3 == 0 ? 1.0 : -0.7 }
    let start = network.forward(x)
    let tuned = optimizer == .sgd ? 0.02 : 0.002
    let rates = MaximalUpdate.Place.allCases.map {
      tuned * rule.learningRateMultiplier(of: $0, for: optimizer)
    }
    network.step(x, rates, isSign: optimizer == .adam)
    let end = network.forward(x)
    let moved = zip(start.before, end.before).reduce(0) { $0 + abs($1.1 - $1.0) }
    return (moved / Double(width), abs(end.y - start.y), start.y)
  }

  private func mean(
    _ width: Int, _ optimizer: MaximalUpdate.Optimizer, _ form: MaximalUpdate.Form?
  ) throws -> (hidden: Double, output: Double) {
    let all = try (0..<12).map { try change(width, optimizer, form, seed: $0) }
    return (all.map(\.hidden).reduce(0, +) / 12, all.map(\.output).reduce(0, +) / 12)
  }

  @Test(
    "one step moves hidden units and output alike at every width, in the usual parametrization not",
    arguments: MaximalUpdate.Optimizer.allCases)
  func coordinates(optimizer: MaximalUpdate.Optimizer) throws {
    let (narrow, wide) = (64, 512)
    for form in MaximalUpdate.Form.allCases {
      let (one, other) = (try mean(narrow, optimizer, form), try mean(wide, optimizer, form))
      #expect(abs(log2(other.hidden / one.hidden)) < 0.75, "hidden \(one) \(other)")
      #expect(abs(log2(other.output / one.output)) < 0.75, "output \(one) \(other)")
    }
    let (one, other) = (try mean(narrow, optimizer, nil), try mean(wide, optimizer, nil))
    // Eight times the width: the output's update grows about eightfold.
    #expect(log2(other.output / one.output) > 1.5, "\(one) \(other)")
  }

  @Test("tables 3 and 8 train to the same function", arguments: MaximalUpdate.Optimizer.allCases)
  func tables(optimizer: MaximalUpdate.Optimizer) throws {
    for width in [32, 100, 256] {
      let three = try change(width, optimizer, .scaledVariance, seed: 3)
      let eight = try change(width, optimizer, .scaledMultiplier, seed: 3)
      let difference = abs(three.before - eight.before)
      #expect(difference < 1e-5 * abs(three.before) + 1e-9)
      #expect(abs(three.hidden / eight.hidden - 1) < 1e-4)
      #expect(abs(three.output / eight.output - 1) < 1e-4)
    }
  }

  @Test("table 8 is what the package mup does at four times the base width")
  func package() throws {
    let rule = try MaximalUpdate(baseWidth: 64, width: 256, form: .scaledMultiplier)
    #expect(rule.widthMultiplier == 4)
    // MuReadout divides its input by the width multiplier, and multiplies usual weights by its root.
    #expect(rule.multiplier(of: .output) == 0.25)
    let spec = ParameterSpec.dense(in: 256, out: 10)
    let variance = try rule.start(of: .output).law(for: spec).variance(of: spec)
    #expect(abs(variance * 256 - 4) < 1e-14)
    // MuAdam divides rates of matrix-like parameters alone, MuSGD multiplies those of vector-like.
    let adam = MaximalUpdate.Place.allCases.map { rule.learningRateMultiplier(of: $0, for: .adam) }
    let sgd = MaximalUpdate.Place.allCases.map { rule.learningRateMultiplier(of: $0, for: .sgd) }
    #expect(adam == [1, 0.25, 1])
    #expect(sgd == [4, 1, 4])
    #expect(rule.multiplier(of: .hidden) == 1)
    #expect(rule.multiplier(of: .input) == 1)
    // Its readme: 8 / d, which at heads of 64 is the usual 1 / sqrt(d).
    #expect(try MaximalUpdate.attentionMultiplier(headWidth: 128, baseHeadWidth: 64) == 8.0 / 128)
    #expect(try MaximalUpdate.attentionMultiplier(headWidth: 64, baseHeadWidth: 64) == 0.125)
  }

  @Test("at the base width everything is as usual")
  func base() throws {
    let spec = ParameterSpec.dense(in: 35, out: 99)
    for form in MaximalUpdate.Form.allCases {
      let rule = try MaximalUpdate(baseWidth: 35, width: 35, form: form)
      for place in MaximalUpdate.Place.allCases {
        #expect(rule.multiplier(of: place) == 1)
        for optimizer in MaximalUpdate.Optimizer.allCases {
          #expect(rule.learningRateMultiplier(of: place, for: optimizer) == 1)
        }
        let variance = try rule.start(of: place).law(for: spec).variance(of: spec)
        #expect(abs(variance * 35 - 1) < 1e-15)
      }
    }
    let output = try VarianceRule.muPOutputNormal(baseFanIn: 35).law(for: spec).variance(of: spec)
    #expect(abs(output * 35 - 1) < 1e-15)
  }

  @Test("the named output law is that of the parametrization")
  func named() throws {
    let rule = try MaximalUpdate(baseWidth: 35, width: 140)
    let spec = ParameterSpec.dense(in: 140, out: 10)
    let one = try rule.start(of: .output, gain: 2).draw(spec, path: "w", seed: 1)
    let other = try VarianceRule.muPOutputNormal(baseFanIn: 35, gain: 2)
      .draw(spec, path: "w", seed: 1)
    #expect(one == other)
  }
}

extension DrawnMap {
  fileprivate mutating func update(
    _ gradient: [Double], _ x: [Double], _ rate: Double, _ isSign: Bool
  ) {
    for i in 0..<inputs {
      for j in 0..<outputs {
        let slope = x[i] * gradient[j]
        weights[i * outputs + j] -= rate * (isSign ? (slope > 0 ? 1 : slope < 0 ? -1 : 0) : slope)
      }
    }
  }
}
