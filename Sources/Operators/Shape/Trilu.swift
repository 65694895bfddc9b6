import Tensors
import Threads

/// The upper or the lower triangle of matrices, 0 elsewhere.
///
///     y[i, j] = x[i, j] for j - i >= k (upper) or j - i <= k (lower), else 0
///
/// ## Shapes
/// The last two axes are rows and columns.
///
/// ## Gradient
/// The same triangle of the output's.
public struct Trilu: DifferentiableOperator {
  /// `trilu`.
  public static let name = "trilu"
  /// `Trilu`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Trilu", since: 14)
  /// Elements stay what they are, or are 0.
  public static let isExactOnIntegers = true

  /// Whether it is the upper triangle that stays.
  public let isUpper: Bool
  /// The diagonal that it ends at: 0 is the main one, those above are positive.
  public let diagonal: Int

  /// A triangle with its diagonal.
  public init(isUpper: Bool = true, diagonal: Int = 0) {
    self.isUpper = isUpper
    self.diagonal = diagonal
  }

  /// The diagonal is the second input, which must be known.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(
      Self(
        isUpper: try node.flag("upper", default: true), diagonal: try node.knownInteger(1) ?? 0),
      inputs: [0])
  }

  /// The input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.rank` for fewer than two axes.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(inputs)
    guard input.rank >= 2 else {
      throw .rank(of: Self.name, expected: "2 or more were", found: input)
    }
    return [input]
  }

  /// Copies the triangle row by row.
  public func forward(_ call: ForwardCall) {
    copyTriangle(call.input, into: call.output.pointer, call.threads)
  }

  /// Copies the triangle of the gradient row by row.
  public func backward(_ call: BackwardCall) {
    guard let gradient = call.inputGradient else { return }
    copyTriangle(call.outputGradient, into: gradient.pointer, call.threads)
  }

  private func copyTriangle(
    _ from: TensorView, into to: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    let shape = from.shape
    guard shape.count > 0 else { return }
    let work = Rows(
      from: from.pointer, to: to, isUpper: isUpper, diagonal: diagonal,
      rows: shape[shape.rank - 2], columns: shape[shape.rank - 1],
      ranges: ParallelRanges(
        total: shape.count / shape[shape.rank - 1],
        grain: max(StridedCopy.grain / shape[shape.rank - 1], 1), threads: threads))
    threads.run(count: work.ranges.count, work)
  }

  private struct Rows: ParallelWork {
    let from: UnsafePointer<Float>
    let to: UnsafeMutablePointer<Float>
    let isUpper: Bool
    let diagonal: Int
    let rows: Int
    let columns: Int
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      for row in ranges[index] {
        // The first column on or above the diagonal, the first beyond it.
        let limit = min(max(diagonal, -rows), columns) + row % rows
        let edge = min(max(isUpper ? limit : limit + 1, 0), columns)
        let from = from + row * columns
        let to = to + row * columns
        let kept = isUpper ? edge..<columns : 0..<edge
        let cleared = isUpper ? 0..<edge : edge..<columns
        (to + kept.lowerBound).update(from: from + kept.lowerBound, count: kept.count)
        (to + cleared.lowerBound).update(repeating: 0, count: cleared.count)
      }
    }
  }
}

extension Trilu: MomentOperator {
  private func share(_ call: MomentCall) -> Double {
    let lengths = call.shapes[0].lengths.suffix(2)
    guard let rows = lengths.first, let columns = lengths.last, rows * columns > 0 else { return 1 }
    var kept = 0.0
    for row in 0..<rows {
      // The first column that is not below the diagonal.
      let edge = min(max(row &+ diagonal, 0), columns)
      kept += Double(isUpper ? columns - edge : min(max(row &+ diagonal &+ 1, 0), columns))
    }
    return kept / Double(rows) / Double(columns)
  }

  /// A mixture of the input and zeros.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.signal(0)
    var y = x.with(
      call.space.filled(
        x.form, share: share(call), with: 0,
        along: x.axes.axes.suffix(2).joined().reduce(0) {
          $0 | $1.role.bit
        }))
    y.length = x.length.uncertain
    return [y]
  }

  /// The output's where elements were kept.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    [call.spread(share(call.forward), roles: 0)]
  }
}
