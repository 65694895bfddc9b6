import Initializers

/// 1 for the forget gate of every direction of an LSTM, 0 for its other gates.
package struct OpenForgetGates: Initializer {
  /// How many vectors of units lie one after another for each direction.
  package let gates: Int
  /// The place of the forget gate among them: 2 in the order input, output, forget, cell of graphs,
  /// 1 in the order input, forget, cell, output of PyTorch and Keras.
  package let forget: Int

  /// Biases of so many gates a direction.
  package init(gates: Int, forget: Int = 2) {
    self.gates = gates
    self.forget = forget
  }

  /// As the command line spells it, where there is one direction.
  package var name: String { "forgetGateBias:1,\(forget)" }

  /// The law.
  package func law(for spec: ParameterSpec) -> any Law {
    ForgetGates(gates: gates, forget: forget)
  }
}
