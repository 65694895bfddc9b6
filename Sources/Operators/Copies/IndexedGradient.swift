import Tensors
import Threads

/// The transpose of a lookup: what was looked up at an element is added up there.
final class IndexedGradient: @unchecked Sendable {
  private enum Way {
    case part(StridedMoves, isWhole: Bool)
    case sums(DependentSums)
  }

  private let way: Way

  init(_ copy: IndexedCopy) {
    let input = copy.input
    let outputLengths = input.lengths.indices.map { copy.indices[$0]?.count ?? input[$0] }
    let parts = input.lengths.indices.map { axis in
      copy.indices[axis].map { Self.part($0) } ?? Part(place: 0, index: 0, count: input[axis])
    }
    guard parts.contains(where: { $0 == nil }) else {
      // One block of the output is one block of the input.
      let from = Shape(outputLengths).strides
      let to = input.strides
      let copy = StridedCopy(
        lengths: parts.map { $0!.count }, inputStrides: from, outputStrides: to,
        inputStart: zip(parts, from).reduce(0) { $0 + $1.0!.place * $1.1 },
        outputStart: zip(parts, to).reduce(0) { $0 + $1.0!.index * $1.1 })
      way = .part(StridedMoves([copy]), isWhole: copy.count == input.count)
      return
    }
    way = .sums(
      DependentSums(
        input.lengths.indices.map { axis in
          copy.indices[axis].map { AxisDependents(length: input[axis], indices: $0) }
        }, lengths: outputLengths))
  }

  /// Places one after another that take indices one after another.
  private struct Part {
    let place: Int
    let index: Int
    let count: Int
  }

  // The only such places that take anything; `nil` where there are others too.
  private static func part(_ indices: [Int]) -> Part? {
    guard let first = indices.firstIndex(where: { $0 != IndexedCopy.nowhere }) else {
      return Part(place: 0, index: 0, count: 0)
    }
    let last = indices.lastIndex { $0 != IndexedCopy.nowhere }!
    for place in first...last where indices[place] != indices[first] + place - first { return nil }
    return Part(place: first, index: indices[first], count: last - first + 1)
  }

  /// Writes the gradient of the first input.
  func run(_ call: BackwardCall) {
    guard let gradient = call.inputGradient else { return }
    switch way {
    case .sums(let sums):
      sums.run(call.outputGradient.pointer, into: gradient.pointer, call.threads)
    case .part(let moves, let isWhole):
      if !isWhole { fillWithZeros(gradient.pointer, gradient.shape.count, call.threads) }
      moves.run({ _ in call.outputGradient.pointer }, { _ in gradient.pointer }, call.threads)
    }
  }
}
