extension Operator {
  /// The function that the operator applies to each element by itself, where integrals of it can be
  /// taken; `nil` for other operators.
  package var functionOfElements: ElementFunction? {
    (self as? any ElementwiseMoments)?.elementFunction
  }
}
