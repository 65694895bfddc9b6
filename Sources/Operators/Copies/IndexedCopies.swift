import CKernels
import Tensors
import Threads

/// Elements of a tensor looked up along every axis.
struct IndexedCopy {
  /// Stands for an index without a place; the fill value goes there.
  static let nowhere = Int.min

  /// The lengths of the input's axes.
  let input: Shape
  /// For each axis the input's indices that the output takes, in its order; `nil` for all of them.
  let indices: [[Int]?]
  /// What goes where there is no index.
  var fill: Float = 0
}

/// Lookups that are laid out once for the shapes of an operator's inputs.
final class IndexedCopies: OperatorState, @unchecked Sendable {
  private let lengths: UnsafeMutableBufferPointer<Int>
  private let offsets: UnsafeMutableBufferPointer<Int>
  private let runs: UnsafeMutableBufferPointer<xv_run>
  private let tables: xv_tables
  private let rowCount: Int
  private let rowSize: Int
  private let copy: IndexedCopy
  private lazy var gradient = IndexedGradient(copy)

  init(_ copy: IndexedCopy) {
    self.copy = copy
    let strides = copy.input.strides
    // Trailing axes that are taken whole move as blocks.
    let axes = copy.indices.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0
    let block = copy.input.lengths[axes...].reduce(1, *)
    var offsetsOfAxes = (0..<axes).map { axis in
      (copy.indices[axis] ?? Array(0..<copy.input[axis])).map {
        $0 == IndexedCopy.nowhere ? $0 : $0 * strides[axis]
      }
    }
    if offsetsOfAxes.isEmpty { offsetsOfAxes = [[0]] }
    let isEmpty = block == 0 || offsetsOfAxes.contains { $0.isEmpty }
    if !isEmpty, block >= 16, offsetsOfAxes.last!.count * block > StridedCopy.grain {
      // Rows of one index each, so that threads can share them.
      offsetsOfAxes.append([0])
    }
    lengths = Self.store(offsetsOfAxes.map(\.count))
    offsets = Self.store(offsetsOfAxes.flatMap { $0 })
    runs = Self.store(Self.runs(of: offsetsOfAxes.last!, block: block))
    rowCount = isEmpty ? 0 : offsetsOfAxes.dropLast().reduce(1) { $0 * $1.count }
    rowSize = isEmpty ? 0 : offsetsOfAxes.last!.count * block
    tables = xv_tables(
      rank: lengths.count,
      lengths: UnsafeRawPointer(lengths.baseAddress!).assumingMemoryBound(to: Int.self),
      offsets: offsets.baseAddress!, block: block, fill: copy.fill, run_count: runs.count,
      runs: runs.baseAddress!)
  }

  deinit {
    lengths.deallocate()
    offsets.deallocate()
    runs.deallocate()
  }

  private static func store<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(elements.count, 1))
    _ = buffer.initialize(from: elements)
    return UnsafeMutableBufferPointer(start: buffer.baseAddress, count: elements.count)
  }

  private static func runs(of offsets: [Int], block: Int) -> [xv_run] {
    var runs: [xv_run] = []
    for offset in offsets {
      if let run = runs.last {
        let follows =
          offset == IndexedCopy.nowhere || run.offset == IndexedCopy.nowhere
          ? offset == run.offset : offset == run.offset + run.length * block
        if follows {
          runs[runs.count - 1].length += 1
          continue
        }
      }
      runs.append(xv_run(length: 1, offset: offset))
    }
    return runs
  }

  func parametersDidChange() {}

  /// Looks all elements up.
  func run(_ call: ForwardCall) {
    guard rowCount > 0 else { return }
    defer { withExtendedLifetime(self) {} }
    let work = Work(
      from: call.input.pointer, to: call.output.pointer, tables: tables,
      ranges: ParallelRanges(
        total: rowCount, grain: max(StridedCopy.grain / rowSize, 1), threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// Adds the gradient of every element up where the element was looked up.
  func backward(_ call: BackwardCall) { gradient.run(call) }

  private struct Work: ParallelWork {
    let from: UnsafePointer<Float>
    let to: UnsafeMutablePointer<Float>
    let tables: xv_tables
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let range = ranges[index]
      withUnsafePointer(to: tables) {
        xv_copy_indexed(from, to, $0, range.lowerBound, range.upperBound)
      }
    }
  }
}

extension DifferentiableOperator {
  /// Adds gradients up where elements were looked up; without a lookup nothing depends on them.
  func backward(_ call: BackwardCall, _ lookup: IndexedCopies?) {
    if let lookup {
      lookup.backward(call)
    } else if let gradient = call.inputGradient {
      fillWithZeros(gradient.pointer, gradient.shape.count, call.threads)
    }
  }
}
