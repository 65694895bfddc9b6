/// An operator whose outputs have the elements of its inputs, so that parameters in it stay
/// parameters.
package protocol ElementMovingMoments: MomentOperator {
  /// The law of the outputs' elements; `nil` where they are not of one law.
  func moved(_ parameters: [ParameterMoments]) -> ParameterMoments?
}

extension ElementMovingMoments {
  /// That of the first input; others say where elements go.
  package func moved(_ parameters: [ParameterMoments]) -> ParameterMoments? { parameters[0] }
}

/// An operator that gives axes other meanings.
package protocol ReshapingPlace: Operator {}
