import CDNNL
import Tensors
import Threads

/// The gradient of a convolution's weight that oneDNN has prepared, and memory for partial sums.
final class PreparedWeightGradient: @unchecked Sendable {
  private let prepared: OpaquePointer
  private let sums: UnsafeMutableRawPointer

  /// `nil` where there is no image, or oneDNN does not take the shape.
  init?(_ geometry: ConvolutionGeometry) {
    guard geometry.batch > 0 else { return nil }
    var shape = geometry.shape
    var prepared: OpaquePointer?
    let status = xv_weight_gradient_create(&prepared, &shape)
    guard status == 0, let prepared else { return nil }
    self.prepared = prepared
    sums = .allocate(
      byteCount: xv_weight_gradient_sum_bytes(prepared), alignment: Tensor.alignment)
  }

  deinit {
    xv_weight_gradient_destroy(prepared)
    sums.deallocate()
  }

  /// Computes the gradient from the convolution's input and the gradient of its output, both
  /// channels-last.
  func run(
    _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>, threads: ThreadPool
  ) {
    let pieces = WeightGradientPieces(
      prepared: prepared, sums: sums, input: input, outputGradient: outputGradient, to: gradient)
    threads.run(count: xv_weight_gradient_pieces(prepared), pieces)
    threads.run(
      count: xv_weight_gradient_parts(prepared),
      WeightGradientSums(prepared: prepared, sums: sums))
    threads.run(
      count: xv_weight_gradient_slices(prepared),
      WeightGradientSlices(prepared: prepared, sums: sums, to: gradient))
  }
}

private struct WeightGradientPieces: ParallelWork, @unchecked Sendable {
  let prepared: OpaquePointer
  let sums: UnsafeMutableRawPointer
  let input: UnsafePointer<Float>
  let outputGradient: UnsafePointer<Float>
  let to: UnsafeMutablePointer<Float>

  func perform(_ index: Int) {
    let status = xv_weight_gradient_run(prepared, index, input, outputGradient, sums, to)
    precondition(status == 0, "oneDNN failed in a convolution's gradient: status \(status)")
  }
}

private struct WeightGradientSums: ParallelWork, @unchecked Sendable {
  let prepared: OpaquePointer
  let sums: UnsafeMutableRawPointer

  func perform(_ index: Int) { xv_weight_gradient_add(prepared, index, sums) }
}

private struct WeightGradientSlices: ParallelWork, @unchecked Sendable {
  let prepared: OpaquePointer
  let sums: UnsafeMutableRawPointer
  let to: UnsafeMutablePointer<Float>

  func perform(_ index: Int) {
    let status = xv_weight_gradient_write(prepared, index, sums, to)
    precondition(status == 0, "oneDNN failed in a convolution's gradient: status \(status)")
  }
}
