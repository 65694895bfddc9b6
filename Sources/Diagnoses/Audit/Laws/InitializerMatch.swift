import Initializers
import Recipes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The initializer whose law a tensor's numbers fit best.
public struct InitializerMatch: Sendable, Hashable {
  /// As the command line spells it.
  public let name: String
  /// Others that give the same law here.
  public let synonyms: [String]
  /// The deviation of its law.
  public let standardDeviation: Double
  /// How many standard errors the measured deviation lies from that.
  public let errors: Double
  /// The share of the likelihood it has among all initializers of the family and a scale of nobody's
  /// choice.
  public let confidence: Double
  /// The next one, with its standard errors.
  public let runnerUp: RunnerUp?

  /// An initializer that fits less well.
  public struct RunnerUp: Sendable, Hashable {
    /// As the command line spells it.
    public let name: String
    /// How many standard errors the measured deviation lies from that of its law.
    public let errors: Double
  }
}

/// The laws that initializers give a parameter.
struct InitializerCandidates: Sendable {
  /// One of them.
  struct Candidate: Sendable {
    let name: String
    let family: LawFamily
    let mean: Double
    let deviation: Double
  }

  let all: [Candidate]

  private static let named: [(name: String, initializer: any Initializer)] =
    InitializerCatalog.entries.compactMap { entry in
      guard entry.arguments.allSatisfy({ $0.fallback != nil }),
        let initializer = try? entry.initializer()
      else { return nil }
      return (entry.name, initializer)
    }

  private static let fixed = [
    "normal:0.02", "truncatedNormal:0.02", "normalWithin:0.02,-0.04,0.04", "normal:0.01",
    "normal:0.05", "normal:1", "normal:0.006", "normal:0.001", "uniform:0.05",
    "uniformBetween:0,1", "uniform:0.1", "normalWithin:0.05,-0.1,0.1", "truncatedNormal:0.01",
    "truncatedNormal:1", "normalWithin:1,-2,2", "uniform:0.01",
  ].map { Candidate($0, try? InitializerCatalog.initializer(spelled: $0)) }

  /// The laws of all initializers for a parameter whose axes may be known, in a stack of so many
  /// layers.
  init(_ spec: ParameterSpec?, _ use: ParameterUse?, layers: Int?) {
    var all: [Candidate] = []
    if let spec, let role = spec.role as Role?, role != .bias {
      for (name, initializer) in Self.named {
        guard let law = try? initializer.law(for: spec),
          let candidate = Candidate(name, law, spec)
        else { continue }
        all.append(candidate)
      }
    }
    var uniform: Double?
    switch use {
    case .bias(let weight?): uniform = weight.fanIn
    case .recurrentBias(let units, _, _, _): uniform = Double(units)
    case .weight(let weight)
    where weight.layer == .recurrentInput || weight.layer == .recurrentState:
      uniform = Double(weight.outputs)
    case .embedding(let dimension, _):
      let deviation = (1 / Double(max(dimension, 1))).squareRoot()
      all.append(Candidate("normal:\(short(deviation))", .normal, 0, deviation))
    default: break
    }
    if let uniform, uniform > 0 {
      let bound = (1 / uniform).squareRoot()
      all.append(
        Candidate("uniform:\(short(bound))", .uniform, 0, bound / 3.0.squareRoot()))
    }
    all += Self.fixed.compactMap { $0 }
    if let layers, layers > 0 {
      all.append(
        Candidate(
          "gpt2ResidualNormal:\(layers)", .normal, 0, 0.02 / (2 * Double(layers)).squareRoot()))
    }
    self.all = all
  }

