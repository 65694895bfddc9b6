import Initializers
import Networks
import Operators

/// A layer whose weights are of another size than those of all others, and what explains it.
struct OddLayer: Sendable {
  /// The layer.
  let layer: WeightedLayer
  /// Its variance over what the others' rule gives it.
  let factor: Double
  /// What the factor tells of.
  let reason: Reason
  /// Whether there are too few others for a rule, so that what suits the layer stands for it.
  var isLone = false

  /// What a factor tells of.
  enum Reason: Sendable, Hashable {
    /// All weights are 0.
    case zero
    /// Fan in and fan out are swapped.
    case swappedFans
    /// The positions of the kernel are left out of the fan.
    case kernelIgnored
    /// The channels of all groups are counted in the fan.
    case groupsIgnored
    /// Maps that are stored side by side are counted as one.
    case sectionsIgnored
    /// The gain of the activation is left out.
    case gainMissing
    /// Nothing but another scale.
    case scale
  }
}

/// What the weights of a network have in common: the count by which their variance is divided.
///
/// Each candidate, fan in, fan out, their mean and 1, is tried; that one is the network's rule under
/// which most layers have the same figure. A layer whose figure no other layer shares is odd.
struct WeightRule: Sendable {
  /// The layers that follow no rule that another follows too.
  let oddLayers: [OddLayer]

  // Figures this close are of one rule; sampling adds to it.
  private static let tolerance = 0.12
  // Factors below this are left alone.
  private static let least = 1.4
  // The same where one other layer has the same figure: queries and keys, say.
  private static let leastOfPairs = 100.0

  init(of layers: [WeightedLayer]) {
    let zeros = layers.filter { $0.facts.isZero }.map {
      OddLayer(layer: $0, factor: 0, reason: .zero)
    }
    let drawn = layers.filter {
      !$0.facts.isZero && $0.facts.isFinite && $0.spec.role == .weight && $0.spec.shape.count >= 32
    }
    guard drawn.count >= 3 else {
      oddLayers = zeros.count == layers.count ? [] : zeros + drawn.compactMap(Self.lone)
      return
    }
    let counts: [(ParameterSpec) -> Double] = [
      { $0.fans.fanIn }, { ($0.fans.fanIn + $0.fans.fanOut) / 2 }, { $0.fans.fanOut }, { _ in 1 },
    ]
    var best: (count: (ParameterSpec) -> Double, group: [Double], size: Int)?
    for count in counts {
      let figures = drawn.map { logarithm($0.facts.secondMoment * count($0.spec)) }
      let group = Self.largestGroup(figures)
      if group.count > (best?.size ?? 1) { best = (count, group, group.count) }
    }
    guard let best, let typical = median(best.group) else {
      oddLayers = zeros
      return
    }
    let figures = drawn.map { logarithm($0.facts.secondMoment * best.count($0.spec)) }
    // Layers before one activation are compared with one another where they are enough.
    let kinds = drawn.map { $0.activation?.usualName ?? "" }
    var typicals: [String: Double] = [:]
    for kind in Set(kinds) {
      let own = figures.indices.filter { kinds[$0] == kind }.map { figures[$0] }
      let group = Self.largestGroup(own)
      if group.count >= 3 { typicals[kind] = median(group) }
    }
    var odd = zeros
    for (place, layer) in drawn.enumerated() {
      let slack = Self.tolerance + 6 * (2 / Double(layer.spec.shape.count)).squareRoot()
      let sharing = figures.indices.filter {
        $0 != place && abs(figures[$0] - figures[place]) < slack
          && (typicals[kinds[place]] == nil || kinds[$0] == kinds[place])
      }.count
      if typicals[kinds[place]] == nil, sharing == 0, let lone = Self.lone(layer),
        lone.reason == .swappedFans
      {
        odd.append(lone)
        continue
      }
      let typical = typicals[kinds[place]] ?? typical
      let factor = exponential(figures[place] - typical)
      let strength = max(factor, 1 / factor)
      // Two that are far from the many are no rule of their own.
      let isPair = sharing == 1 && strength >= Self.leastOfPairs && drawn.count >= 8
      guard sharing == 0 || isPair, strength >= Self.least else { continue }
      // What suits the activation behind it is right, whatever others have.
      guard abs(layer.gain / layer.suitableGain - 1) > slack else { continue }
      odd.append(
        OddLayer(
          layer: layer, factor: factor,
          reason: Self.reason(layer, factor: factor, typical: exponential(typical), slack: slack)))
    }
    oddLayers = odd.sorted { $0.layer.node < $1.layer.node }
  }

  // A layer among too few for a rule, where it is far from what suits it, or suits its fans swapped.
  private static func lone(_ layer: WeightedLayer) -> OddLayer? {
    let slack = tolerance + 6 * (2 / Double(layer.spec.shape.count)).squareRoot()
    let fans = layer.spec.fans
    let glorot = 2 * fans.fanIn / (fans.fanIn + fans.fanOut)
    func isUsual(_ gain: Double) -> Bool {
      [1 / 3, 1, 2, layer.suitableGain, glorot].contains { abs(logarithm(gain / $0)) < slack }
    }
    let ratio = fans.fanIn / fans.fanOut
    if max(ratio, 1 / ratio) >= least, !isUsual(layer.gain), isUsual(layer.gain / ratio) {
      return OddLayer(layer: layer, factor: ratio, reason: .swappedFans, isLone: true)
    }
    let factor = layer.gain / layer.suitableGain
    // Heads are often meant to be small.
    guard factor > 1 || !layer.isHead else { return nil }
    return OddLayer(layer: layer, factor: factor, reason: .scale, isLone: true)
  }

  private static func largestGroup(_ figures: [Double]) -> [Double] {
    let sorted = figures.sorted()
    var best: ArraySlice<Double> = []
    var start = 0
    for end in sorted.indices {
      while sorted[end] - sorted[start] > 2 * tolerance { start += 1 }
      if end - start + 1 > best.count { best = sorted[start...end] }
    }
    return Array(best)
  }

  private static func reason(
    _ layer: WeightedLayer, factor: Double, typical: Double, slack: Double
  ) -> OddLayer.Reason {
    func isNear(_ expected: Double) -> Bool {
      abs(logarithm(expected)) > 0.2 && abs(logarithm(factor / expected)) < slack
    }
    let fans = layer.spec.fans
    let groups = Double(layer.spec.mapCount)
    if isNear(fans.fanIn / fans.fanOut) { return .swappedFans }
    if isNear(Double(layer.spec.length(.kernel))) { return .kernelIgnored }
    if groups > 1, isNear(1 / groups) || isNear((1 + 1) / (1 + groups)) { return .groupsIgnored }
    if let sections = layer.spec.sections, let own = sections.lengths.first {
      let whole = Double(sections.lengths.reduce(0, +))
      if isNear((fans.fanIn + Double(own)) / (fans.fanIn + whole)) || isNear(Double(own) / whole) {
        return .sectionsIgnored
      }
    }
    if layer.activation != nil, isNear(1 / layer.suitableGain),
      abs(typical / layer.suitableGain - 1) < 0.2
    {
      return .gainMissing
    }
    return .scale
  }
}
