import CKernels
import Tensors
import Threads

/// The numbers that a value's reading is made of, added up while passes run.
final class ValueTally {
  let layout: ValueLayout
  /// The examples of all runs.
  let examples: Int
  /// Whether the value tells examples apart.
  let hasExamples: Bool
  /// The interval outside of which the activation behind the value has no slope to speak of.
  let bounds: ClosedRange<Float>?

  private(set) var sums: [Double]
  private(set) var squares: [Double]
  /// Of each example the sum of its cosines with all others, where all were run together.
  private(set) var cosines: [Double]
  private(set) var outside = 0
  /// The squared gradient of each example.
  private(set) var gradients: [Double]
  private(set) var hasGradient = false
  private var live: [UInt32]
  // The sum of the examples of all runs, each with length 1, where they are not run together.
  private var directions: [Double]
  private var zeroExamples = 0
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
    cosines = sums
    gradients = sums
    live = Array(repeating: 0, count: layout.channels)
    directions = Array(repeating: 0, count: keepsDirections ? layout.columns : 0)
  }

  /// Forgets what was seen.
  func reset() {
    (seen, seenGradients, outside, zeroExamples, hasGradient) = (0, 0, 0, 0, false)
    for index in live.indices { live[index] = 0 }
    for index in directions.indices { directions[index] = 0 }
  }

  /// Forgets the gradients alone.
  func resetGradient() { (seenGradients, hasGradient) = (0, false) }

  // MARK: Forward

  /// Adds the examples of one run.
  func add(_ pointer: UnsafePointer<Float>, _ scratch: TallyScratch, _ threads: ThreadPool) {
    let rows = layout.rows
    let parts = layout.parts
    scratch.clear(layout)
    threads.run(
      count: parts,
      ValueParts(pointer: pointer, layout: layout, scratch: scratch, bounds: bounds))
    for part in 1..<max(parts, 2) where part < parts { scratch.merge(part, layout) }
    let products = scratch.products(0)
    let stride = layout.isPaired ? rows + 1 : 1
    for channel in 0..<layout.channels { live[channel] |= scratch.live(0)[channel] }
    outside += scratch.outside[0]
    for row in 0..<rows {
      sums[seen + row] = scratch.sums(0)[row]
      squares[seen + row] = products[row * stride]
      if products[row * stride] == 0 { zeroExamples += 1 }
    }
    if !directions.isEmpty {
      addDirections(pointer)
    } else if layout.isPaired {
      addCosines(products)
    }
    seen += rows
  }

  private func addCosines(_ products: UnsafeMutablePointer<Double>) {
    let rows = layout.rows
    for row in 0..<rows { cosines[seen + row] = 0 }
    for one in 1..<max(rows, 2) where one < rows {
      for other in 0..<one {
        let (a, b) = (products[one * rows + one], products[other * rows + other])
        let cosine =
          a == 0 || b == 0 ? 1 : products[one * rows + other] / (a.squareRoot() * b.squareRoot())
        cosines[seen + one] += cosine
        cosines[seen + other] += cosine
      }
    }
  }

  private func addDirections(_ pointer: UnsafePointer<Float>) {
    for row in 0..<layout.rows where squares[seen + row] > 0 {
      let factor = 1 / squares[seen + row].squareRoot()
      directions.withUnsafeMutableBufferPointer { directions in
        layout.forEachPiece(of: 0..<layout.columns) { offset, columns in
          xv_add_scaled(
            pointer + offset + row * layout.run, columns.count, factor,
            directions.baseAddress! + columns.lowerBound)
        }
      }
    }
  }

  // MARK: Backward

  /// Adds the gradients of the examples of one run.
  func addGradient(
    _ pointer: UnsafePointer<Float>, _ scratch: TallyScratch, _ threads: ThreadPool
  ) {
    let rows = layout.rows
    let parts = layout.parts
    threads.run(count: parts, GradientParts(pointer: pointer, layout: layout, scratch: scratch))
    for row in 0..<rows {
      gradients[seenGradients + row] = (0..<parts).reduce(0) { $0 + scratch.sums($1)[row] }
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
    let count = Double(examples)
    let pairs = count * (count - 1)
    if hasCosines { return cosines.reduce(0, +) / pairs }
    guard !directions.isEmpty else { return nil }
    let some = Double(examples - zeroExamples)
    let square = directions.withUnsafeBufferPointer {
      xv_sum_of_squares64($0.baseAddress, $0.count)
    }
    return (square - some + pairs - some * (some - 1)) / pairs
  }

  /// Whether examples' own cosines are known.
  var hasCosines: Bool {
    hasExamples && examples > 1 && layout.rows == examples && layout.isPaired && directions.isEmpty
  }
}

