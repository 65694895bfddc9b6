/// Mean products of an element of a value with another element, by how the two lie.
///
/// Entry r is E x x' where x' lies in another example if bit 0 of r is set, at another position if
/// bit 1, in another feature if bit 2, at another key if bit 3, and in the same one where the bit is
/// not set; entry 0 is E x². Examples are independent draws of the data; positions share weights;
/// features have weights of their own; keys are a second kind of position, over which attention
/// sums. A value without some kind of axis has equal entries with the bit and without it, so that
/// repeating it along such an axis changes nothing.
package typealias MomentKernel = SIMD16<Double>

/// What moving along an axis of a value changes.
package enum MomentRole: Int, Sendable, CaseIterable {
  /// The example of the data.
  case example
  /// The place where the same weights are applied.
  case position
  /// The unit, which has weights of its own.
  case feature
  /// The place that attention looks at.
  case key

  /// The bit of a kernel's index.
  package var bit: Int { 1 << rawValue }
}

extension SIMD16 where Scalar == Double {
  /// The entry for the same element.
  package var own: Double { self[0] }

  /// The same kernel for a value that does not differ along the given roles.
  package func shared(_ bits: Int) -> MomentKernel {
    if bits == 0 { return self }
    var result = self
    for r in 0..<16 where r & bits != 0 { result[r] = self[r & ~bits] }
    return result
  }

  /// Entry r for elements that lie elsewhere along the given roles, too.
  package func moved(to bits: Int) -> MomentKernel {
    var result = self
    for r in 0..<16 { result[r] = self[r | bits] }
    return result
  }

  /// The kernel of means of `counts` elements along each role.
  ///
  /// - Parameter remaining: the roles along which the means differ still; any two elements of
  ///   different means count as different there.
  package func averaged(over counts: RoleCounts, remaining: Int) -> MomentKernel {
    var result = self
    for role in MomentRole.allCases where counts[role] > 1 {
      let same = 1 / counts[role]
      let before = result
      for r in 0..<16 where r & role.bit == 0 {
        result[r] = same * before[r] + (1 - same) * before[r | role.bit]
      }
      if remaining & role.bit == 0 { result = result.shared(role.bit) }
    }
    for role in MomentRole.allCases where counts[role] == 1 && counts.isGone(role, remaining) {
      result = result.shared(role.bit)
    }
    return result
  }

  /// Whether no entry is anything but 0.
  package var isZero: Bool { self == .zero }
}

/// The number of elements along each role.
package struct RoleCounts: Sendable, Hashable {
  private var counts: SIMD4<Double>
  // The roles that are counted at all.
  private var present = 0

  /// One element.
  package init() { counts = SIMD4(repeating: 1) }

  /// The elements of some factors.
  package init(_ factors: some Sequence<MomentFactor>) {
    self.init()
    for factor in factors { self.multiply(factor.role, Double(factor.length)) }
  }

  /// Counts along one more axis.
  package mutating func multiply(_ role: MomentRole, _ length: Double) {
    // Of no elements there are no means; what is said of them counts for nothing.
    counts[role.rawValue] *= max(length, 1)
    present |= role.bit
  }

  /// The number along a role.
  package subscript(role: MomentRole) -> Double { counts[role.rawValue] }

  /// All elements.
  package var product: Double { counts[0] * counts[1] * counts[2] * counts[3] }

  /// The roles that have an axis.
  package var bits: Int { present }

  fileprivate func isGone(_ role: MomentRole, _ remaining: Int) -> Bool {
    present & role.bit != 0 && remaining & role.bit == 0
  }
}
