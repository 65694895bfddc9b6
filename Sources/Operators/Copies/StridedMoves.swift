import CKernels
import Tensors
import Threads

/// Strided copies as the kernel takes them, laid out once.
final class StridedMoves: @unchecked Sendable {
  private struct Piece {
    let input: Int
    let output: Int
    let inputStart: Int
    let outputStart: Int
    let strides: xv_strides
    let blockCount: Int
    let blockSize: Int
  }

  private let pieces: [Piece]
  private let memory: UnsafeMutablePointer<Int>

  init(_ copies: [StridedCopy]) {
    let parts = copies.flatMap(\.pieces)
    memory = .allocate(capacity: max(parts.reduce(0) { $0 + 3 * $1.lengths.count }, 1))
    var next = memory
    func store(_ numbers: [Int]) -> UnsafeMutablePointer<Int> {
      defer { next += numbers.count }
      next.initialize(from: numbers, count: numbers.count)
      return next
    }
    pieces = parts.map { part in
      let lengths = store(part.lengths)
      return Piece(
        input: part.input, output: part.output, inputStart: part.inputStart,
        outputStart: part.outputStart,
        strides: xv_strides(
          rank: part.lengths.count,
          lengths: UnsafeRawPointer(lengths).assumingMemoryBound(to: Int.self),
          from_strides: store(part.inputStrides), to_strides: store(part.outputStrides)),
        blockCount: part.lengths.dropLast(2).reduce(1, *),
        blockSize: part.lengths.suffix(2).reduce(1, *))
    }
  }

  deinit { memory.deallocate() }

  /// Moves all elements between tensors with the given addresses; `nil` leaves a tensor out.
  func run(
    _ source: (Int) -> UnsafePointer<Float>?, _ target: (Int) -> UnsafeMutablePointer<Float>?,
    _ threads: ThreadPool
  ) {
    defer { withExtendedLifetime(self) {} }
    for piece in pieces {
      guard let from = source(piece.input), let to = target(piece.output) else { continue }
      let work = Work(
        from: from + piece.inputStart, to: to + piece.outputStart, strides: piece.strides,
        ranges: ParallelRanges(
          total: piece.blockCount, grain: max(StridedCopy.grain / piece.blockSize, 1),
          threads: threads))
      threads.run(count: work.ranges.count, work)
    }
  }

  private struct Work: ParallelWork {
    let from: UnsafePointer<Float>
    let to: UnsafeMutablePointer<Float>
    let strides: xv_strides
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let range = ranges[index]
      withUnsafePointer(to: strides) {
        xv_copy_strided(from, to, $0, range.lowerBound, range.upperBound)
      }
    }
  }
}
