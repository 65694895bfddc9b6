import Streams
import Tensors
import Threads

/// A distribution of weights, with its scale.
public protocol Law: Sendable {
  /// The family's name: `uniform`, `normal`, `truncatedNormal`, `orthogonal`.
  var name: String { get }

  /// The law in words: its name and its numbers, from which ``DrawRecord`` makes the same law.
  var record: String { get }

  /// Whether each element is drawn by itself, so that a slice costs no more than its length; else a
  /// slice takes the memory and the time of whole matrices.
  var isElementwise: Bool { get }

  /// The variance of one weight of a parameter.
  ///
  /// - Units: the square of the weight's unit; weights have none.
  func variance(of spec: ParameterSpec) -> Double

  /// What rounding to another element type is judged by: one for each part of the parameter that has
  /// a law of its own, none where rounding is no matter.
  func spreads(of spec: ParameterSpec) -> [Spread]

  /// Writes elements `first ..< first + buffer.count` of a parameter.
  ///
  /// - Precondition: the range lies in the shape, and the initializer accepted the parameter.
  func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool)
}

/// A law whose elements are drawn one by one, so that ranges of them can be shared among threads.
protocol ElementwiseLaw: Law {
  /// Where the law lies, the same for every parameter.
  var spread: Spread? { get }

  func fill(_ buffer: ElementBuffer, from first: UInt64, stream: ParameterStream)
}

extension Law {
  /// No: the law is one of whole matrices.
  public var isElementwise: Bool { false }
}

extension ElementwiseLaw {
  /// Yes.
  public var isElementwise: Bool { true }

  /// Where the law lies.
  public func spreads(of spec: ParameterSpec) -> [Spread] { spread.map { [$0] } ?? [] }

  /// Writes a range of elements, shared among threads.
  public func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    threads.runRanges(total: buffer.count, grain: 16_384) { range in
      fill(buffer[range], from: UInt64(first + range.lowerBound), stream: stream)
    }
  }
}

extension Law {
  /// `value` where it is a scale: at least 0 and finite as a Float32.
  static func checkedScale(_ value: Double, _ what: String) throws(InitializerError) -> Double {
    guard value >= 0, Float(value).isFinite else { throw .scale(what, value) }
    return value
  }

  /// `value` where it is finite as a Float32.
  static func checkedNumber(_ value: Double, _ what: String) throws(InitializerError) -> Double {
    guard Float(value).isFinite else { throw .number(what, value) }
    return value
  }

  /// The deviation that belongs to a variance; the variance itself may lie beyond Float32.
  static func deviation(ofVariance variance: Double) throws(InitializerError) -> Double {
    guard variance >= 0, variance.isFinite else { throw .scale("variance", variance) }
    return try checkedScale(variance.squareRoot(), "standard deviation")
  }
}
