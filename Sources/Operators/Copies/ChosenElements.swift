import CKernels
import Tensors
import Threads

/// The gradient of elements that were chosen one by one along an axis.
final class ChosenElements: OperatorState, @unchecked Sendable {
  private var sums: UnsafeMutablePointer<Double>?
  private var places: Places?

  // More terms than this are added in float64.
  private static let mostInFloat = 32

  deinit { sums?.deallocate() }

  func parametersDidChange() {}

  /// Writes the gradient of the first input.
  func run(_ call: BackwardCall, axis: Int) {
    guard let gradient = call.inputGradient, gradient.shape.count > 0 else { return }
    let count = gradient.shape.count
    let indices = call.inputs[1]
    if indices.shape.count == 0 || indices.shape[axis] <= Self.mostInFloat {
      fillWithZeros(gradient.pointer, count, call.threads)
      add(call, axis, gradient, nil)
      return
    }
    let sums = self.sums ?? .allocate(capacity: count)
    self.sums = sums
    let clear = Sums(
      sums: sums, to: nil,
      ranges: ParallelRanges(total: count, grain: StridedCopy.grain, threads: call.threads))
    call.threads.run(count: clear.ranges.count, clear)
    add(call, axis, gradient, sums)
    let round = Sums(sums: sums, to: gradient.pointer, ranges: clear.ranges)
    call.threads.run(count: round.ranges.count, round)
  }

  private func add(
    _ call: BackwardCall, _ axis: Int, _ gradient: MutableTensorView,
    _ sums: UnsafeMutablePointer<Double>?
  ) {
    let indices = call.inputs[1]
    guard indices.shape.count > 0 else { return }
    let places = self.places ?? Places(gradient.shape, indices.shape, axis)
    self.places = places
    places.outer.withUnsafeBufferPointer { outer in
      places.columns.withUnsafeBufferPointer { columns in
        let work = Lines(
          dy: call.outputGradient.pointer, index: indices.pointer, to: gradient.pointer,
          sums: sums, outer: outer.baseAddress!, columns: columns.baseAddress!,
          columnCount: columns.count, length: indices.shape[axis],
          outputLength: gradient.shape[axis], outputWidth: places.width, lineCount: outer.count)
        call.threads.run(count: work.pieceCount, work)
      }
    }
  }
}

/// Where the lines of the indices along an axis lie in the input.
private struct Places {
  /// Where the indices of the axes before start.
  let outer: [Int]
  /// The place among those of the axes after.
  let columns: [Int]
  /// How far apart neighbours along the axis are.
  let width: Int

  init(_ input: Shape, _ indices: Shape, _ axis: Int) {
    func offsets(_ axes: some Sequence<Int>, _ stride: Int) -> [Int] {
      var offsets = [0]
      var stride = stride
      // From the last axis on: indices of those after follow each other.
      for place in axes {
        let (own, step) = (offsets, stride)
        offsets = (0..<indices[place]).flatMap { index in own.map { $0 + index * step } }
        stride *= input[place]
      }
      return offsets
    }
    width = input.lengths[(axis + 1)...].reduce(1, *)
    columns = offsets((axis + 1..<input.rank).reversed(), 1)
    outer = offsets((0..<axis).reversed(), width * input[axis])
  }
}

/// Sums in float64, cleared or rounded to where they go.
private struct Sums: ParallelWork {
  let sums: UnsafeMutablePointer<Double>
  let to: UnsafeMutablePointer<Float>?
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    guard let to else {
      (sums + ranges[index].lowerBound).update(repeating: 0, count: ranges[index].count)
      return
    }
    for place in ranges[index] { to[place] = Float(sums[place]) }
  }
}

/// Lines along the axis, several next to each other in a piece; no two of them meet.
private struct Lines: ParallelWork {
  let dy: UnsafePointer<Float>
  let index: UnsafePointer<Float>
  let to: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Double>?
  let outer: UnsafePointer<Int>
  let columns: UnsafePointer<Int>
  let columnCount: Int
  let length: Int
  let outputLength: Int
  let outputWidth: Int
  let lineCount: Int

  private var columnsEach: Int {
    min(max(StridedCopy.grain / max(length, 1) / 16 * 16, 16), columnCount)
  }
  private var columnPieces: Int { (columnCount + columnsEach - 1) / columnsEach }
  private var linesEach: Int { max(StridedCopy.grain / max(length * columnsEach, 1), 1) }

  var pieceCount: Int { (lineCount + linesEach - 1) / linesEach * columnPieces }

  func perform(_ piece: Int) {
    let first = piece / columnPieces * linesEach
    let start = piece % columnPieces * columnsEach
    for line in first..<min(first + linesEach, lineCount) {
      let offset = line * length * columnCount
      xv_add_chosen(
        dy + offset, index + offset,
        UnsafeRawPointer(columns).assumingMemoryBound(to: Int.self), to + outer[line],
        sums.map { $0 + outer[line] }, length, columnCount, outputLength, outputWidth, start,
        min(start + columnsEach, columnCount))
    }
  }
}