  /// The one that a law fits best; `nil` where none is within chance.
  func match(_ law: InferredLaw?, count: Int, rounding: Double) -> InitializerMatch? {
    guard let law else { return nil }
    if law.family == .orthogonal {
      let gain = law.gain ?? 1
      let name = gain == 1 ? "orthogonal" : "orthogonal:\(short(gain))"
      return InitializerMatch(
        name: name, synonyms: [], standardDeviation: law.standardDeviation, errors: 0,
        confidence: 1, runnerUp: nil)
    }
    if law.family == .identity {
      let name = law.gain == 1 ? "identity" : "identity:\(short(law.gain ?? 1))"
      return InitializerMatch(
        name: name, synonyms: [], standardDeviation: law.standardDeviation, errors: 0,
        confidence: 1, runnerUp: nil)
    }
    if law.family == .constant {
      let name =
        law.mean == 0 ? "zeros" : law.mean == 1 ? "ones" : "constant:\(Float(law.mean))"
      return InitializerMatch(
        name: name, synonyms: [], standardDeviation: 0, errors: 0, confidence: 1, runnerUp: nil)
    }
    // Initializers cut at two deviations.
    guard let shape = law.shape, law.cut ?? 2 == 2 else { return nil }
    let error = shape.relativeError(count: count)
    let scored = all.compactMap { candidate -> (Candidate, Double)? in
      guard candidate.family == law.family, candidate.deviation > 0 else { return nil }
      let away = abs(candidate.mean - law.mean) / law.standardDeviation
      guard away <= AuditThresholds.errors / Double(count).squareRoot() + 4 * rounding else {
        return nil
      }
      return (candidate, Self.errors(law, candidate.deviation, error, rounding))
    }.sorted { $0.1 < $1.1 }
    guard let (best, errors) = scored.first, errors <= AuditThresholds.errors else { return nil }
    let same = scored.filter { abs($0.0.deviation / best.deviation - 1) < 1e-6 }
    let others = scored.filter { abs($0.0.deviation / best.deviation - 1) >= 1e-6 }
    // A scale of nobody's choice lies anywhere in some powers of ten.
    let free = error * (2 * Double.pi).squareRoot() / 9
    let own = exp(-errors * errors / 2)
    // Others of one deviation count once.
    var seen: [Double] = []
    var rest = 0.0
    for (candidate, errors) in others
    where !seen.contains(where: { abs($0 / candidate.deviation - 1) < 1e-6 }) {
      seen.append(candidate.deviation)
      rest += exp(-errors * errors / 2)
    }
    return InitializerMatch(
      name: same.map { $0.0.name }.first { $0 == best.name } ?? best.name,
      synonyms: same.map { $0.0.name }.filter { $0 != best.name },
      standardDeviation: best.deviation, errors: errors, confidence: own / (own + rest + free),
      runnerUp: others.first.map { .init(name: $0.0.name, errors: $0.1) })
  }

  /// How many standard errors a law's deviation lies from another.
  static func errors(
    _ law: InferredLaw, _ deviation: Double, _ error: Double, _ rounding: Double
  ) -> Double {
    let away = abs(log(law.standardDeviation / deviation))
    // Constants that libraries round, and grids of narrow types.
    return max(0, away - 1e-5 - rounding / 8) / error
  }
}

extension InitializerCandidates.Candidate {
  init(_ name: String, _ family: LawFamily, _ mean: Double, _ deviation: Double) {
    self.name = name
    self.family = family
    self.mean = mean
    self.deviation = deviation
  }

  /// `nil` where the law is not one of numbers drawn one by one.
  init?(_ name: String, _ law: any Law, _ spec: ParameterSpec) {
    let spreads = law.spreads(of: spec)
    guard law.isElementwise, spreads.count == 1, spreads[0].standardDeviation > 0 else {
      return nil
    }
    let family: LawFamily
    switch law {
    case is Uniform: family = .uniform
    case is Normal: family = .normal
    case is TruncatedNormal:
      let reach = spreads[0].support.upperBound / spreads[0].standardDeviation
      family = reach > 6 ? .normal : .truncatedNormal
    default: return nil
    }
    self.init(name, family, spreads[0].mean, spreads[0].standardDeviation)
  }

  fileprivate init?(_ name: String, _ initializer: (any Initializer)?) {
    let spec = ParameterSpec.dense(in: 1, out: 1)
    guard let initializer, let law = try? initializer.law(for: spec) else { return nil }
    self.init(name, law, spec)
  }
}

/// A number with four digits, as initializers are spelled.
func short(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return "\(value)" }
  let digits = 4 - Int(log10(abs(value)).rounded(.up))
  let scale = pow(10.0, Double(digits))
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && abs(rounded) < 1e9 ? "\(Int(rounded))" : "\(rounded)"
}
