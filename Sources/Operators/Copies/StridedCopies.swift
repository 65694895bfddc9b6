import Tensors
import Threads

/// Copies that are laid out once for the shapes of an operator's inputs, with their transposes.
final class StridedCopies: OperatorState, @unchecked Sendable {
  private let copies: [StridedCopy]
  private let inputCounts: [Int]
  private let moves: StridedMoves
  private lazy var gradient = StridedGradient(copies, inputCounts: inputCounts)

  /// Copies from inputs with the given numbers of elements.
  init(_ copies: [StridedCopy], inputCounts: [Int]) {
    self.copies = copies
    self.inputCounts = inputCounts
    moves = StridedMoves(copies)
  }

  func parametersDidChange() {}

  /// Moves all elements.
  func run(_ call: ForwardCall) {
    moves.run({ call.inputs[$0].pointer }, { call.outputs[$0].pointer }, call.threads)
  }

  /// Adds the gradient of every element up where the element came from.
  func backward(_ call: BackwardCall) { gradient.run(call) }
}
