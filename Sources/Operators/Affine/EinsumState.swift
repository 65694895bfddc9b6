import Tensors
import Threads

/// A plan with its memory, and the way back.
final class EinsumState: OperatorState, @unchecked Sendable {
  private let plan: EinsumPlan
  private let axes: EinsumAxes
  private let inputCounts: [Int]
  private let scratch: Tensor
  private lazy var gradient = EinsumGradient(plan, axes, inputCounts: inputCounts)

  init(_ plan: EinsumPlan, _ axes: EinsumAxes, inputCounts: [Int]) {
    self.plan = plan
    self.axes = axes
    self.inputCounts = inputCounts
    scratch = Tensor(zeros: [plan.scratchCount])
  }

  func parametersDidChange() {}

  func run(_ call: ForwardCall) {
    if plan.isEmpty {
      call.output.pointer.update(repeating: 0, count: call.output.shape.count)
      return
    }
    plan.run({ call.inputs[$0].pointer }, call.output.pointer, scratch.pointer, call.threads)
  }

  /// Computes what lies between the operands and the output, where no forward call left it.
  func prepare(_ call: BackwardCall) {
    guard !plan.isEmpty, plan.stages.count > 1 else { return }
    let output = Tensor(zeros: call.output.shape)
    plan.run({ call.inputs[$0].pointer }, output.pointer, scratch.pointer, call.threads)
  }

  /// Writes the gradients that are wanted.
  func backward(_ call: BackwardCall) { gradient.run(call, scratch.pointer) }
}

extension EinsumPlan {
  /// Takes all steps.
  func run(
    _ input: (Int) -> UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    func source(_ place: Place) -> UnsafePointer<Float> {
      if case .input(let index) = place { return input(index) }
      return UnsafePointer(target(place))
    }
    func target(_ place: Place) -> UnsafeMutablePointer<Float> {
      switch place {
      case .scratch(let offset): scratch + offset
      case .input, .output: output
      }
    }
    for step in steps {
      switch step {
      case .sum(let sum, let from, let to): sum.run(source(from), into: target(to), threads)
      case .product(let product, let left, let right, let to):
        product.run(source(left), source(right), into: target(to), threads)
      }
    }
  }
}
