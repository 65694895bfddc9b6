import Tensors
import Threads

/// The gradients of a sum of products: of each contraction of two operands those of both, the last
/// contraction first.
///
/// What lies between operands is never larger than forward.
final class EinsumGradient: @unchecked Sendable {
  private typealias Label = EinsumAxes.Label

  /// What gives the gradient of one operand of a contraction.
  private struct Way {
    /// The contraction of the result's gradient with the other operand; `nil` where there is none.
    let plan: EinsumPlan?
    /// From what is contracted to where it goes; `nil` where it is written there at once.
    let moves: StridedMoves?
    /// Whether it goes to some of the elements only.
    let leavesGaps: Bool
    /// The number of elements that are contracted first and then moved.
    let compactCount: Int
  }

  private let plan: EinsumPlan
  private let inputCounts: [Int]
  // For each contraction those of the left and the right operand; of one operand that alone.
  private let ways: [(left: Way, right: Way?)]
  // Where the gradients of the contractions' results but the last start.
  private let starts: [Int]
  private let results: Tensor
  private let scratch: Tensor

  init(_ plan: EinsumPlan, _ axes: EinsumAxes, inputCounts: [Int]) {
    self.plan = plan
    self.inputCounts = inputCounts
    var stride = 1
    var outputAxes: [EinsumAxes.Axis] = []
    for (label, length) in axes.result.reversed() where length > 1 {
      outputAxes.append(.init(label: label, length: length, stride: stride))
      stride *= length
    }
    outputAxes.reverse()
    var starts: [Int] = []
    var resultCount = 0
    if plan.isEmpty {
      ways = []
    } else if plan.stages.isEmpty {
      ways = [(Self.copy(outputAxes, to: axes.operands[0], count: inputCounts[0]), nil)]
    } else {
      ways = plan.stages.enumerated().map { number, stage in
        let isLast = number == plan.stages.count - 1
        let gradient = isLast ? outputAxes : stage.result.axes
        if !isLast {
          starts.append(resultCount)
          resultCount += (gradient.reduce(1) { $0 * $1.length } + 15) / 16 * 16
        }
        return (
          Self.way(
            gradient, stage.right.axes, to: stage.left.axes, axes.lengths,
            count: number == 0 ? inputCounts[0] : nil),
          Self.way(
            gradient, stage.left.axes, to: stage.right.axes, axes.lengths,
            count: inputCounts[number + 1])
        )
      }
    }
    self.starts = starts
    results = Tensor(zeros: [resultCount])
    scratch = Tensor(
      zeros: [
        ways.reduce(0) { most, way in
          [way.left, way.right].compactMap { $0 }.reduce(most) {
            max($0, $1.compactCount + ($1.plan?.scratchCount ?? 0))
          }
        }
      ])
  }

  private static func copy(
    _ from: [EinsumAxes.Axis], to: [EinsumAxes.Axis], count: Int
  ) -> Way {
    let order = to.sorted { $0.stride > $1.stride }
    let copy = StridedCopy(
      lengths: order.map(\.length),
      inputStrides: order.map { axis in from.first { $0.label == axis.label }?.stride ?? 0 },
      outputStrides: order.map(\.stride))
    return Way(
      plan: nil, moves: StridedMoves([copy]), leavesGaps: copy.count != count, compactCount: 0)
  }

  // The gradient of an operand with `count` elements; of a tensor in one piece where that is `nil`.
  private static func way(
    _ gradient: [EinsumAxes.Axis], _ other: [EinsumAxes.Axis], to: [EinsumAxes.Axis],
    _ lengths: [Label: Int], count: Int?
  ) -> Way {
    let known = Set((gradient + other).map(\.label))
    let labels = to.map(\.label).filter(known.contains)
    // Packed copies are no larger than the tensors themselves.
    guard
      let plan = try? EinsumPlan(
        EinsumAxes(operands: [gradient, other], result: labels, lengths: lengths), most: .max)
    else { preconditionFailure("einsum: a gradient with more elements than its operands") }
    let leavesGaps = count.map { to.reduce(1) { $0 * $1.length } != $0 } ?? false
    if labels.count == to.count, !leavesGaps {
      return Way(plan: plan, moves: nil, leavesGaps: false, compactCount: 0)
    }
    var stride = 1
    var compact: [EinsumAxes.Axis] = []
    for label in labels.reversed() {
      compact.append(.init(label: label, length: lengths[label]!, stride: stride))
      stride *= lengths[label]!
    }
    return Way(
      plan: plan, moves: copy(compact, to: to, count: 0).moves, leavesGaps: leavesGaps,
      compactCount: (stride + 15) / 16 * 16)
  }

  /// Writes the gradients that are wanted; `forward` is what the forward pass left between operands.
  func run(_ call: BackwardCall, _ forward: UnsafeMutablePointer<Float>) {
    let dy = call.outputGradient.pointer
    if plan.isEmpty {
      for case let gradient? in call.inputGradients {
        fillWithZeros(gradient.pointer, gradient.shape.count, call.threads)
      }
    } else if plan.stages.isEmpty {
      guard let gradient = call.inputGradient else { return }
      write(ways[0].left, dy, dy, into: gradient.pointer, inputCounts[0], call.threads)
    } else {
      contract(call, dy, forward)
    }
  }

  private func contract(
    _ call: BackwardCall, _ dy: UnsafePointer<Float>, _ forward: UnsafeMutablePointer<Float>
  ) {
    func operand(_ place: EinsumPlan.Place) -> UnsafePointer<Float> {
      switch place {
      case .input(let index): call.inputs[index].pointer
      case .scratch(let offset): UnsafePointer(forward + offset)
      case .output: preconditionFailure("einsum: the output as an operand")
      }
    }
    for number in plan.stages.indices.reversed() {
      let stage = plan.stages[number]
      let gradient =
        number == plan.stages.count - 1 ? dy : UnsafePointer(results.pointer + starts[number])
      if let right = call.inputGradients[number + 1], let way = ways[number].right {
        write(
          way, gradient, operand(stage.left.place), into: right.pointer, inputCounts[number + 1],
          call.threads)
      }
      // The operands before this one need the gradient of what they gave.
      guard call.inputGradients[...number].contains(where: { $0 != nil }) else { return }
      let left =
        number == 0 ? call.inputGradients[0]!.pointer : results.pointer + starts[number - 1]
      write(
        ways[number].left, gradient, operand(stage.right.place), into: left, inputCounts[0],
        call.threads)
    }
  }

  private func write(
    _ way: Way, _ gradient: UnsafePointer<Float>, _ other: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, _ count: Int, _ threads: ThreadPool
  ) {
    let compact = scratch.pointer
    way.plan?.run(
      { $0 == 0 ? gradient : other }, way.moves == nil ? target : compact,
      scratch.pointer + way.compactCount, threads)
    guard let moves = way.moves else { return }
    if way.leavesGaps { fillWithZeros(target, count, threads) }
    moves.run(
      { _ in way.plan == nil ? gradient : UnsafePointer(compact) }, { _ in target }, threads)
  }
}
