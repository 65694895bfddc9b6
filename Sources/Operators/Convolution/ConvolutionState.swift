import CDNNL
import Tensors
import Threads

/// The sizes of a convolution.
struct ConvolutionGeometry {
  let batch: Int
  let groups: Int
  let inputChannels: Int
  let outputChannels: Int
  let input: [Int]
  let output: [Int]
  let windows: Windows
  let before: [Int]

  var shape: xv_convolution_shape {
    func three(_ numbers: [Int]) -> (Int64, Int64, Int64) {
      func number(_ axis: Int) -> Int64 { axis < numbers.count ? Int64(numbers[axis]) : 1 }
      return (number(0), number(1), number(2))
    }
    return xv_convolution_shape(
      axes: Int64(input.count), batch: Int64(batch), groups: Int64(groups),
      input_channels: Int64(inputChannels), output_channels: Int64(outputChannels),
      input: three(input), output: three(output), kernel: three(windows.kernel),
      strides: three(windows.strides), dilations: three(windows.dilations), before: three(before))
  }
}

/// What is computed.
enum ConvolutionTask {
  case output
  case inputGradient
}

/// A convolution that oneDNN has prepared, its weight in oneDNN's order, and memory for values that
/// lie row-major.
final class ConvolutionState: OperatorState, @unchecked Sendable {
  private let prepared: OpaquePointer
  private let packed: UnsafeMutableRawPointer
  private var isPacked = false
  private var input: UnsafeMutablePointer<Float>?
  private var output: UnsafeMutablePointer<Float>?

  /// `nil` where there is no image, or oneDNN does not take the shape.
  init?(_ geometry: ConvolutionGeometry, _ task: ConvolutionTask, hasBias: Bool) {
    guard geometry.batch > 0 else { return nil }
    var shape = geometry.shape
    var prepared: OpaquePointer?
    let status = xv_convolution_create(
      &prepared, &shape,
      task == .output ? XV_CONVOLUTION_OUTPUT : XV_CONVOLUTION_INPUT_GRADIENT, hasBias ? 1 : 0)
    guard status == 0, let prepared else { return nil }
    self.prepared = prepared
    packed = .allocate(
      byteCount: xv_convolution_packed_bytes(prepared), alignment: Tensor.alignment)
  }

  deinit {
    xv_convolution_destroy(prepared)
    packed.deallocate()
    input?.deallocate()
    output?.deallocate()
  }

  func parametersDidChange() { isPacked = false }

  /// Computes `to`; a value that lies row-major is rearranged on the way.
  func run(
    _ from: TensorView, weight: TensorView, bias: TensorView?, into to: MutableTensorView,
    threads: ThreadPool
  ) {
    if !isPacked {
      let status = xv_convolution_pack(prepared, weight.pointer, packed)
      precondition(status == 0, "oneDNN refused to pack weight \(weight.shape): status \(status)")
      isPacked = true
    }
    let source = channelsLast(from, &input)
    let target = channelsLast(to.readOnly, &output)
    if source != from.pointer {
      rearrange(
        from,
        into: MutableTensorView(from.shape, UnsafeMutablePointer(mutating: source), .channelsLast),
        threads: threads)
    }
    let work = ConvolutionPieces(
      prepared: prepared, packed: packed, from: source, bias: bias?.pointer,
      to: UnsafeMutablePointer(mutating: target))
    threads.run(count: xv_convolution_pieces(prepared), work)
    if target != UnsafePointer(to.pointer) {
      rearrange(TensorView(to.shape, target, .channelsLast), into: to, threads: threads)
    }
  }

  // Where a value lies, or is to lie, channels-last.
  private func channelsLast(
    _ value: TensorView, _ memory: inout UnsafeMutablePointer<Float>?
  ) -> UnsafePointer<Float> {
    if value.arrangement == .channelsLast || value.shape.isArrangedAnyway { return value.pointer }
    if memory == nil { memory = .allocate(capacity: value.shape.count) }
    return UnsafePointer(memory!)
  }
}

private struct ConvolutionPieces: ParallelWork, @unchecked Sendable {
  let prepared: OpaquePointer
  let packed: UnsafeMutableRawPointer
  let from: UnsafePointer<Float>
  let bias: UnsafePointer<Float>?
  let to: UnsafeMutablePointer<Float>

  func perform(_ index: Int) {
    let status = xv_convolution_run(prepared, index, from, packed, bias, to)
    precondition(status == 0, "oneDNN failed in a convolution: status \(status)")
  }
}
