/// How ONNX spells an operator, and in which versions of its operator set.
public struct ONNXSpelling: Sendable, Hashable {
  /// The operator's name in the domain `ai.onnx`.
  public let name: String
  /// The versions of the operator set in which a node of this name is imported.
  public let opsets: ClosedRange<Int>

  /// The versions that are imported: from the last one before broadcasting became implicit to the
  /// newest whose tests are at hand.
  public static let opsets = 6...27

  /// An operator that exists from version `first` on, up to `last` where it was taken out again.
  public init(_ name: String, since first: Int = 1, until last: Int = 27) {
    self.name = name
    opsets = max(first, Self.opsets.lowerBound)...min(last, Self.opsets.upperBound)
  }
}
