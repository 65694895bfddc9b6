import Tensors
import Threads

/// The transpose of strided copies: what came from an element is added up there.
final class StridedGradient: @unchecked Sendable {
  private let moves: StridedMoves
  private let sums: [RepetitionSum]
  // Whether the copies take every element of an input.
  private let areTakenWhole: [Bool]

  /// The transpose of copies of which none takes an element of another one.
  ///
  /// - Precondition: a copy that repeats elements fills its output, and takes its input whole and in
  ///   order.
  init(_ copies: [StridedCopy], inputCounts: [Int]) {
    let copies = copies.filter { $0.count > 0 }
    moves = StridedMoves(copies.filter { !$0.repeatsElements }.map(\.reversed))
    sums = copies.filter(\.repeatsElements).map(RepetitionSum.init)
    areTakenWhole = inputCounts.indices.map { input in
      copies.reduce(0) { $1.input == input ? $0 + $1.ownCount : $0 } == inputCounts[input]
    }
  }

  /// Writes all gradients.
  func run(_ call: BackwardCall) {
    let lacksGradients = call.outputGradients.contains { $0 == nil }
    for (input, gradient) in call.inputGradients.enumerated() {
      guard let gradient, lacksGradients || !areTakenWhole[input] else { continue }
      fillWithZeros(gradient.pointer, gradient.shape.count, call.threads)
    }
    moves.run(
      { call.outputGradients[$0]?.pointer }, { call.inputGradients[$0]?.pointer }, call.threads)
    for sum in sums {
      guard let from = call.outputGradients[sum.output],
        let to = call.inputGradients[sum.input]
      else { continue }
      sum.run(from.pointer, into: to.pointer, call.threads)
    }
  }
}

extension StridedCopy {
  /// Whether some elements move to more than one place.
  fileprivate var repeatsElements: Bool {
    zip(lengths, inputStrides).contains { $0 > 1 && $1 == 0 }
  }

  /// How many elements move, each counted once.
  fileprivate var ownCount: Int {
    zip(lengths, inputStrides).reduce(1) { $1.1 == 0 ? $0 : $0 * $1.0 }
  }

  /// The way back.
  ///
  /// - Precondition: no element moves to more than one place.
  var reversed: StridedCopy {
    let order = lengths.indices.sorted {
      inputStrides[$0].magnitude > inputStrides[$1].magnitude
    }
    return StridedCopy(
      input: output, output: input, lengths: order.map { lengths[$0] },
      inputStrides: order.map { outputStrides[$0] }, outputStrides: order.map { inputStrides[$0] },
      inputStart: outputStart, outputStart: inputStart)
  }
}
