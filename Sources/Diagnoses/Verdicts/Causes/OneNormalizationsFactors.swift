import Networks

/// One normalization whose factors are of another size than those of all others.
enum OneNormalizationsFactors: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    let evidence = scene.evidence
    let numbers = breach.stretch.compactMap { value -> Int? in
      if case .node(let number, _) = evidence.network.sources[value] { number } else { nil }
    }
    let found = scene.oddFactors.first { odd in
      if let parameter = breach.parameter { return parameter == odd.parameter }
      guard let first = numbers.min(), let last = numbers.max() else { return false }
      return first...last ~= odd.node
    }
    guard let found, breach.code != .symmetric, breach.code != .tooDeepForItsWidth else {
      return nil
    }
    let path = evidence.network.parameters[found.parameter].path
    return Explanation(
      layer: path,
      cause: found.ratio == 0
        ? "the factors \(path) are zero, those of other normalizations are not"
        : "the factors \(path) are \(found.ratio.squareRoot().brief) times as large as those of "
          + "other normalizations",
      remedy: "start \(path) at one")
  }
}
