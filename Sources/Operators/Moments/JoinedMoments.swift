extension MomentCall {
  /// All inputs side by side along an axis: a mixture by their lengths.
  func joined(along axis: Int) -> SignalMoments {
    let parts = inputs.indices.map { signal($0) }
    let lengths = shapes.map { Double($0.rank > axis ? $0[axis] : 1) }
    let total = max(lengths.reduce(0, +), 1)
    let shares = lengths.map { $0 / total }
    var axes = (parts.first { $0.axes.axes.count > axis } ?? parts[0]).axes
    guard axes.axes.indices.contains(axis) else { return FallbackMoments.moments(self)[0] }
    axes = axes.resized(axis, to: outputShapes[0][axis])
    let role = axes.axes[axis].first?.role ?? .feature
    let mean = zip(parts, shares).reduce(0) { $0 + $1.0.form.constant * $1.1 }
    var products = MomentKernel.zero
    let kernels = parts.map { space.products($0.form) }
    for r in 0..<16 {
      if r & role.bit == 0 {
        products[r] = zip(kernels, shares).reduce(0) { $0 + $1.0[r] * $1.1 }
        continue
      }
      for (i, a) in parts.enumerated() {
        products[r] += shares[i] * shares[i] * kernels[i][r]
        for (j, b) in parts.enumerated().dropFirst(i + 1) {
          let between =
            space.covariance(a.form, b.form)[r] + a.form.constant * b.form.constant
          products[r] += 2 * shares[i] * shares[j] * between
        }
      }
    }
    let first = kernels[0]
    let isOneLaw = kernels.allSatisfy { k in
      (0..<16).allSatisfy { abs(k[$0] - first[$0]) <= 1e-12 * abs(first[0]) }
    }
    let form = space.unrelated(
      mean: mean, products: products,
      isNormal: isOneLaw && parts.allSatisfy { space.isNormal($0.form) },
      isExact: parts.allSatisfy { space.isExact($0.form) }, madeOf: parts.map(\.form))
    var result = SignalMoments(form, axes, parts[0].length.uncertain)
    if role != .example, parts.count <= SignalMoments.Pieces.limit,
      shapes.allSatisfy({ $0.rank == outputShapes[0].rank })
    {
      result.pieces = .init(
        axis: axis, lengths: shapes.map { $0[axis] }, forms: parts.map(\.form))
    }
    return result
  }
}
