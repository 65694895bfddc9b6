/// Recurrent ReLU layers that start by keeping their state.
///
/// - Source: Q. Le, N. Jaitly, G. Hinton, "A simple way to initialize recurrent networks of rectified
///   linear units", 2015, <https://arxiv.org/abs/1504.00941>.
public enum Le2015 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "identityRecurrent", [InitializerArgument("GAIN", "gain", fallback: 1)],
      equation: "U = gain I, as many inputs as outputs; biases 0",
      assumes: "h' = ReLU(W x + U h + b) with b = 0: without an input the state stays as it is",
      use: "recurrent weights of plain ReLU layers over long sequences, with clipped gradients; a "
        + "gain of 0.01 where only the near past matters",
      avoid: "LSTM and GRU, which have gates for it; weights that are not square (identity pads)",
      source: "Q. Le, N. Jaitly, G. Hinton, 2015, https://arxiv.org/abs/1504.00941"
    ) { numbers throws(InitializerError) in try .identityRecurrent(gain: numbers[0]) }
  ]
}

/// The identity, times a gain, for square recurrent weights.
public struct IdentityRecurrent: Initializer, Hashable {
  private let identity: Identity

  /// The value on the diagonal.
  public var gain: Double { identity.gain }

  /// How the command line spells it.
  public var name: String {
    gain == 1 ? "identityRecurrent" : "identityRecurrent:\(gain.spelled)"
  }

  /// The rule with a value on the diagonal.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  public init(gain: Double = 1) throws(InitializerError) { identity = try Identity(gain: gain) }

  /// The law of a square matrix; where the parameter has sections or gates, of each.
  ///
  /// - Throws: ``InitializerError`` with code `.axes` when the parameter has no input and output
  ///   axes or not as many inputs as outputs.
  public func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    try sectioned(spec) { piece throws(InitializerError) in
      try identity.checkAxes(of: piece, for: name)
      let (inputs, outputs) = (piece.length(.input), piece.length(.output))
      guard inputs == outputs else {
        throw InitializerError(
          code: .axes,
          description: "identityRecurrent: \(inputs) inputs and \(outputs) outputs, "
            + "as many inputs as outputs were expected")
      }
      return identity
    }
  }
}

extension Initializer where Self == IdentityRecurrent {
  /// Recurrent weights of a plain ReLU layer that keeps its state: gain times the identity.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the gain is negative or not a finite
  ///   Float32.
  /// - Source: Q. Le, N. Jaitly, G. Hinton, "A simple way to initialize recurrent networks of
  ///   rectified linear units", 2015, <https://arxiv.org/abs/1504.00941>.
  public static func identityRecurrent(
    gain: Double = 1
  ) throws(InitializerError) -> IdentityRecurrent { try IdentityRecurrent(gain: gain) }
}
