/// Memory that somebody else owns, to write elements of one type into.
public struct ElementBuffer: @unchecked Sendable {
  /// The first element's address; `nil` for no elements.
  public let start: UnsafeMutableRawPointer?
  /// The number of elements.
  public let count: Int
  /// How an element is written.
  public let type: ElementType

  /// Memory for `count` elements at `start`.
  public init(start: UnsafeMutableRawPointer?, count: Int, type: ElementType) {
    self.start = start
    self.count = count
    self.type = type
  }

  /// The memory of a buffer of numbers.
  public init<Element: WeightElement>(_ buffer: UnsafeMutableBufferPointer<Element>) {
    self.init(
      start: UnsafeMutableRawPointer(buffer.baseAddress), count: buffer.count,
      type: Element.elementType)
  }

  /// A part of the memory.
  ///
  /// - Precondition: the range lies in `0 ..< count`.
  public subscript(range: Range<Int>) -> ElementBuffer {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "element buffer: range \(range), within 0..<\(count) was expected")
    return ElementBuffer(
      start: start.map { $0 + range.lowerBound * type.size }, count: range.count, type: type)
  }

  /// The elements, where they are of the given type.
  public func elements<Element: WeightElement>(
    as _: Element.Type
  ) -> UnsafeMutableBufferPointer<Element>? {
    guard type == Element.elementType else { return nil }
    return UnsafeMutableBufferPointer(
      start: start?.assumingMemoryBound(to: Element.self), count: count)
  }
}
