#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension DataSet {
  /// Two half circles that reach into each other: 1,000 training and 1,000 test points in 2 classes.
  ///
  /// ## Law
  ///     upper: (cos t, sin t),   lower: (1 - cos t, 1/2 - sin t),   t ~ U(0, π)
  /// with noise N(0, 0.15²) on each coordinate. The points are always the same.
  ///
  /// ## Units
  /// Each coordinate is standardized over the training set.
  ///
  /// - Throws: ``DataSetError``, never in fact.
  /// - Source: the shape of scikit-learn's `make_moons`.
  public static func moons() throws(DataSetError) -> DataSet {
    try PlaneClasses(name: "moons", classNames: ["upper", "lower"], noise: 0.15) { part, share in
      let angle = Double.pi * share
      return part == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle))
    }.dataSet()
  }
}
