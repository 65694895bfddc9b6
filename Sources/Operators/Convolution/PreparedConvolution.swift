import CDNNL
import Tensors
import Threads

/// A convolution or the gradient of its input that oneDNN has prepared, and the weight in oneDNN's
/// order.
final class PreparedConvolution: @unchecked Sendable {
  private let prepared: OpaquePointer
  private let packed: UnsafeMutableRawPointer
  private var isPacked = false

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
  }

  /// Tells that the weight may have other values at the next call.
  func weightDidChange() { isPacked = false }

  /// Computes `to` from `from`, both channels-last.
  func run(
    _ from: UnsafePointer<Float>, weight: TensorView, bias: UnsafePointer<Float>?,
    into to: UnsafeMutablePointer<Float>, threads: ThreadPool
  ) {
    if !isPacked {
      let status = xv_convolution_pack(prepared, weight.pointer, packed)
      precondition(status == 0, "oneDNN refused to pack weight \(weight.shape): status \(status)")
      isPacked = true
    }
    let work = ConvolutionPieces(
      prepared: prepared, packed: packed, from: from, bias: bias, to: to)
    threads.run(count: xv_convolution_pieces(prepared), work)
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
