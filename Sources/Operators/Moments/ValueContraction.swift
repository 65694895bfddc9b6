import Tensors

/// A sum of products of two values over labelled axes, as Einstein's convention writes it.
///
///     E y y' = sum over i, i' of E a_i a'_i' E b_i b'_i'
///
/// for independent a and b. Each label is the same for two elements, or another; which roles that
/// changes is each operand's own affair, so that queries and keys, both positions of one value, are
/// told apart in the scores.
struct ValueContraction {
  /// An axis of an operand.
  struct Axis {
    let label: Int
    let factors: [MomentFactor]

    var length: Double { factors.reduce(1) { $0 * Double($1.length) } }
    var bits: Int { factors.reduce(0) { $0 | $1.role.bit } }
  }

  let left: [Axis]
  let right: [Axis]
  let output: [Axis]

  /// The labels that are summed over, one for all that change the same roles, with their lengths.
  var summed: [(label: Int, length: Double)] {
    let kept = Set(output.map(\.label))
    var lengths: [Int: Double] = [:]
    var bits: [Int: SIMD2<Int>] = [:]
    for (side, axes) in [left, right].enumerated() {
      for axis in axes where !kept.contains(axis.label) {
        lengths[axis.label] = max(lengths[axis.label] ?? 1, axis.length)
        bits[axis.label, default: .zero][side] = axis.bits
      }
    }
    // Labels that change the same roles count as one.
    var found: [SIMD2<Int>: (label: Int, length: Double)] = [:]
    for (label, length) in lengths.sorted(by: { $0.key < $1.key }) where length > 1 {
      found[bits[label]!, default: (label, 1)].length *= length
    }
    return found.values.sorted { $0.label < $1.label }
  }

  /// All products that are summed.
  var count: Double { summed.reduce(1) { $0 * $1.length } }

  /// The mean products of the sum.
  func products(_ a: MomentKernel, _ b: MomentKernel) -> MomentKernel {
    let summed = summed
    var result = MomentKernel.zero
    for r in 0..<16 {
      var total = 0.0
      for choice in 0..<(1 << summed.count) {
        var others = Set(output.filter { $0.bits & r != 0 }.map(\.label))
        var weight = 1.0
        for (place, one) in summed.enumerated() {
          if choice >> place & 1 == 1 {
            others.insert(one.label)
            weight *= 1 - 1 / one.length
          } else {
            weight /= one.length
          }
        }
        func bits(_ axes: [Axis]) -> Int {
          axes.reduce(0) { others.contains($1.label) ? $0 | $1.bits : $0 }
        }
        total += weight * a[bits(left)] * b[bits(right)]
      }
      result[r] = count * count * total
    }
    return result
  }

  /// The contraction with the output's axes found: positions of the right operand become keys where
  /// the left has positions too.
  init(left: [Axis], right: [Axis], outputLabels: [Int]) {
    self.left = left
    self.right = right
    let own = outputLabels.compactMap { label in left.first { $0.label == label } }
    let hasPositions = own.contains { axis in
      axis.bits & MomentRole.position.bit != 0
        && !right.contains { $0.label == axis.label && $0.bits != 0 }
    }
    output = outputLabels.map { label in
      if let axis = left.first(where: { $0.label == label }), !axis.factors.isEmpty { return axis }
      guard let axis = right.first(where: { $0.label == label }) else {
        return Axis(label: label, factors: [])
      }
      return Axis(
        label: label,
        factors: axis.factors.map {
          hasPositions && $0.role == .position ? MomentFactor(.key, $0.length) : $0
        })
    }
  }

  private init(left: [Axis], right: [Axis], output: [Axis]) {
    self.left = left
    self.right = right
    self.output = output
  }

  /// The output for two values.
  func moments(_ a: SignalMoments, _ b: SignalMoments, _ space: MomentSpace) -> SignalMoments {
    let between = space.covariance(a.form, b.form)
    let isIndependent = between.isZero && space.isRelationKnown(a.form, b.form)
    let products = products(space.products(a.form), space.products(b.form))
    let form = space.unrelated(
      mean: count * a.form.constant * b.form.constant, products: products, isNormal: count >= 16,
      isExact: isIndependent && space.isExact(a.form) && space.isExact(b.form),
      madeOf: (b.form.constant == 0 ? [] : [a.form]) + (a.form.constant == 0 ? [] : [b.form]))
    return SignalMoments(form, MomentAxes(output.map(\.factors)), a.length.uncertain)
  }

  /// The gradient of the left operand, or of the right one.
  func gradient(
    _ gradient: GradientMoments, ofLeft: Bool, other: SignalMoments, _ gradients: GradientSpace
  ) -> GradientMoments {
    let own = ofLeft ? left : right
    let transposed = ValueContraction(
      left: output, right: ofLeft ? right : left, output: own)
    let kernel = transposed.products(
      gradients.products(gradient), gradients.space.products(other.form))
    return gradients.source(
      kernel, isExact: gradients.isExact(gradient) && gradients.space.isExact(other.form))
  }
}
