import Initializers

/// Weights that all follow fan out where the signal needs fan in, or a fixed size.
enum WrongFans: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.direction == .forward, [.exploding, .vanishing, .saturated].contains(breach.code)
    else { return nil }
    let layers = scene.layers(along: breach).filter { !$0.facts.isZero && !$0.isNormalized }
    guard layers.count >= 3 else { return nil }
    func spread(_ figure: (WeightedLayer) -> Double) -> Double {
      let figures = layers.map { logarithm(figure($0)) }
      return (figures.max() ?? 0) - (figures.min() ?? 0)
    }
    let byFanIn = spread { $0.gain }
    guard byFanIn > 0.7 else { return nil }
    if spread({ $0.facts.secondMoment * $0.spec.fans.fanOut }) < 0.2 {
      return Explanation(
        layer: nil,
        cause: "the variance of all weights follows fan out, which keeps gradients; fan in, which "
          + "keeps signals, differs from it up to \(exponential(byFanIn).brief)-fold",
        remedy: "check which axis of the weights is summed over, or let `--recipe auto` choose")
    }
    if spread({ $0.facts.secondMoment }) < 0.2, let size = layers.first?.facts.secondMoment {
      return Explanation(
        layer: nil,
        cause: "all weights have the deviation \(size.squareRoot().brief), whatever their fan in",
        remedy: "draw weights whose variance is divided by fan in: let `--recipe auto` choose")
    }
    return nil
  }
}
