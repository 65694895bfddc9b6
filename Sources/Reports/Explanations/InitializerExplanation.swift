import Foundation
import GaussianIntegrals
import Initializers
import Tensors

/// What an initializer is, when to use it, and what it draws for one parameter.
public struct InitializerExplanation: Sendable {
  /// How the user spelled it, with its arguments.
  public let initializer: any Initializer
  /// What it is; `nil` for `varianceScaling`, which says it by itself.
  public let entry: InitializerEntry?
  /// The parameter it is shown for.
  public let spec: ParameterSpec
  /// Whether the user gave the parameter.
  public let isGiven: Bool
  /// The law it gives the parameter.
  public let law: any Law

  /// The parameter that is shown when none is given: the first layer of a network for MNIST.
  public static let example = ParameterSpec.dense(in: 784, out: 128)

  /// Explains the initializer that a user named, on a parameter of theirs or on ``example``.
  ///
  /// An initializer that needs a number and got none is shown with one in its place.
  ///
  /// - Throws: `InitializerError` for an unknown name, a wrong argument, or a parameter that the
  ///   initializer cannot draw.
  public init(spelled: String, spec: ParameterSpec? = nil) throws(InitializerError) {
    let name = String(spelled.prefix { $0 != ":" })
    entry = InitializerCatalog.entry(named: name)
    if let entry, !spelled.contains(":") {
      initializer = try entry.initializer(entry.exampleArguments)
    } else {
      initializer = try InitializerCatalog.initializer(spelled: spelled)
    }
    isGiven = spec != nil
    if let spec {
      self.spec = spec
    } else if name == "forgetGateBias" {
      self.spec = try .fusedGateBias(out: 128, gates: 4)
    } else {
      self.spec = name == "identityRecurrent" ? .dense(in: 128, out: 128) : Self.example
    }
    law = try initializer.law(for: self.spec)
  }

  /// The variance of one weight.
  public var variance: Double { law.variance(of: spec) }

  /// What a linear layer makes of the signal's second moment: fan in times the variance.
  public var forwardFactor: Double { spec.pieces[0].fans.fanIn * variance }

  /// What a linear layer makes of the gradient's second moment: fan out times the variance.
  public var backwardFactor: Double { spec.pieces[0].fans.fanOut * variance }
}

extension InitializerExplanation {
  /// The explanation as lines for a terminal, with a figure of weights drawn with `seed`.
  ///
  /// - Throws: `InitializerError` as a draw does.
  public func terminalText(
    columns: Int = 100, seed: UInt64 = 0
  ) throws(InitializerError) -> String {
    var text = Paragraphs(columns: columns)
    if let entry {
      text.add("law", entry.equation)
      text.add("assumes", entry.assumes)
      text.add("use", entry.use)
      text.add("avoid", entry.avoid)
      text.add("beware", entry.falseFriends)
      text.add("source", entry.source)
    } else {
      text.add(
        "law",
        "variance SCALE / n, n = fanIn, fanOut, their mean (fanAverage) or their "
          + "geometric mean (fanGeometricAverage); law uniform, normal or truncatedNormal")
    }
    text.space()
    let fans = spec.pieces[0].fans
    text.add(
      isGiven ? "here" : "for example",
      "\(initializer.name), shape \(spec.shape), "
        + "fan in \(Numbers.digits(fans.fanIn)), fan out \(Numbers.digits(fans.fanOut))")
    text.add(
      "variance",
      "\(Numbers.digits(variance)), standard deviation "
        + Numbers.digits(variance.squareRoot()))
    if spec.role == .weight || spec.role == .recurrentWeight {
      text.add(
        "linear layer",
        "signal × \(Numbers.digits(forwardFactor)) (fan in × variance), gradient "
          + "× \(Numbers.digits(backwardFactor)) (fan out × variance)")
    }
    let figure = try figure(seed)
    if !figure.isEmpty {
      text.space()
      text.add(lines: figure)
    }
    let heading = "\(entry?.usage ?? "varianceScaling:SCALE,MODE,LAW"), an initializer"
    return ([heading, ""] + text.lines).joined(separator: "\n") + "\n"
  }

  private func figure(_ seed: UInt64) throws(InitializerError) -> [String] {
    guard let sample = try WeightSample(self, seed: seed) else { return [] }
    let label = Numbers.short(sample.range.upperBound)
    let pad = String(repeating: " ", count: max(1, 18 - label.count))
    return DotCanvas.histogram(of: sample.counts)
      + [
        "-\(label)\(pad)0\(pad)\(label)",
        "\(sample.drawn - sample.zeros) weights as drawn with seed \(seed)",
      ]
  }

  /// The explanation as JSON with the schema `xavier.explain/1`; what depends on a parameter is null
  /// where none was given.
  public func json() throws -> Data {
    try JSONText.encode(Document(self), isPretty: true) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "initializer"
    let name, usage, law: String
    let equation, assumes, use, avoid, beware, source: String
    @ExplicitNull var fanIn: Double?
    @ExplicitNull var fanOut: Double?
    @ExplicitNull var variance: Double?
    @ExplicitNull var standardDeviation: Double?

    init(_ explanation: InitializerExplanation) {
      let entry = explanation.entry
      name = explanation.initializer.name
      usage = entry?.usage ?? name
      law = explanation.law.name
      equation = entry?.equation ?? "Var[W] = SCALE / n"
      assumes = entry?.assumes ?? ""
      use = entry?.use ?? ""
      avoid = entry?.avoid ?? ""
      beware = entry?.falseFriends ?? ""
      source = entry?.source ?? ""
      guard explanation.isGiven else { return }
      fanIn = explanation.spec.pieces[0].fans.fanIn
      fanOut = explanation.spec.pieces[0].fans.fanOut
      variance = explanation.variance.finite
      standardDeviation = explanation.variance.squareRoot().finite
    }
  }
}

extension InitializerEntry {
  /// Numbers to show the initializer with, those it needs.
  fileprivate var exampleArguments: [Double] {
    arguments.prefix { $0.fallback == nil }.map { argument in
      switch argument.kind {
      case .count(let least): Double(max(least, 12))
      default:
        argument.name == "LOWER"
          ? -1
          : argument.name == "UPPER"
            ? 1
            : argument.name == "SPARSITY" ? 0.9 : 0.02
      }
    }
  }
}
