import Tensors

extension ParameterSpec {
  /// The same elements in the same order, stored in another shape; `nil` where that has another
  /// number of elements.
  public func stored(as other: Shape) -> ParameterSpec? {
    guard other.count == shape.count else { return nil }
    return ParameterSpec(
      shape: other, factors: factors, role: role, stride: stride, sections: sections, tied: tied)
  }

  /// The parameter with its axes stored in another order: axis i is axis `order[i]` of this one.
  ///
  /// - Returns: `nil` where `order` does not name each axis once, or something extends over a part
  ///   of an axis and a part of its neighbour.
  public func moved(axes order: [Int]) -> ParameterSpec? {
    guard order.sorted() == Array(shape.lengths.indices), let parts = factorsOfAxes else {
      return nil
    }
    let places = order.flatMap { Array(parts[$0]) }
    return ParameterSpec(
      shape: Shape(order.map { shape[$0] }), factors: places.map { factors[$0] }, role: role,
      stride: stride,
      sections: sections.map {
        Sections(factor: places.firstIndex(of: $0.factor)!, lengths: $0.lengths)
      }, tied: tied)
  }

  // The factors that each axis is made of.
  private var factorsOfAxes: [Range<Int>]? {
    var ranges: [Range<Int>] = []
    var next = 0
    for (axis, length) in shape.lengths.enumerated() {
      let start = next
      var product = 1
      while next < factors.count, product != length || next == start {
        let (larger, overflows) = product.multipliedReportingOverflow(by: factors[next].length)
        guard !overflows, larger <= max(length, 1) else { break }
        product = larger
        next += 1
      }
      guard product == length else { return nil }
      if axis == shape.rank - 1 {
        while next < factors.count, factors[next].length == 1 { next += 1 }
      }
      ranges.append(start..<next)
    }
    return next == factors.count ? ranges : nil
  }
}
