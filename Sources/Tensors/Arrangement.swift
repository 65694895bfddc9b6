/// In which order the elements of a value lie in memory; its shape is the same in all of them.
public enum Arrangement: Sendable, Hashable {
  /// The last axis moves fastest.
  case rowMajor
  /// Of images (axis 0) with channels (axis 1) at positions (all other axes): the channels of one
  /// position lie together, so that axis 1 moves fastest.
  case channelsLast
}

extension Shape {
  /// The lengths of the axes in the order in which an arrangement stores them, the slowest first:
  /// a value of this shape and arrangement is a row-major one of that shape.
  ///
  /// - Precondition: a value that lies channels-last has at least two axes.
  public func stored(_ arrangement: Arrangement) -> Shape {
    switch arrangement {
    case .rowMajor: self
    case .channelsLast: Shape([lengths[0]] + lengths[2...] + [lengths[1]])
    }
  }

  /// Where an axis is in ``stored(_:)``.
  public func storedAxis(_ axis: Int, _ arrangement: Arrangement) -> Int {
    switch arrangement {
    case .rowMajor: axis
    case .channelsLast: axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1
    }
  }

  /// The number of positions of each image: the product of all lengths but the first two; 0 where
  /// there are no elements.
  ///
  /// - Precondition: there are at least two axes.
  public var positionCount: Int { count == 0 ? 0 : lengths[2...].reduce(1, *) }

  /// Whether both arrangements store the same elements in the same order.
  public var isArrangedAnyway: Bool {
    count == 0 || rank < 3 || lengths[1] == 1 || positionCount == 1
  }
}
