/// Networks of all families, to hold theory, verdicts and recipes to.
public enum Zoo {
  /// Every network.
  public static let all =
    activations + dense + convolutional + residual + transformers + recurrent + unets + depthwise
    + gated

  /// Those whose weights are drawn as is usual and that train.
  public static let sound = all.filter { $0.flaw == nil }

  /// The network of a name.
  ///
  /// - Precondition: there is one.
  public static func network(named name: String) -> ZooNetwork {
    guard let found = all.first(where: { $0.name == name }) else {
      preconditionFailure("\(name): no such network")
    }
    return found
  }
}
