#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension DataSet {
  /// Two arms of a spiral: 1,000 training and 1,000 test points in 2 classes.
  ///
  /// ## Law
  ///     r (cos (φ + π c), sin (φ + π c)),   r = s,   φ = 3.5 π s,   s = sqrt(u),   u ~ U(0, 1)
  /// where c is the class, 0 or 1, with noise N(0, 0.02²) on each coordinate. The points are always the
  /// same.
  ///
  /// ## Units
  /// Each coordinate is standardized over the training set.
  ///
  /// - Throws: ``DataSetError``, never in fact.
  /// - Source: after K. J. Lang, M. J. Witbrock, "Learning to tell two spirals apart", Proceedings of
  ///   the 1988 Connectionist Models Summer School.
  public static func spirals() throws(DataSetError) -> DataSet {
    try PlaneClasses(name: "spirals", classNames: ["first", "second"], noise: 0.02) { part, share in
      let radius = share.squareRoot()
      let angle = Double.pi * (3.5 * radius + Double(part))
      return (radius * cos(angle), radius * sin(angle))
    }.dataSet()
  }
}
