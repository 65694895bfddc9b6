import Tensors

/// The axes that a reduction sums over, and whether they stay with length 1.
public struct ReductionAxes: Sendable, Hashable {
  /// The axes, counted from the last where negative; `nil` for all.
  public let axes: [Int]?
  /// Whether reduced axes stay, with length 1.
  public let keepsAxes: Bool

  /// The given axes; all where there is no list.
  public init(_ axes: [Int]? = nil, keepsAxes: Bool = true) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  /// The axes of a node: attributes in old versions, an input since `inputVersion`.
  init(_ node: NodeDescription, inputVersion: Int) throws(OperatorError) {
    let keepsAxes = try node.flag("keepdims", default: true)
    let listed =
      try node.opset >= inputVersion ? node.knownIntegers(1) : node.integers("axes")
    let isNothing = try node.flag("noop_with_empty_axes", default: false)
    if let listed, !listed.isEmpty {
      let axes = try node.axes(listed, rank: try node.input(0).shape.rank)
      self.init(axes, keepsAxes: keepsAxes)
    } else {
      self.init(isNothing ? [] : nil, keepsAxes: keepsAxes)
    }
  }

  /// One bit for each reduced axis of a shape, the first axis lowest; `nil` where the shape has no
  /// such axis or more axes than there are bits.
  func mask(_ shape: Shape) -> UInt64? {
    guard shape.rank <= 64 else { return nil }
    var mask: UInt64 = 0
    for axis in axes ?? Array(0..<shape.rank) {
      let place = axis < 0 ? axis &+ shape.rank : axis
      guard (0..<shape.rank).contains(place) else { return nil }
      mask |= 1 << UInt64(place)
    }
    return mask
  }

  /// The lengths that are left.
  func outputLengths(_ shape: Shape, mask: UInt64) -> [Int] {
    shape.lengths.enumerated().compactMap { axis, length in
      (mask >> UInt64(axis)) & 1 == 0 ? length : keepsAxes ? 1 : nil
    }
  }
}
