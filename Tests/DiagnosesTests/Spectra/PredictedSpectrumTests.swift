import Diagnoses
import Foundation
import Initializers
import Networks
import Operators
import TestSupport
import Testing

@Suite("Singular values that theory expects")
struct PredictedSpectrumTests {
  static func spectrum(
    _ network: Network, from start: Network.Value? = nil
  ) throws -> PredictedSpectrum {
    let outcome = PredictedSpectrum.of(network, from: start, moments: try network.moments())
    switch outcome {
    case .known(let spectrum): return spectrum
    case .unknown(let reason): throw Unknown(reason: reason)
    }
  }

  struct Unknown: Error {
    let reason: String
  }

  static func linear(_ layers: Int, width: Int, rows: Int) throws -> Network {
    let law = try FixedLaw.normal(standardDeviation: (1 / Double(width)).squareRoot())
    return try Network(
      checking: [width], Array(repeating: Dense(rows, initializer: law), count: layers))
  }

  // The law of large square matrices and of one of other sides, computed without free probability.
  @Test("of linear layers are the laws of Marchenko and Pastur and of Fuss and Catalan")
  func linear() throws {
    for law in try SpectraGolden.load().laws {
      let network = try Self.linear(law.layers, width: 1_000, rows: Int(1_000 * law.ratio))
      let values = try Self.spectrum(network).values(withShareAbove: law.shares)
      for (value, expected) in zip(values, law.values) {
        #expect(abs(value / expected - 1) < 2e-3, "\(law.name): \(value), \(expected)")
      }
    }
  }

  @Test("of a network and its reverse are the same")
  func reverse() throws {
    let widths = [90, 300, 40, 200]
    func network(_ widths: [Int]) throws -> Network {
      let law = try FixedLaw.normal(standardDeviation: 0.1)
      return try Network(
        checking: [widths[0]], widths.dropFirst().map { Dense($0, initializer: law) })
    }
    let forward = try Self.spectrum(network(widths)).quantiles(20)
    let backward = try Self.spectrum(network(widths.reversed())).quantiles(20)
    #expect(forward.allSatisfy { $0 == 0 || $0.isFinite })
    for (one, other) in zip(forward, backward) { #expect(abs(one - other) <= 3e-3 * one) }
  }

  @Test("have the largest value (L + 1)^((L + 1) / 2) / L^(L / 2)", arguments: [1, 4, 20])
  func largest(layers: Int) throws {
    let l = Double(layers)
    let edge = exp(0.5 * ((l + 1) * log(l + 1) - l * log(l)))
    let spectrum = try Self.spectrum(try Self.linear(layers, width: 100, rows: 100))
    let top = spectrum.values(withShareAbove: [3e-5])[0]
    #expect(top < edge * 1.001 && top > edge * 0.98)
  }

  // Equation of the paper: L (mu2 / mu1² - 1 - s1), s1 = -1 for normal weights and 0 for orthogonal.
  @Test(
    "have the variance of squares that depth, slopes and law of the weights give",
    arguments: [2, 8], [true, false])
  func variance(layers: Int, isOrthogonal: Bool) throws {
    for (activation, ratio) in [(Activation.relu, 2.0), (.tanh, 0), (.identity, 1)] {
      // Of tanh the slopes at a variance of 1/4, by 5,000 points of the normal law.
      var (first, second) = (1.0, ratio)
      if ratio == 0 {
        let squares = (0..<5_000).map { index -> Double in
          let z = 16 * (Double(index) + 0.5) / 5_000 - 8
          return exp(-z * z / 2) / (2 * Double.pi).squareRoot() * 16 / 5_000
        }
        let slopes = (0..<5_000).map { index -> Double in
          let z = 16 * (Double(index) + 0.5) / 5_000 - 8
          return pow(cosh(z / 2), -4)
        }
        first = zip(squares, slopes).reduce(0) { $0 + $1.0 * $1.1 }
        second = zip(squares, slopes).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      }
      // One layer alone, so that the variance at its activation is known; then copies of it.
      let factor = second / (first * first) - 1 + (isOrthogonal ? 0 : 1)
      let values = try Self.stack(layers, activation, isOrthogonal).quantiles(20_000)
      let squares = values.map { $0 * $0 }
      let mean = squares.reduce(0, +) / Double(squares.count)
      let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(squares.count)
      let found = variance / (mean * mean)
      let expected = Double(layers) * factor
      #expect(abs(found - expected) < 0.02 * expected + 1e-3, "\(activation.name)")
    }
  }

  /// A stack in which every activation sees variance 1/4: biases are free to make up for what is lost.
  private static func stack(
    _ layers: Int, _ activation: Activation, _ isOrthogonal: Bool
  ) throws -> PredictedSpectrum {
    let width = 200
    var q = 1.0
    var list: [any Layer] = []
    for _ in 0..<layers {
      let variance = 0.2 / (q * Double(width))
      let gain = (variance * Double(width)).squareRoot()
      let weights: any Initializer =
        try isOrthogonal
        ? FixedLaw.orthogonal(gain: gain)
        : FixedLaw.normal(standardDeviation: variance.squareRoot())
      list.append(
        dense(
          width, activation, weights, try FixedLaw.normal(standardDeviation: 0.05.squareRoot())))
      let network = try Network(checking: [width], list)
      q = try network.moments()[network.outputs[0].value].secondMoment
    }
    return try spectrum(try Network(checking: [width], list))
  }

  private static func dense(
    _ width: Int, _ activation: Activation, _ weights: some Initializer, _ biases: some Initializer
  ) -> Dense {
    Dense(width, activation: activation, initializer: weights, biasInitializer: biases)
  }

  @Test("say why there are none", arguments: ["residual", "normalized", "convolution", "constant"])
  func unknown(name: String) throws {
    let network: Network =
      switch name {
      case "residual": Network(input: 8) { Residual { Dense(8) } }
      case "normalized":
        Network(input: 8) {
          Dense(8)
          LayerNormalization()
        }
      case "convolution": Network(input: [2, 5, 5]) { Convolution(3, kernel: 3) }
      default: Network(input: 8) { Dense(8, initializer: .ones) }
      }
    let reasons = [
      "residual": "several values", "normalized": "no theory for the singular values of",
      "convolution": "no theory for the singular values of conv",
      "constant": "no theory for the law",
    ]
    guard case .unknown(let reason) = PredictedSpectrum.of(network, moments: try network.moments())
    else {
      Issue.record("a prediction for \(name)")
      return
    }
    #expect(reason.contains(reasons[name]!), "\(reason)")
  }
}
