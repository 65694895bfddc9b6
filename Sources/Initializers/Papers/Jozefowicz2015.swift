/// A forget gate that starts open, so that an LSTM remembers from the first step on.
///
/// - Source: R. Jozefowicz, W. Zaremba, I. Sutskever, "An empirical exploration of recurrent network
///   architectures", ICML 2015, <https://proceedings.mlr.press/v37/jozefowicz15.html>; before them
///   F. Gers, J. Schmidhuber, F. Cummins, "Learning to forget: continual prediction with LSTM",
///   Neural Computation 12 (2000).
public enum Jozefowicz2015 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "forgetGateBias",
      [
        InitializerArgument("VALUE", "bias of the forget gate", .number, fallback: 1),
        InitializerArgument("GATE", "number of the forget gate", .count(from: 0), fallback: 1),
      ],
      equation: "b = VALUE for the units of gate GATE (from 0), 0 for the others",
      assumes: "an LSTM: a gate sigmoid(W x + U h + b) of 1 keeps the cell, one of 1/2 forgets it "
        + "within a few steps",
      use: "the bias of an LSTM; GATE is 1 in the order of PyTorch and Keras (i, f, g, o), 2 in "
        + "that of ONNX (i, o, f, c)",
      avoid: "GRUs, whose update gate is another matter; a second bias that is added to the first",
      source: "R. Jozefowicz, W. Zaremba, I. Sutskever, ICML 2015, "
        + "https://proceedings.mlr.press/v37/jozefowicz15.html; F. Gers, J. Schmidhuber, "
        + "F. Cummins, Neural Computation 12 (2000)",
      falseFriends: "Keras does so unless told otherwise, PyTorch draws its biases; PyTorch's LSTM "
        + "adds two of them, so that VALUE in both is twice VALUE"
    ) { numbers in .forgetGateBias(Float(numbers[0]), gate: Int(numbers[1])) }
  ]
}

/// One gate's biases have a value, the other gates' are 0.
public struct ForgetGateBias: Initializer, Hashable {
  /// The value of that gate.
  public let value: Float
  /// The number of that gate, from 0.
  public let gate: Int

  /// How the command line spells it.
  public var name: String {
    let number = Double(value).spelled
    if gate != 1 { return "forgetGateBias:\(number),\(gate)" }
    return value == 1 ? "forgetGateBias" : "forgetGateBias:\(number)"
  }

  /// The rule for one gate.
  public init(_ value: Float = 1, gate: Int = 1) {
    self.value = value
    self.gate = gate
  }

  /// The law of a bias with a gate axis, as ``ParameterSpec/fusedGateBias(out:gates:)`` has it.
  ///
  /// - Throws: ``InitializerError`` with code `.axes` when the parameter has no gate axis or not so
  ///   many gates, `.number` when the value is not finite.
  public func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    guard value.isFinite else { throw .number("bias of the forget gate", Double(value)) }
    let law = GateConstants(value, gate: gate)
    try law.checkAxes(of: spec, for: name)
    let gates = spec.length(.gate)
    guard 0..<gates ~= gate else {
      throw InitializerError(
        code: .axes,
        description: "forgetGateBias: gate \(gate) of \(gates) gates, "
          + "a number from 0 to \(gates - 1) was expected")
    }
    return law
  }
}

extension Initializer where Self == ForgetGateBias {
  /// Biases of an LSTM whose forget gate starts open.
  ///
  /// ## Law
  ///     b_f = value,   b_i = b_g = b_o = 0
  /// PyTorch and Keras store the gates as i, f, g, o: gate 1; ONNX as i, o, f, c: gate 2.
  ///
  /// - Source: R. Jozefowicz, W. Zaremba, I. Sutskever, "An empirical exploration of recurrent
  ///   network architectures", ICML 2015, <https://proceedings.mlr.press/v37/jozefowicz15.html>.
  public static func forgetGateBias(_ value: Float = 1, gate: Int = 1) -> ForgetGateBias {
    ForgetGateBias(value, gate: gate)
  }
}
