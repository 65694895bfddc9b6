/// Weights that are not finite themselves.
enum NumbersInWeights: Cause {
  static func explanation(of breach: Breach, in scene: Scene) -> Explanation? {
    guard breach.code == .nonfinite, let parameter = breach.parameter else { return nil }
    let path = scene.evidence.network.parameters[parameter].path
    return Explanation(
      layer: path, cause: "what wrote the weights wrote them so: nothing has been computed yet",
      remedy: "draw them anew with 'xavier init --only \(path)', and look at what trained or "
        + "converted the file")
  }
}
