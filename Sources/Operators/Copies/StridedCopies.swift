import CKernels
import Tensors
import Threads

/// Copies that are laid out once for the shapes of an operator's inputs.
final class StridedCopies: OperatorState, @unchecked Sendable {
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

  func parametersDidChange() {}

  /// Moves all elements.
  func run(_ call: ForwardCall) {
    defer { withExtendedLifetime(self) {} }
    for piece in pieces {
      let work = Work(
        from: call.inputs[piece.input].pointer + piece.inputStart,
        to: call.outputs[piece.output].pointer + piece.outputStart, strides: piece.strides,
        ranges: ParallelRanges(
          total: piece.blockCount, grain: max(StridedCopy.grain / piece.blockSize, 1),
          threads: call.threads))
      call.threads.run(count: work.ranges.count, work)
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

/// An operator that does nothing but move elements with strides.
protocol StridedOperator: Operator {
  /// What moves where, for inputs that ``Operator/outputShapes(_:)`` takes.
  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy]
}

extension StridedOperator {
  /// Elements stay what they are.
  public static var isExactOnIntegers: Bool { true }

  /// The order in which elements move.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { stridedCopies(inputs) }

  private func stridedCopies(_ inputs: [Shape]) -> StridedCopies {
    guard let outputs = try? outputShapes(inputs) else { return StridedCopies([]) }
    return StridedCopies(copies(inputs, outputs))
  }

  /// Moves the elements.
  public func forward(_ call: ForwardCall) {
    let state = call.state as? StridedCopies ?? stridedCopies(call.inputs.map(\.shape))
    state.run(call)
  }
}

/// An operator whose output has the elements of its first input in the same order.
protocol ReshapingOperator: StridedOperator {}

extension ReshapingOperator {
  /// Yes.
  public var keepsElements: Bool { true }

  func copies(_ inputs: [Shape], _ outputs: [Shape]) -> [StridedCopy] {
    [StridedCopy(lengths: [outputs[0].count], inputStrides: [1], outputStrides: [1])]
  }
}
