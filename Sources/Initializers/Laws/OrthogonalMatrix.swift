import CKernels
import Streams
import Tensors
import Threads

/// The orthonormal matrix of one map, stored with its longer side slowest.
struct OrthogonalMatrix {
  let inputs: Int
  let outputs: Int
  let gain: Double

  var count: Int { inputs * outputs }
  private var long: Int { max(inputs, outputs) }
  private var short: Int { min(inputs, outputs) }

  /// How far neighbouring inputs and neighbouring outputs lie apart.
  var strides: (input: Int, output: Int) { inputs >= outputs ? (outputs, 1) : (1, inputs) }

  /// Whether a parameter's maps lie one after another, each in the order drawn.
  func isStoredAsDrawn(_ spec: ParameterSpec) -> Bool {
    let axes = spec.factors.map(\.axis).filter { !$0.countsMaps }
    let isMapsFirst = !spec.factors.drop { $0.axis.countsMaps }.contains { $0.axis.countsMaps }
    return isMapsFirst && axes == (inputs >= outputs ? [.input, .output] : [.output, .input])
  }

  /// Draws the matrices of some maps, one after another.
  func draw(
    _ maps: Range<Int>, to matrices: UnsafeMutableBufferPointer<Float>, stream: ParameterStream,
    threads: ThreadPool
  ) {
    guard count > 0 else { return }
    let normals = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    defer { normals.deallocate() }
    for map in maps {
      let own = stream.from(UInt64(map * count))
      threads.runRanges(total: short, grain: 16_384 / long + 1) { range in
        for k in range {
          let used = UnsafeMutableBufferPointer(rebasing: normals[k * long + k..<(k + 1) * long])
          own.fillNormal(
            ElementBuffer(used), from: UInt64(k * long + k), standardDeviation: 1)
        }
      }
      let status = xv_orthogonal(
        normals.baseAddress, matrices.baseAddress! + (map - maps.lowerBound) * count, long, short,
        Float(gain), threads.handle)
      precondition(status == 0, "no memory for an orthogonal matrix")
    }
  }
}
