import Tensors

/// A stored axis of a value, or a part of one, and what moving along it changes.
package struct MomentFactor: Sendable, Hashable {
  /// What changes.
  package let role: MomentRole
  /// How many indices there are.
  package let length: Int

  /// A factor with the given role and length.
  package init(_ role: MomentRole, _ length: Int) {
    self.role = role
    self.length = length
  }
}

/// What the axes of a value are for: each is a row of factors, the slowest first; factors of length
/// 1 are left out, since nothing can move along them, but for examples, of which one stands for more.
package struct MomentAxes: Sendable, Hashable {
  /// The factors of each axis.
  package var axes: [[MomentFactor]]

  /// Axes with the given factors.
  package init(_ axes: [[MomentFactor]]) {
    self.axes = axes.map { $0.filter { $0.length != 1 || $0.role == .example } }
  }

  /// All factors, the slowest first.
  package var factors: [MomentFactor] { axes.flatMap { $0 } }

  /// The roles that occur.
  package var bits: Int { factors.reduce(0) { $0 | $1.role.bit } }

  /// The number of elements along each role.
  package var counts: RoleCounts { RoleCounts(factors) }

  /// The factors of the same elements in another shape; those that do not fit are divided or, where
  /// that cannot be, joined as features.
  package func reshaped(to shape: Shape) -> MomentAxes {
    var rest = ArraySlice(factors)
    var result: [[MomentFactor]] = []
    for length in shape.lengths {
      var axis: [MomentFactor] = []
      var open = length
      while let first = rest.first, first.length == 1 {
        axis.append(first)
        rest.removeFirst()
      }
      while open > 1, let first = rest.first {
        guard first.length > 0 else {
          return MomentAxes(shape.lengths.map { [MomentFactor(.feature, $0)] })
        }
        if open % first.length == 0 {
          axis.append(first)
          open /= first.length
          rest.removeFirst()
        } else if first.length % open == 0 {
          axis.append(MomentFactor(first.role, open))
          rest[rest.startIndex] = MomentFactor(first.role, first.length / open)
          open = 1
        } else {
          return MomentAxes(shape.lengths.map { [MomentFactor(.feature, $0)] })
        }
      }
      result.append(axis)
    }
    return MomentAxes(result)
  }

  /// The axes of values that are repeated to one shape: along each axis the factors of the value that
  /// is longest there.
  package static func broadcast(_ all: [MomentAxes], rank: Int) -> MomentAxes {
    var result = [[MomentFactor]](repeating: [], count: rank)
    for axes in all {
      let missing = rank - axes.axes.count
      for (axis, factors) in axes.axes.enumerated() where axis + missing >= 0 {
        if result[axis + missing].isEmpty { result[axis + missing] = factors }
      }
    }
    return MomentAxes(result)
  }
}
