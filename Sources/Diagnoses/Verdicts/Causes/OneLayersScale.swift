/// One layer whose weights are of another size than those of all others.
enum OneLayersScale: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    if let parameter = breach.parameter {
      if let sparse = scene.layers.first(where: { $0.parameter == parameter }),
        sparse.facts.zeroShare > 0.5, !sparse.facts.isZero
      {
        return Explanation(
          layer: sparse.path,
          cause: "an identity, a mask or a sparse law in this layer alone",
          remedy:
            "leave it where it is meant; else draw \(sparse.path) as the other layers, or all "
            + "with `--recipe auto`")
      }
      let odd = scene.oddLayers.first { $0.layer.parameter == parameter }
      return breach.weight == .note && odd?.reason == .zero
        ? Explanation(
          layer: odd?.layer.path,
          cause: "nothing passes through it until it has learned, and nothing behind it does "
            + "before that",
          remedy: "leave it where it is meant, as at the ends of branches; else draw it at random, "
            + "with `--recipe auto`") : odd?.explanation
    }
    let isSmall: Bool
    switch breach.code {
    case .exploding, .chaotic, .saturated, .unstable: isSmall = false
    case .vanishing, .dead, .collapsed, .biasDominated: isSmall = true
    default: return nil
    }
    let numbers = Set(scene.layers(along: breach).map(\.node))
    let found = scene.oddLayers.filter {
      numbers.contains($0.layer.node) && ($0.factor < 1) == isSmall
        && !scene.evidence.zeroByDesign.contains($0.layer.parameter)
    }
    guard let worst = found.max(by: { $0.strength < $1.strength }) else { return nil }
    // A small oddity does not explain what many layers do.
    guard worst.strength >= min(breach.growth, 30) * 0.25 || worst.reason == .zero else {
      return nil
    }
    return worst.explanation
  }
}

extension OddLayer {
  /// How far the factor is from 1, in logarithms.
  var strength: Double { factor == 0 ? 100 : abs(logarithm(factor)) }

  /// The layer as a cause.
  var explanation: Explanation {
    let path = layer.path
    let fans = layer.spec.fans
    let draw = "draw \(path) as the other layers, or all with `--recipe auto`"
    switch reason {
    case .zero:
      return Explanation(
        layer: path, cause: "all weights of \(path) are zero",
        remedy:
          "draw \(path) at random, with `--recipe auto`; zeros are for the ends of branches and "
          + "for heads")
    case .swappedFans where isLone:
      return Explanation(
        layer: path,
        cause:
          "its variance would suit a fan in of \(fans.fanOut.brief), which is its fan out: its "
          + "fan in is \(fans.fanIn.brief)",
        remedy: "declare which axis of \(path) is summed over, then draw it with `--recipe auto`")
    case .scale where isLone:
      return Explanation(
        layer: path,
        cause: "the weights of \(path) are \(factor.squareRoot().brief) times as large as suits "
          + "their fan in of \(fans.fanIn.brief)",
        remedy: "draw \(path) with `--recipe auto`")
    case .swappedFans:
      return Explanation(
        layer: path,
        cause:
          "the variance of \(path) is \(factor.brief) times that of the other layers' rule, as if "
          + "its fan in of \(fans.fanIn.brief) were its fan out of \(fans.fanOut.brief)",
        remedy: "declare which axis of \(path) is summed over, then \(draw)")
    case .kernelIgnored:
      return Explanation(
        layer: path,
        cause:
          "the variance of \(path) is \(factor.brief) times that of the other layers' rule: the "
          + "\(layer.spec.length(.kernel)) positions of its kernel were left out of fan in",
        remedy: "count kernel positions in fan in, \(fans.fanIn.brief) here: \(draw)")
    case .groupsIgnored:
      return Explanation(
        layer: path,
        cause:
          "the variance of \(path) is \(factor.brief) times that of the other layers' rule: fans "
          + "were counted over all \(layer.spec.mapCount) groups",
        remedy: "count the inputs of one group in fan in, \(fans.fanIn.brief) here: \(draw)")
    case .sectionsIgnored:
      return Explanation(
        layer: path,
        cause:
          "the variance of \(path) is \(factor.brief) times that of the other layers' rule: its "
          + "\(layer.spec.sections?.lengths.count ?? 1) maps side by side were counted as one",
        remedy: "draw each map of \(path) with fans of its own, or all with `--recipe auto`")
    case .gainMissing:
      return Explanation(
        layer: path,
        cause: "the variance of \(path) is \(overFanIn(layer.gain)), without the gain for "
          + "\(layer.activation?.usualName ?? "its activation") that the other layers have",
        remedy: draw)
    case .scale:
      let size = factor.squareRoot()
      return Explanation(
        layer: path,
        cause: "the weights of \(path) are \(size.brief) times as large as those of the other "
          + "layers for their fans",
        remedy: draw)
    }
  }
}
