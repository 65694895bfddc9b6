import Tensors

/// Windows that move over the positions of images: their size and steps along each axis.
struct Windows: Sendable, Hashable {
  /// The length along each axis.
  let kernel: [Int]
  /// How far the next window is.
  let strides: [Int]
  /// How far neighbours in a window are apart, 1 where they touch.
  let dilations: [Int]
  /// What is added around the images.
  let padding: WindowPadding
  /// Whether a last window may reach beyond the padding, as long as it does not begin there.
  let roundsUp: Bool

  // Beyond this no axis of a tensor in memory has a use, and no sum or product below overflows.
  private static let most = Int(Int32.max)

  /// Where windows lie over the positions of an image.
  struct Placement: Sendable, Hashable {
    /// The padding before each axis.
    var before: [Int] = []
    /// The padding behind it.
    var after: [Int] = []
    /// The number of windows along it.
    var outputs: [Int] = []
  }

  /// Windows with steps and padding that may be left out: 1, and none.
  init(
    kernel: [Int], strides: [Int] = [], dilations: [Int] = [],
    padding: WindowPadding = .valid, roundsUp: Bool = false
  ) {
    let ones = kernel.map { _ in 1 }
    self.kernel = kernel
    self.strides = strides.isEmpty ? ones : strides
    self.dilations = dilations.isEmpty ? ones : dilations
    self.padding = padding
    self.roundsUp = roundsUp
  }

  /// The positions from a window's first to its last along an axis.
  func extent(_ axis: Int) -> Int { (kernel[axis] - 1) * dilations[axis] + 1 }

  /// That every number is in range and there is one for each axis.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes`.
  func check(_ name: String, axes: Int) throws(OperatorError) {
    for (what, numbers) in [("kernel", kernel), ("strides", strides), ("dilations", dilations)] {
      guard numbers.count == axes else {
        throw .shapes(
          of: name, "\(what) of \(numbers.count) numbers", expected: "\(axes), one each axis, were")
      }
      guard numbers.allSatisfy({ 1...Self.most ~= $0 }) else {
        throw .shapes(
          of: name, "\(what) \(numbers)", expected: "numbers from 1 to \(Self.most) were")
      }
    }
    guard case .given(let before, let after) = padding else { return }
    guard before.count == axes, after.count == axes else {
      throw .shapes(
        of: name, "padding of \(before.count + after.count) numbers",
        expected: "\(2 * axes), two each axis, were")
    }
    guard (before + after).allSatisfy({ 0...Self.most ~= $0 }) else {
      throw .shapes(
        of: name, "padding \(before + after)", expected: "numbers from 0 to \(Self.most) were")
    }
  }

  /// Where the windows lie over images with axes of the given lengths.
  ///
  ///     extent = (kernel - 1) dilation + 1
  ///     outputs = (length + before + after - extent) / stride + 1
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is no window.
  func placed(over lengths: [Int], _ name: String) throws(OperatorError) -> Placement {
    try check(name, axes: lengths.count)
    var placement = Placement()
    for (axis, length) in lengths.enumerated() {
      guard 1...Self.most ~= length else {
        throw .shapes(
          of: name, "an axis of length \(length)", expected: "1 to \(Self.most) positions were")
      }
      let (extent, stride) = (extent(axis), strides[axis])
      var (before, after) = (0, 0)
      switch padding {
      case .valid: break
      case .given(let first, let last): (before, after) = (first[axis], last[axis])
      case .sameUpper, .sameLower:
        let wanted = (length + stride - 1) / stride
        let total = max((wanted - 1) * stride + extent - length, 0)
        before = padding == .sameUpper ? total / 2 : total - total / 2
        after = total - before
      }
      let room = length + before + after - extent
      guard room >= 0 else {
        throw .shapes(
          of: name, "a window of \(extent) positions over \(length + before + after)",
          expected: "one no longer than the image and its padding was")
      }
      var outputs = room / stride + 1
      if roundsUp, room % stride > 0, outputs * stride < length + before { outputs += 1 }
      placement.before.append(before)
      placement.after.append(after)
      placement.outputs.append(outputs)
    }
    return placement
  }
}

/// What windows find around an image.
public enum WindowPadding: Sendable, Hashable {
  /// So many positions before and behind each axis.
  case given(before: [Int], after: [Int])
  /// As many as give one window for each stride of positions, the odd one behind.
  case sameUpper
  /// The same with the odd one before.
  case sameLower
  /// None.
  case valid
}

extension NodeDescription {
  /// The padding of a node with windows over the given number of axes.
  func windowPadding(axes: Int) throws(OperatorError) -> WindowPadding {
    let automatic = try text("auto_pad") ?? "NOTSET"
    switch automatic {
    case "NOTSET":
      guard let pads = try integers("pads"), !pads.isEmpty else {
        let none = [Int](repeating: 0, count: axes)
        return .given(before: none, after: none)
      }
      guard pads.count == 2 * axes else {
        throw .attribute(self, "pads", pads, expected: "\(2 * axes) numbers were")
      }
      return .given(before: Array(pads[..<axes]), after: Array(pads[axes...]))
    case "SAME_UPPER": return .sameUpper
    case "SAME_LOWER": return .sameLower
    case "VALID": return .valid
    default:
      throw .attribute(
        self, "auto_pad", automatic, expected: "NOTSET, SAME_UPPER, SAME_LOWER or VALID was")
    }
  }

  /// The number of axes with positions of the first input.
  func windowAxes() throws(OperatorError) -> Int {
    let shape = try input(0).shape
    guard 3...5 ~= shape.rank else {
      throw .unsupported(self, "input \(shape) with \(shape.rank) axes, 3 to 5 were expected")
    }
    return shape.rank - 2
  }
}
