import Initializers

/// Scales that fit an initializer with fans counted wrongly, and none with the right ones.
struct FanMistake: Sendable {
  /// How fans can be miscounted.
  enum Mistake: Sendable, Hashable {
    case swapped, groups, fused, kernel, stride
    case shard(Int)
  }

  let mistake: Mistake
  /// As the command line spells the initializer.
  let initializer: String
  let wrong: Fans
  let right: Fans
  /// The deviation with the right fans.
  let expected: Double
  let found: Double
  let errors: Double

  /// Whether the tensor alone tells: frameworks themselves count the fans of gates, sections, groups and
  /// transposed kernels so, and that is no fraction that somebody may have chosen.
  var isTelling: Bool {
    switch mistake {
    case .fused, .groups, .stride: true
    case .swapped: hasKernel
    case .kernel, .shard: false
    }
  }
  private let hasKernel: Bool

  /// Beyond so many errors wrong fans may explain more than right ones.
  static let doubt = 3.5

  // The more usual first: of two that fit the first is named.
  private static let rules: [VarianceScaling] = [
    .standardUniform, .glorotUniform, heFanOut, .heNormal, .heUniform, .glorotNormal, .lecunNormal,
    .lecunUniform, .glorotTruncatedNormal, .lecunTruncatedNormal, .heTruncatedNormal,
  ]
  private static let heFanOut = VarianceScaling(
    scale: 2, mode: .fanOut, distribution: .normal, name: "heFanOutNormal")

  /// The mistake that explains a tensor's scale; `nil` where none does or nothing needs explaining.
  init?(_ tensor: AuditedTensor) {
    guard case .weight? = tensor.parameter?.use, let spec = tensor.parameter?.spec else {
      return nil
    }
    let law: InferredLaw
    let count: Int
    if tensor.parts.count > 1 {
      // Sections of one law whatever their lengths: fused.
      guard let first = tensor.parts[0].law, first.shape != nil,
        tensor.parts.allSatisfy({ $0.law?.family == first.family && $0.initializer == nil })
      else { return nil }
      let sizes = tensor.parts.map { Double($0.statistics.count) }
      let squares = zip(tensor.parts, sizes).reduce(0) {
        $0 + $1.1 * $1.0.statistics.standardDeviation * $1.0.statistics.standardDeviation
      }
      law = InferredLaw(
        first.family, mean: 0, deviation: (squares / sizes.reduce(0, +)).squareRoot(),
        cut: first.cut)
      count = Int(sizes.reduce(0, +))
    } else {
      guard let own = tensor.law, own.shape != nil, own.mean == 0,
        tensor.initializer.map({ $0.errors > Self.doubt }) ?? true
      else { return nil }
      law = own
      count = tensor.statistics?.count ?? 0
    }
    guard let shape = law.shape, law.cut ?? 2 == 2, count >= 1024 else { return nil }
    let error = shape.relativeError(count: count)
    var best: FanMistake?
    let right = spec.pieces[0].fans
    for rule in Self.rules where rule.distribution.family == law.family {
      guard let expected = try? rule.variance(fans: right).squareRoot() else { continue }
      // The rule with its right fans: nothing to explain.
      if InitializerCandidates.errors(law, expected, error, tensor.rounding)
        <= Self.doubt
      {
        return nil
      }
      for (mistake, fans) in Self.mistakes(spec, right) {
        guard let variance = try? rule.variance(fans: fans) else { continue }
        let errors = InitializerCandidates.errors(
          law, variance.squareRoot(), error, tensor.rounding)
        guard errors <= (tensor.initializer == nil ? 4 : 2.5) else { continue }
        if let best, best.mistake.rank <= mistake.rank, best.errors < 3 || best.errors <= errors {
          continue
        }
        best = FanMistake(
          mistake: mistake, initializer: rule.name, wrong: fans, right: right, expected: expected,
          found: law.standardDeviation, errors: errors, hasKernel: spec.length(.kernel) > 1)
      }
    }
    guard let best else { return nil }
    self = best
  }

  private init(
    mistake: Mistake, initializer: String, wrong: Fans, right: Fans, expected: Double,
    found: Double, errors: Double, hasKernel: Bool
  ) {
    self.mistake = mistake
    self.initializer = initializer
    self.wrong = wrong
    self.right = right
    self.expected = expected
    self.found = found
    self.errors = errors
    self.hasKernel = hasKernel
  }

  private static func mistakes(_ spec: ParameterSpec, _ right: Fans) -> [(Mistake, Fans)] {
    var all: [(Mistake, Fans)] = []
    func add(_ mistake: Mistake, _ fanIn: Double, _ fanOut: Double) {
      let fans = Fans(fanIn: fanIn, fanOut: fanOut)
      if fans != right, fanIn > 0, fanOut > 0 { all.append((mistake, fans)) }
    }
    let (fanIn, fanOut) = (right.fanIn, right.fanOut)
    add(.swapped, fanOut, fanIn)
    let groups = Double(spec.length(.group))
    if groups > 1 {
      add(.groups, fanIn * groups, fanOut)
      add(.groups, fanIn, fanOut * groups)
      add(.groups, fanIn * groups, fanOut * groups)
    }
    let whole = Double(spec.length(.gate))
    if whole > 1 { add(.fused, fanIn, fanOut * whole) }
    if spec.sections != nil { add(.fused, fanIn, spec.fans.fanOut) }
    let kernel = Double(spec.length(.kernel))
    if kernel > 1 { add(.kernel, fanIn / kernel, fanOut / kernel) }
    if spec.stride > 1 {
      add(.stride, fanIn * Double(spec.stride), fanOut)
      add(.swapped, fanOut, fanIn * Double(spec.stride))
    }
    if kernel == 1, groups == 1 {
      for degree in [2, 4, 8, 16] {
        let k = Double(degree)
        if fanIn >= 2 * k { add(.shard(degree), fanIn / k, fanOut) }
        if fanOut >= 2 * k { add(.shard(degree), fanIn, fanOut / k) }
      }
    }
    return all
  }
}

extension FanMistake.Mistake {
  // The more usual first.
  fileprivate var rank: Int {
    switch self {
    case .fused, .groups: 0
    case .swapped: 1
    case .stride: 2
    case .kernel: 3
    case .shard: 4
    }
  }
}

extension VarianceScaling.Distribution {
  fileprivate var family: LawFamily {
    switch self {
    case .uniform: .uniform
    case .normal: .normal
    case .truncatedNormal: .truncatedNormal
    }
  }
}