/// Memory that the threads share which look at one value.
final class TallyScratch: @unchecked Sendable {
  private let size: Int
  private let products: Int
  private let channels: Int
  private let numbers: UnsafeMutablePointer<Double>
  private let marks: UnsafeMutablePointer<UInt32>
  /// The elements out of bounds, by parts.
  let outside: UnsafeMutablePointer<Int>

  init(rows: Int, products: Int, channels: Int) {
    self.products = products
    self.channels = channels
    size = products + rows
    numbers = .allocate(capacity: ValueLayout.mostParts * size)
    marks = .allocate(capacity: ValueLayout.mostParts * channels)
    outside = .allocate(capacity: ValueLayout.mostParts)
  }

  deinit {
    numbers.deallocate()
    marks.deallocate()
    outside.deallocate()
  }

  func products(_ part: Int) -> UnsafeMutablePointer<Double> { numbers + part * size }
  func sums(_ part: Int) -> UnsafeMutablePointer<Double> { products(part) + products }
  func live(_ part: Int) -> UnsafeMutablePointer<UInt32> { marks + part * channels }

  func clear(_ layout: ValueLayout) {
    for part in 0..<layout.parts {
      products(part).update(repeating: 0, count: layout.products)
      sums(part).update(repeating: 0, count: layout.rows)
      live(part).update(repeating: 0, count: layout.channels)
      outside[part] = 0
    }
  }

  /// Adds a part to the first.
  func merge(_ part: Int, _ layout: ValueLayout) {
    for index in 0..<layout.products { products(0)[index] += products(part)[index] }
    for index in 0..<layout.rows { sums(0)[index] += sums(part)[index] }
    for index in 0..<layout.channels { live(0)[index] |= live(part)[index] }
    outside[0] += outside[part]
  }
}

private struct ValueParts: ParallelWork {
  let pointer: UnsafePointer<Float>
  let layout: ValueLayout
  let scratch: TallyScratch
  let bounds: ClosedRange<Float>?

  func perform(_ part: Int) {
    layout.forEachPiece(of: layout.columns(ofPart: part)) { offset, columns in
      let first = pointer + offset
      let (products, sums) = (scratch.products(part), scratch.sums(part))
      if layout.isPaired {
        xv_add_products(first, layout.rows, layout.run, columns.count, products, sums)
      }
      for row in 0..<layout.rows {
        let start = first + row * layout.run
        if !layout.isPaired {
          xv_add_products(start, 1, layout.run, columns.count, products + row, sums + row)
        }
        xv_mark_live(
          start, columns.count, columns.lowerBound, layout.inner, layout.channels,
          scratch.live(part))
        if let bounds {
          scratch.outside[part] += xv_count_outside(
            start, columns.count, bounds.lowerBound, bounds.upperBound)
        }
      }
    }
  }
}

private struct GradientParts: ParallelWork {
  let pointer: UnsafePointer<Float>
  let layout: ValueLayout
  let scratch: TallyScratch

  func perform(_ part: Int) {
    let sums = scratch.sums(part)
    sums.update(repeating: 0, count: layout.rows)
    layout.forEachPiece(of: layout.columns(ofPart: part)) { offset, columns in
      for row in 0..<layout.rows {
        sums[row] += xv_sum_of_squares(pointer + offset + row * layout.run, columns.count)
      }
    }
  }
}
