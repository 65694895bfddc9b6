import Tensors

/// Sums and means along axes, and what comes back from them.
struct ReducedAxes {
  /// The axes that are reduced, from 0.
  let reduced: Set<Int>
  /// The number of elements along each role.
  let counts: RoleCounts
  /// The roles that other axes have.
  let remaining: Int

  init(_ axes: MomentAxes, reduced: Set<Int>) {
    self.reduced = reduced
    var counts = RoleCounts()
    var remaining = 0
    for (axis, factors) in axes.axes.enumerated() {
      for factor in factors {
        if reduced.contains(axis) {
          counts.multiply(factor.role, Double(factor.length))
        } else {
          remaining |= factor.role.bit
        }
      }
    }
    self.counts = counts
    self.remaining = remaining
  }

  /// The number of elements that one result is made of.
  var count: Double { counts.product }

  /// The mean of a form along the axes: itself where it does not differ along them.
  func mean(_ form: LinearForm, _ space: MomentSpace) -> LinearForm {
    let kernel = space.products(form)
    let products = kernel.averaged(over: counts, remaining: remaining)
    if products == kernel { return form }
    // A mean of many independent elements is normal; one of few is as normal as they are.
    return space.unrelated(
      mean: form.constant, products: products, isNormal: space.isNormal(form) || count >= 64,
      isExact: space.isExact(form), madeOf: [form])
  }
}

extension MomentAxes {
  /// The axes of a reduction's output.
  func without(_ reduced: Set<Int>, keepsAxes: Bool) -> MomentAxes {
    MomentAxes(
      axes.enumerated().compactMap { axis, factors in
        reduced.contains(axis) ? (keepsAxes ? [] : nil) : factors
      })
  }

  /// The same with another length of one axis.
  func resized(_ axis: Int, to length: Int) -> MomentAxes {
    guard axes.indices.contains(axis) else { return self }
    var result = axes
    let old = axes[axis]
    if old.reduce(1, { $0 * $1.length }) == length { return self }
    let inner = old.dropFirst().reduce(1) { $0 * $1.length }
    if let first = old.first, inner > 0, length % inner == 0 {
      result[axis] = [MomentFactor(first.role, length / inner)] + old.dropFirst()
    } else {
      result[axis] = [MomentFactor(old.first?.role ?? freeRole, length)]
    }
    return MomentAxes(result)
  }

  /// The axes with the lengths of a shape of the same rank.
  func resized(to shape: Shape) -> MomentAxes {
    guard shape.rank == axes.count else { return reshaped(to: shape) }
    return shape.lengths.enumerated().reduce(self) { $0.resized($1.offset, to: $1.element) }
  }

  // A role that no axis has yet, for one along which elements are repeated.
  private var freeRole: MomentRole {
    let bits = bits
    return [.position, .key, .feature].first { $0.bit & bits == 0 } ?? .position
  }
}

extension GradientMomentCall {
  /// A gradient of groups for each of their elements: those of one group have the same.
  func repeated(_ gradient: GradientMoments, over groups: ReducedAxes, _ x: MomentAxes)
    -> GradientMoments
  {
    let mixed = groups.counts.bits & groups.remaining
    if mixed == 0 { return gradient }
    var kernel = gradients.products(gradient)
    for role in MomentRole.allCases where mixed & role.bit != 0 {
      let share = (groups.counts[role] - 1) / max(x.counts[role] - 1, 1)
      for r in 0..<16 where r & role.bit != 0 {
        kernel[r] = share * kernel[r & ~role.bit] + (1 - share) * kernel[r]
      }
    }
    return gradients.source(kernel, isExact: gradients.isExact(gradient))
  }

  /// A gradient of groups for one element of each, whose place the given form makes likely.
  func chosen(
    _ gradient: GradientMoments, over groups: ReducedAxes, _ x: MomentAxes,
    _ form: LinearForm
  ) -> GradientMoments {
    var kernel = gradients.products(gradient)
    for role in MomentRole.allCases where groups.counts.bits & role.bit != 0 {
      let isGone = groups.remaining & role.bit == 0
      let share = (groups.counts[role] - 1) / max(x.counts[role] - 1, 1)
      for r in 0..<16 where r & role.bit != 0 { kernel[r] *= isGone ? 0 : 1 - share }
    }
    let source = gradients.source(kernel, isExact: gradients.isExact(gradient))
    return gradients.product(source, form)
  }

  /// The gradient of an input of which the output is one part; the rest has none.
  func spread(_ share: Double, roles: Int) -> GradientMoments {
    if share == 1 { return outputGradient }
    var kernel = outputProducts
    for r in 0..<16 { kernel[r] *= r & roles != 0 ? share * share : share }
    return gradients.source(kernel, isExact: gradients.isExact(outputGradient))
  }
}
