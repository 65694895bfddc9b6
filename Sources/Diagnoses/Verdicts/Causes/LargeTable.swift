/// A table of tokens whose rows are so large that they drown what the first branches add to them.
enum LargeTable: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .exploding, let number = breach.parameter,
      scene.evidence.network.parameters[number].spec?.role == .embedding
    else { return nil }
    let path = scene.evidence.network.parameters[number].path
    return Explanation(
      layer: path,
      cause: "branches add signals of mean square 1 or less, which are lost beside such rows",
      remedy: "draw \(path) with a deviation of 1 or less, `--recipe auto` does")
  }
}
