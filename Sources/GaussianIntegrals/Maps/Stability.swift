/// Whether a fixed point draws its neighbours near.
public enum Stability: String, Sendable, Hashable {
  /// A small deviation shrinks from layer to layer.
  case attracting
  /// A small deviation grows from layer to layer.
  case repelling
  /// A small deviation keeps its size, to first order.
  case marginal

  /// From the slope of the map: below 1 in magnitude, above it, or within 1e-9 of it.
  init(slope: Double) {
    if abs(slope) < 1 - 1e-9 {
      self = .attracting
    } else if abs(slope) > 1 + 1e-9 {
      self = .repelling
    } else {
      self = .marginal
    }
  }

  /// At an end of the range, where only one side exists: by the sign of what one step adds to the
  /// distance, when the slope does not decide.
  init(slope: Double, growth: Double) {
    self.init(slope: slope)
    if self == .marginal, growth != 0 { self = growth < 0 ? .attracting : .repelling }
  }
}
