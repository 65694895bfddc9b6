import Streams
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two classes of points in the plane, drawn along two curves with noise.
///
/// The numbers are a pure function of the set's name; sines and cosines are the machine's own, so that
/// machines may differ in the last bit of a point.
struct PlaneClasses {
  /// The set's name.
  let name: String
  /// The names of the classes.
  let classNames: [String]
  /// The deviation of the noise of each coordinate.
  let noise: Double
  /// The point of a class at a share, from 0 to 1, of its curve.
  let point: (_ class: Int, _ share: Double) -> (x: Double, y: Double)

  /// The points of each of the two parts.
  static let count = 1000

  /// The data set: each coordinate has mean 0 and variance 1 over the training set.
  func dataSet() throws(DataSetError) -> DataSet {
    var train = points("train")
    var test = points("test")
    let scale = ColumnStandardization(train, columns: 2)
    try scale.apply(to: &train, of: name)
    try scale.apply(to: &test, of: name)
    let labels = (0..<Self.count).map { Int32($0 % 2) }
    return DataSet(
      name: name, train: Examples(inputs: train, labels: labels, featureCount: 2),
      test: Examples(inputs: test, labels: labels, featureCount: 2), classNames: classNames,
      inputShape: [2])
  }

  // The classes alternate.
  private func points(_ part: String) -> [Float] {
    let places = ParameterStream(seed: 0, path: "data/\(name)/\(part)/place")
    var rows = [Float](repeating: 0, count: 2 * Self.count)
    rows.withUnsafeMutableBufferPointer { rows in
      ParameterStream(seed: 0, path: "data/\(name)/\(part)/noise").fillNormal(
        ElementBuffer(rows), from: 0, standardDeviation: noise)
    }
    for row in 0..<Self.count {
      let share = (Double(places.word(at: UInt64(row))) + 0.5) / 4_294_967_296
      let place = point(row % 2, share)
      rows[2 * row] = Float(Double(rows[2 * row]) + place.x)
      rows[2 * row + 1] = Float(Double(rows[2 * row + 1]) + place.y)
    }
    return rows
  }
}
