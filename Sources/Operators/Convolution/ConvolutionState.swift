import Tensors
import Threads

/// A convolution or a transposed one as oneDNN has prepared it, its gradients once they are asked
/// for, and memory for values that lie row-major.
final class ConvolutionState: OperatorState, @unchecked Sendable {
  private let geometry: ConvolutionGeometry
  private let task: ConvolutionTask
  private let map: PreparedConvolution
  private var transposed: PreparedConvolution?
  private var weightGradient: PreparedWeightGradient?
  private let input = RearrangedValue()
  private let output = RearrangedValue()
  private let bias = ChannelSums()

  /// `nil` where there is no image, or oneDNN does not take the shape.
  init?(_ geometry: ConvolutionGeometry, _ task: ConvolutionTask, hasBias: Bool) {
    guard let map = PreparedConvolution(geometry, task, hasBias: hasBias) else { return nil }
    self.map = map
    self.geometry = geometry
    self.task = task
  }

  func parametersDidChange() {
    map.weightDidChange()
    transposed?.weightDidChange()
  }

  /// Computes `to`; a value that lies row-major is rearranged on the way.
  func run(
    _ from: TensorView, weight: TensorView, bias: TensorView?, into to: MutableTensorView,
    threads: ThreadPool
  ) {
    let target = output.target(to)
    map.run(
      input.channelsLast(from, threads), weight: weight, bias: bias?.pointer, into: target,
      threads: threads)
    output.deliver(to, threads)
  }

  /// Computes the gradients of the input, the weight and the bias that are wanted.
  func backward(_ call: BackwardCall) {
    let (dx, dw) = (call.inputGradients[0], call.inputGradients[1])
    let dy = call.outputGradient
    if call.inputs.count == 3, let db = call.inputGradients[2] {
      bias.compute(dy, into: db.pointer, call.threads)
    }
    guard dx != nil || dw != nil else { return }
    let gradient = output.channelsLast(dy, call.threads)
    if let dw {
      let x = input.channelsLast(call.input, call.threads)
      let prepared = prepared(&weightGradient) { PreparedWeightGradient(geometry) }
      // The input of a transposed convolution is where the convolution has its output.
      prepared.run(
        task == .output ? x : gradient, task == .output ? gradient : x, into: dw.pointer,
        threads: call.threads)
    }
    if let dx {
      let prepared = prepared(&transposed) {
        PreparedConvolution(geometry, task.transposed, hasBias: false)
      }
      prepared.run(
        gradient, weight: call.inputs[1], bias: nil, into: input.target(dx), threads: call.threads)
      input.deliver(dx, call.threads)
    }
  }

  /// Writes zeros to all gradients, those of no image.
  static func clearGradients(_ call: BackwardCall) {
    for gradient in call.inputGradients {
      gradient?.pointer.update(repeating: 0, count: gradient!.shape.count)
    }
  }

  private func prepared<Prepared>(
    _ kept: inout Prepared?, _ make: () -> Prepared?
  ) -> Prepared {
    if let kept { return kept }
    guard let made = make() else {
      preconditionFailure("oneDNN did not prepare the gradients of a convolution")
    }
    kept = made
    return made
  }
}

/// Memory for a value that lies row-major where it is needed channels-last; taken at first use.
private final class RearrangedValue {
  private var memory: UnsafeMutablePointer<Float>?

  deinit { memory?.deallocate() }

  /// The value channels-last.
  func channelsLast(_ value: TensorView, _ threads: ThreadPool) -> UnsafePointer<Float> {
    guard needsMemory(value) else { return value.pointer }
    let copy = MutableTensorView(value.shape, room(value.shape), .channelsLast)
    rearrange(value, into: copy, threads: threads)
    return UnsafePointer(copy.pointer)
  }

  /// Where the value is to be written channels-last.
  func target(_ value: MutableTensorView) -> UnsafeMutablePointer<Float> {
    needsMemory(value.readOnly) ? room(value.shape) : value.pointer
  }

  /// Copies what was written there to where the value lies.
  func deliver(_ value: MutableTensorView, _ threads: ThreadPool) {
    guard needsMemory(value.readOnly) else { return }
    rearrange(
      TensorView(value.shape, room(value.shape), .channelsLast), into: value, threads: threads)
  }

  private func needsMemory(_ value: TensorView) -> Bool {
    value.arrangement != .channelsLast && !value.shape.isArrangedAnyway
  }

  private func room(_ shape: Shape) -> UnsafeMutablePointer<Float> {
    if let memory { return memory }
    let made = UnsafeMutablePointer<Float>.allocate(capacity: shape.count)
    memory = made
    return made
  }
}
