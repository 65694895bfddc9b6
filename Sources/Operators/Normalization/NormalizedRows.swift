import Initializers
import Tensors

/// The rows that are normalized: all axes from a given one on are one row.
struct NormalizedRows: Sendable {
  let rows: Int
  let columns: Int
  /// The first axis of a row.
  let axis: Int

  /// `nil` for a shape without the axis.
  init?(_ shape: Shape, axis: Int) {
    let first = axis < 0 ? axis &+ shape.rank : axis
    guard (0..<shape.rank).contains(first) else { return nil }
    self.axis = first
    rows = shape.lengths[..<first].reduce(1, &*)
    columns = shape.lengths[first...].reduce(1, &*)
  }

  /// Whether a parameter has one number for each column, in their order.
  func isColumns(_ parameter: Shape, of shape: Shape) -> Bool {
    parameter.lengths.drop { $0 == 1 } == shape.lengths[axis...].drop { $0 == 1 }
  }
}

extension ParameterSlot {
  /// A parameter that multiplies normalized units, `scale`, or is added to them, `shift`.
  static func normalization(isShift: Bool, _ shape: Shape) -> ParameterSlot? {
    let role: Role = isShift ? .normalizationShift : .normalizationScale
    let axes = [Axis](repeating: .output, count: shape.rank)
    let spec = try? ParameterSpec(shape: shape, axes: axes, role: role)
    return spec.map { ParameterSlot(isShift ? "shift" : "scale", $0) }
  }
}

// Elements that one thread normalizes in about the time it takes to hand work to another.
let normalizationGrain = 8_192
