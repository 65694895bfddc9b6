import Operators

/// What a convolution or pooling finds around an image.
public struct Padding: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  private enum Kind: Hashable { case none, same, given(before: PerAxis, after: PerAxis) }
  private let kind: Kind

  private init(_ kind: Kind) { self.kind = kind }

  /// Nothing: windows lie within the image.
  public static let none = Padding(.none)

  /// As many zeros as give one window for each stride of positions, the odd one behind.
  public static let same = Padding(.same)

  /// So many positions before and behind each axis.
  public init(before: PerAxis, after: PerAxis) {
    self.init(.given(before: before, after: after))
  }

  /// The same number of positions before and behind each axis.
  public init(_ positions: PerAxis) { self.init(before: positions, after: positions) }

  /// The same number of positions at both ends of all axes.
  public init(integerLiteral positions: Int) { self.init(PerAxis(positions)) }

  /// A number of positions for each axis, the same at both of its ends.
  public init(arrayLiteral positions: Int...) { self.init(PerAxis(positions)) }

  /// As operators take it, for so many axes.
  func window(axes: Int) -> WindowPadding {
    switch kind {
    case .none: .valid
    case .same: .sameUpper
    case .given(let before, let after):
      .given(before: before.numbers(axes: axes), after: after.numbers(axes: axes))
    }
  }
}
