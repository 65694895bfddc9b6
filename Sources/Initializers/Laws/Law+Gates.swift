extension Law {
  /// The law of some gates of a recurrent layer's parameter, stored by themselves and in another order.
  ///
  /// - Parameters:
  ///   - gates: the number of each of them among the gates of the whole, in the order in which they are
  ///     stored now.
  ///   - part: the axes as they are stored now.
  /// - Throws: ``InitializerError`` where the law cannot draw such axes.
  package func ofGates(
    _ gates: [Int], as part: ParameterSpec
  ) throws(InitializerError) -> any Law {
    switch self {
    case let law as GateConstants:
      return gates.firstIndex(of: law.gate).map { GateConstants(law.value, gate: $0) }
        ?? Constant(0)
    case let law as ForgetGates:
      return gates.firstIndex(of: law.forget).map { ForgetGates(gates: gates.count, forget: $0) }
        ?? Constant(0)
    case is FusedOrthogonalLaw: return try FusedOrthogonalLaw(of: part)
    // No other law tells gates apart.
    default: return self
    }
  }
}
