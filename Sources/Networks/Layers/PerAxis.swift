/// A whole number for each axis of an image: one for all of them, or one each.
///
/// ```swift
/// Convolution(64, kernel: 3, stride: [2, 1])
/// ```
public struct PerAxis: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  private let each: [Int]?
  private let all: Int

  /// The same number for all axes.
  public init(_ all: Int) {
    self.all = all
    each = nil
  }

  /// One number for each axis.
  public init(_ each: [Int]) {
    all = 0
    self.each = each
  }

  /// The same number for all axes.
  public init(integerLiteral all: Int) { self.init(all) }

  /// One number for each axis.
  public init(arrayLiteral each: Int...) { self.init(each) }

  /// The numbers for so many axes; as many as were given where they were given one by one.
  public func numbers(axes: Int) -> [Int] { each ?? Array(repeating: all, count: axes) }
}
