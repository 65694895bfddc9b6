import CKernels
import Threads

extension ThreadPool {
  /// Draws one orthonormal matrix, the longer side slowest; the Gaussians are overwritten.
  func orthogonal(
    _ gaussians: UnsafeMutablePointer<Float>, _ matrix: UnsafeMutablePointer<Float>, _ long: Int,
    _ short: Int, _ gain: Float
  ) {
    xv_orthogonal(gaussians, matrix, long, short, gain, handle)
  }
}
