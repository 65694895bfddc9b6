import Streams
import Tensors
import Threads

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Normal noise whose amplitude falls as one over the frequency, as in photographs.
///
/// Fields are independent, of mean 0 and variance 1, and periodic beyond their own lengths: each is a
/// part of one whose lengths are powers of 2.
///
/// - Source: D. Field, Journal of the Optical Society of America A 4 (1987), 2379-2394.
package struct ImageNoise: Sendable {
  private let lengths: [Int]
  private let padded: [Int]
  // Of each frequency the deviation of its real and of its imaginary part.
  private let amplitudes: [Double]
  private let turns: [[(Double, Double)]]

  /// Noise over places with the given lengths.
  package init(_ lengths: [Int]) {
    let padded = lengths.map { length in
      var size = 1
      while size < length { size *= 2 }
      return size
    }
    self.lengths = lengths
    self.padded = padded
    let count = padded.reduce(1, *)
    var amplitudes = [Double](repeating: 0, count: count)
    for index in 0..<count {
      var (rest, square) = (index, 0.0)
      for length in padded.reversed() {
        let place = rest % length
        rest /= length
        let frequency = Double(min(place, length - place)) / Double(length)
        square += frequency * frequency
      }
      // Nothing at frequency 0, unless there is no other.
      amplitudes[index] = square > 0 ? 1 / square.squareRoot() : count == 1 ? 1 : 0
    }
    let total = amplitudes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    self.amplitudes = amplitudes.map { $0 / total }
    turns = padded.map { length in
      (0..<max(length / 2, 1)).map { index in
        let angle = 2 * Double.pi * Double(index) / Double(length)
        return (cos(angle), sin(angle))
      }
    }
  }

  /// The elements of a field.
  package var count: Int { lengths.reduce(1, *) }

  /// Two fields, each element `stride` apart from the next.
  package func write(
    _ pair: Int, _ stream: ParameterStream, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>?, stride: Int
  ) {
    let size = amplitudes.count
    var draws = [Float](repeating: 0, count: 2 * size)
    draws.withUnsafeMutableBufferPointer {
      stream.fillNormal(ElementBuffer($0), from: UInt64(pair * 2 * size), standardDeviation: 1)
    }
    var real = (0..<size).map { Double(draws[2 * $0]) * amplitudes[$0] }
    var imaginary = (0..<size).map { Double(draws[2 * $0 + 1]) * amplitudes[$0] }
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        var step = size
        for (axis, length) in padded.enumerated() {
          step /= length
          for start in 0..<size where start / step % length == 0 {
            transform(real.baseAddress! + start, imaginary.baseAddress! + start, axis, step)
          }
        }
        for index in 0..<count {
          var (rest, place, scale) = (index, 0, 1)
          for (length, size) in zip(lengths, padded).reversed() {
            place += rest % length * scale
            rest /= length
            scale *= size
          }
          first[index * stride] = Float(real[place])
          second?[index * stride] = Float(imaginary[place])
        }
      }
    }
  }

  // x_k = sum over j of X_j exp(2 pi i j k / n) along one axis, in place.
  private func transform(
    _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>, _ axis: Int,
    _ step: Int
  ) {
    let length = padded[axis]
    var reversed = 0
    for index in 1..<max(length, 2) where index < length {
      var bit = length / 2
      while reversed & bit != 0 {
        reversed ^= bit
        bit /= 2
      }
      reversed |= bit
      guard index < reversed else { continue }
      (real[index * step], real[reversed * step]) = (real[reversed * step], real[index * step])
      (imaginary[index * step], imaginary[reversed * step]) = (
        imaginary[reversed * step], imaginary[index * step]
      )
    }
    turns[axis].withUnsafeBufferPointer { turns in
      var half = 1
      while half < length {
        for start in stride(from: 0, to: length, by: 2 * half) {
          for index in 0..<half {
            let (cosine, sine) = turns[index * (length / (2 * half))]
            let (low, high) = ((start + index) * step, (start + index + half) * step)
            let (a, b) = (real[high], imaginary[high])
            let (x, y) = (a * cosine - b * sine, a * sine + b * cosine)
            (real[high], imaginary[high]) = (real[low] - x, imaginary[low] - y)
            (real[low], imaginary[low]) = (real[low] + x, imaginary[low] + y)
          }
        }
        half *= 2
      }
    }
  }
}
