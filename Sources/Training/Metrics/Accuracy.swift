import CKernels

extension Metric {
  /// The share of examples whose largest output is at their class.
  ///
  /// ## Edge cases
  /// The first of equal outputs counts as the largest. An example with an output that is not a
  /// number counts as wrong.
  public static let accuracy = Metric(name: "accuracy") { outputs, labels in
    Double(xv_count_correct(outputs.pointer, labels, outputs.shape[0], outputs.shape[1]))
  }
}
