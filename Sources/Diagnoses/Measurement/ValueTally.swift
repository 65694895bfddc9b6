import CKernels
import Tensors
import Threads

/// The numbers that a value's reading is made of, added up while passes run.
///
/// The mean cosine over pairs comes from the sum s of the n examples, each divided by its length:
/// |s|² is n plus the sum of all cosines. Of values with many elements for each example cosines are
/// those of every k-th part of them, an estimate that reads less memory.
final class ValueTally {
  let layout: ValueLayout
  /// The examples of all runs.
  let examples: Int
  /// Whether the value tells examples apart.
  let hasExamples: Bool
  /// The interval outside of which the activation behind the value has no slope to speak of.
  let bounds: ClosedRange<Float>?

  /// Of each example the sum of its elements.
  private(set) var sums: [Double]
  /// Of each example the sum of their squares.
  private(set) var squares: [Double]
  /// The elements out of bounds.
  private(set) var outside = 0
  /// Of each example the sum of the squares of its gradient.
  private(set) var gradients: [Double]
  private(set) var hasGradient = false
  private var live: [UInt32]
  // |s|², and the same without each group of examples, where all are run together.
  private var directionSquares: [Double]
  // s, where they are not.
  private var directions: [Double]
  // Of each example the sum of squares of the elements that directions are taken of.
  private var directionLengths: [Double]
  private var seen = 0
  private var seenGradients = 0

  init(
    _ layout: ValueLayout, runs: Int, hasExamples: Bool, bounds: ClosedRange<Float>?,
    keepsDirections: Bool
  ) {
    self.layout = layout
    self.hasExamples = hasExamples
    self.bounds = bounds
    examples = layout.rows * runs
    sums = Array(repeating: 0, count: examples)
    squares = sums
    gradients = sums
    directionLengths = sums
    live = Array(repeating: 0, count: layout.channels)
    directionSquares = Array(repeating: 0, count: 1 + layout.groups)
    directions = Array(
      repeating: 0, count: keepsDirections && hasExamples ? layout.columns : 0)
  }

  /// Forgets what was seen.
  func reset() {
    (seen, seenGradients, outside, hasGradient) = (0, 0, 0, false)
    for index in live.indices { live[index] = 0 }
    for index in directions.indices { directions[index] = 0 }
  }

  /// Forgets the gradients alone.
  func resetGradient() { (seenGradients, hasGradient) = (0, false) }

  // MARK: Passes

  /// Adds the examples of one run.
  func add(_ pointer: UnsafePointer<Float>, _ scratch: TallyScratch, _ threads: ThreadPool) {
    let (rows, parts) = (layout.rows, layout.parts)
    threads.run(
      count: parts,
      ValueParts(pointer: pointer, layout: layout, scratch: scratch, bounds: bounds))
    for row in 0..<rows {
      let place = seen + row
      (sums[place], squares[place]) = (0, 0)
      directionLengths[place] = 0
      for part in 0..<parts {
        sums[place] += scratch.sums(part)[row]
        squares[place] += scratch.squares(part)[row]
        if part % directionStride == 0 { directionLengths[place] += scratch.squares(part)[row] }
      }
      let square = directionLengths[place]
      scratch.factors[row] = square > 0 ? 1 / square.squareRoot() : 0
    }
    for part in 0..<parts {
      outside += scratch.outside[part]
      for channel in live.indices { live[channel] |= scratch.live(part)[channel] }
    }
    if hasExamples, examples > 1 { addDirections(pointer, scratch, threads) }
    seen += rows
  }

  // Where sums are kept they are of all elements, since later runs add to them.
  private var directionStride: Int { directions.isEmpty ? layout.partStride : 1 }

  private func addDirections(
    _ pointer: UnsafePointer<Float>, _ scratch: TallyScratch, _ threads: ThreadPool
  ) {
    let isSummed = !directions.isEmpty
    guard isSummed || layout.rows == examples else { return }
    let stride = directionStride
    let parts = (layout.parts + stride - 1) / stride
    directions.withUnsafeMutableBufferPointer { directions in
      threads.run(
        count: parts,
        DirectionParts(
          pointer: pointer, layout: layout, scratch: scratch, stride: stride,
          sums: isSummed ? directions.baseAddress : nil))
    }
    for index in directionSquares.indices {
      directionSquares[index] = (0..<parts).reduce(0) { $0 + scratch.directions($1)[index] }
    }
  }

  /// Adds the gradients of the examples of one run.
  func addGradient(
    _ pointer: UnsafePointer<Float>, _ scratch: TallyScratch, _ threads: ThreadPool
  ) {
    let (rows, parts) = (layout.rows, layout.parts)
    threads.run(count: parts, GradientParts(pointer: pointer, layout: layout, scratch: scratch))
    for row in 0..<rows {
      gradients[seenGradients + row] = (0..<parts).reduce(0) { $0 + scratch.squares($1)[row] }
    }
    seenGradients += rows
    hasGradient = true
  }

  // MARK: Results

  /// The share of channels that were zero everywhere.
  var deadFraction: Double {
    live.isEmpty ? 0 : Double(live.count { $0 == 0 }) / Double(live.count)
  }

  /// The mean cosine of different examples; `nil` where there are no two.
  var correlation: Double? {
    guard hasExamples, examples > 1 else { return nil }
    let some = directionLengths.count { $0 > 0 }
    if !directions.isEmpty {
      let square = directions.withUnsafeBufferPointer {
        xv_sum_of_squares64($0.baseAddress, $0.count)
      }
      return Self.correlation(square, examples: examples, some: some)
    }
    guard layout.rows == examples else { return nil }
    return Self.correlation(directionSquares[0], examples: examples, some: some)
  }

  /// The standard error of ``correlation`` by the jackknife, groups of examples left out one at a
  /// time; `nil` where they were not all run together, or are too few.
  ///
  /// - Source: M. Quenouille, Biometrika 43 (1956), 353-360.
  var correlationError: Double? {
    guard hasExamples, layout.rows == examples, directions.isEmpty, layout.groups > 1 else {
      return nil
    }
    let estimates = (0..<layout.groups).map { group in
      let own = layout.rows(ofGroup: group)
      let some = squares.indices.count { !own.contains($0) && directionLengths[$0] > 0 }
      return Self.correlation(
        directionSquares[1 + group], examples: examples - own.count, some: some)
    }
    let count = Double(estimates.count)
    let mean = estimates.reduce(0, +) / count
    let square = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return ((count - 1) / count * square).squareRoot()
  }

  // Of examples of which only some are not zero; a pair with one that is counts 1.
  private static func correlation(_ square: Double, examples: Int, some: Int) -> Double {
    let (all, count) = (Double(examples), Double(some))
    let pairs = all * (all - 1)
    return (square - count + pairs - count * (count - 1)) / pairs
  }
}
