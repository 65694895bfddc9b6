import CKernels
import Tensors
import Threads

/// Memory that the threads share which look at one value.
final class TallyScratch: @unchecked Sendable {
  private let rows: Int
  private let channels: Int
  private let numbers: UnsafeMutablePointer<Double>
  private let marks: UnsafeMutablePointer<UInt32>
  /// One over the length of each example.
  let factors: UnsafeMutablePointer<Double>
  /// The elements out of bounds, by parts.
  let outside: UnsafeMutablePointer<Int>

  private static let groups = 1 + Int(XV_MOST_GROUPS)

  init(rows: Int, channels: Int) {
    self.rows = rows
    self.channels = channels
    numbers = .allocate(capacity: ValueLayout.mostParts * (2 * rows + Self.groups))
    marks = .allocate(capacity: ValueLayout.mostParts * channels)
    factors = .allocate(capacity: rows)
    outside = .allocate(capacity: ValueLayout.mostParts)
  }

  deinit {
    numbers.deallocate()
    marks.deallocate()
    factors.deallocate()
    outside.deallocate()
  }

  func sums(_ part: Int) -> UnsafeMutablePointer<Double> {
    numbers + part * (2 * rows + Self.groups)
  }
  func squares(_ part: Int) -> UnsafeMutablePointer<Double> { sums(part) + rows }
  func directions(_ part: Int) -> UnsafeMutablePointer<Double> { sums(part) + 2 * rows }
  func live(_ part: Int) -> UnsafeMutablePointer<UInt32> { marks + part * channels }
}

/// The sums of each example's elements and squares, channels that live, elements out of bounds.
struct ValueParts: ParallelWork {
  let pointer: UnsafePointer<Float>
  let layout: ValueLayout
  let scratch: TallyScratch
  let bounds: ClosedRange<Float>?

  func perform(_ part: Int) {
    let (sums, squares) = (scratch.sums(part), scratch.squares(part))
    sums.update(repeating: 0, count: layout.rows)
    squares.update(repeating: 0, count: layout.rows)
    scratch.live(part).update(repeating: 0, count: layout.channels)
    scratch.outside[part] = 0
    layout.forEachPiece(of: layout.columns(ofPart: part)) { offset, columns in
      for row in 0..<layout.rows {
        let start = pointer + offset + row * layout.run
        xv_add_moments(start, columns.count, sums + row, squares + row)
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

/// The squares of sums of examples of length 1, and those sums where they are kept, of every
/// `stride`-th part.
struct DirectionParts: ParallelWork {
  let pointer: UnsafePointer<Float>
  let layout: ValueLayout
  let scratch: TallyScratch
  let stride: Int
  let sums: UnsafeMutablePointer<Double>?

  func perform(_ part: Int) {
    let squares = scratch.directions(part)
    squares.update(repeating: 0, count: 1 + layout.groups)
    layout.forEachPiece(of: layout.columns(ofPart: part * stride)) { offset, columns in
      xv_add_directions(
        pointer + offset, layout.rows, layout.run, columns.count, scratch.factors, layout.groups,
        squares, sums.map { $0 + columns.lowerBound })
    }
  }
}

/// The sums of the squares of each example's gradient.
struct GradientParts: ParallelWork {
  let pointer: UnsafePointer<Float>
  let layout: ValueLayout
  let scratch: TallyScratch

  func perform(_ part: Int) {
    let squares = scratch.squares(part)
    squares.update(repeating: 0, count: layout.rows)
    layout.forEachPiece(of: layout.columns(ofPart: part)) { offset, columns in
      for row in 0..<layout.rows {
        squares[row] += xv_sum_of_squares(pointer + offset + row * layout.run, columns.count)
      }
    }
  }
}
