import Tensors

/// What theory knows of one value: a form in random terms, what its axes are for, and how far its
/// length strays from what the form says in a network of finite width.
package struct SignalMoments: Sendable {
  /// The value, element by element.
  package var form: LinearForm { didSet { pieces = nil } }
  /// What its axes are for.
  package var axes: MomentAxes { didSet { pieces = nil } }
  /// How the logarithm of its mean square strays.
  package var length: LogLength
  /// The numbers of entries along the last axis that softmax sees in each row, where minus infinity
  /// was added to the others.
  package var openEntries: [Double: Int]?
  /// What it is made of along an axis, where that is known.
  package var pieces: Pieces?

  /// Forms one after another along an axis, which a split along it gives back as they were: the steps
  /// of a sequence are not alike.
  package struct Pieces: Sendable {
    /// The axis.
    package let axis: Int
    /// The length of each along it.
    package let lengths: [Int]
    /// Each form.
    package let forms: [LinearForm]

    /// More than these are not kept: each is related to all before.
    package static let limit = 32
  }

  /// A value of the given form.
  package init(_ form: LinearForm, _ axes: MomentAxes, _ length: LogLength = LogLength()) {
    self.form = form
    self.axes = axes
    self.length = length
  }

  /// The same value with another form.
  package func with(_ form: LinearForm) -> SignalMoments { SignalMoments(form, axes, length) }
}

/// Mean and variance of log(s / E s), s the mean square of a value over its elements, over the draws
/// of the weights.
package struct LogLength: Sendable, Hashable {
  /// The mean.
  package var mean = 0.0
  /// The variance.
  package var variance = 0.0
  /// Whether both are exact.
  package var isExact = true
  /// Of a value that fresh normal weights gave: the same before them, and the number of its units.
  package var fresh: Fresh?

  /// What fresh weights did.
  package struct Fresh: Sendable, Hashable {
    let mean: Double
    let variance: Double
    let units: Double
  }

  /// A length that is sure.
  package init() {}
}
