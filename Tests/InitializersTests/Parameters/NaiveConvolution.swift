/// A two-dimensional convolution written out as loops, weights stored as PyTorch stores them: what
/// declared fans are held to.
struct NaiveConvolution {
  let inputs: Int
  let outputs: Int
  let groups: Int
  let kernel: Int
  let stride: Int
  let isTransposed: Bool
  /// (out, in / groups, k, k), transposed (in, out / groups, k, k).
  let weights: [Double]

  /// The output for an image of `size` by `size` positions, channel by channel; without padding.
  func output(of image: [Double], size: Int) -> (values: [Double], size: Int) {
    let wide = isTransposed ? (size - 1) * stride + kernel : (size - kernel) / stride + 1
    var values = [Double](repeating: 0, count: outputs * wide * wide)
    eachProduct(size: size, wide: wide) { i, o, w in values[o] += image[i] * weights[w] }
    return (values, wide)
  }

  /// The gradient of the sum of outputs times `gradient` with respect to the input.
  func inputGradient(of gradient: [Double], size: Int) -> [Double] {
    let wide = isTransposed ? (size - 1) * stride + kernel : (size - kernel) / stride + 1
    var values = [Double](repeating: 0, count: inputs * size * size)
    eachProduct(size: size, wide: wide) { i, o, w in values[i] += gradient[o] * weights[w] }
    return values
  }

  private func eachProduct(size: Int, wide: Int, _ body: (Int, Int, Int) -> Void) {
    let (own, each) = (inputs / groups, outputs / groups)
    for group in 0..<groups {
      for input in 0..<own {
        for output in 0..<each {
          for (ky, kx) in (0..<kernel * kernel).map({ ($0 / kernel, $0 % kernel) }) {
            let (i, o) = (group * own + input, group * each + output)
            let row = isTransposed ? i * each + output : o * own + input
            let weight = (row * kernel + ky) * kernel + kx
            // The positions of the side that has fewer of them.
            let positions = isTransposed ? size : wide
            for (y, x) in (0..<positions * positions).map({ ($0 / positions, $0 % positions) }) {
              let (far, farX) = (y * stride + ky, x * stride + kx)
              let inner = isTransposed ? (i * size + y) * size + x : (i * size + far) * size + farX
              let outer = isTransposed ? (o * wide + far) * wide + farX : (o * wide + y) * wide + x
              body(inner, outer, weight)
            }
          }
        }
      }
    }
  }
}
