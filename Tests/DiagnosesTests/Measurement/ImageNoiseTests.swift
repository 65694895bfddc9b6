import Diagnoses
import Foundation
import Networks
import Streams
import Tensors
import Testing
import Threads

@Suite("Noise as in photographs")
struct ImageNoiseTests {
  private func fields(_ lengths: [Int], _ count: Int) -> [[Double]] {
    let noise = ImageNoise(lengths)
    let stream = ParameterStream(seed: 7, path: "noise")
    return (0..<count / 2).flatMap { pair in
      var (one, other) = (
        [Float](repeating: 0, count: noise.count), [Float](repeating: 0, count: noise.count)
      )
      one.withUnsafeMutableBufferPointer { one in
        other.withUnsafeMutableBufferPointer { other in
          noise.write(pair, stream, one.baseAddress!, other.baseAddress!, stride: 1)
        }
      }
      return [one.map { Double($0) }, other.map { Double($0) }]
    }
  }

  // The power of one frequency by the sum that defines it.
  private func power(_ field: [Double], _ size: Int, _ u: Int, _ v: Int) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for y in 0..<size {
      for x in 0..<size {
        let angle = -2 * Double.pi * Double(u * y + v * x) / Double(size)
        real += field[y * size + x] * cos(angle)
        imaginary += field[y * size + x] * sin(angle)
      }
    }
    return (real * real + imaginary * imaginary) / Double(size * size)
  }

  @Test("The power of a frequency falls as one over its square, in every direction")
  func spectrum() {
    let fields = fields([32, 32], 600)
    func mean(_ u: Int, _ v: Int) -> Double {
      fields.reduce(0) { $0 + power($1, 32, u, v) } / Double(fields.count)
    }
    let unit = mean(1, 0)
    // The power of a frequency is exponential: of 600 fields its mean strays by 4.1 %.
    for (u, v) in [(0, 1), (2, 0), (0, 3), (1, 1), (3, 4), (5, 12), (31, 31), (30, 0)] {
      let (a, b) = (Double(min(u, 32 - u)), Double(min(v, 32 - v)))
      let ratio = mean(u, v) / unit * (a * a + b * b)
      #expect(abs(ratio - 1) < 0.25, "frequency \(u), \(v): \(ratio)")
    }
    #expect(mean(0, 0) < 1e-9)
  }

  @Test(
    "Elements have mean 0 and variance 1, also in part of a field",
    arguments: [[24, 20], [9, 5, 6]])
  func moments(_ lengths: [Int]) {
    let all = fields(lengths, 1200).flatMap { $0 }
    let mean = all.reduce(0, +) / Double(all.count)
    let square = all.reduce(0) { $0 + $1 * $1 } / Double(all.count)
    // A part of a field is one number in the worst case: 1 / sqrt(1200), and sqrt(2 / 1200).
    #expect(abs(mean) < 0.09)
    #expect(abs(square - 1) < 0.13)
  }

  @Test("Neighbours are alike and fields are not")
  func neighbours() {
    let fields = fields([32, 32], 200)
    var (neighbours, pairs) = (0.0, 0.0)
    for (index, field) in fields.enumerated() {
      let other = fields[(index + 1) % fields.count]
      for place in 0..<1023 {
        neighbours += field[place] * field[place + 1]
        pairs += field[place] * other[place]
      }
    }
    let count = Double(1023 * fields.count)
    #expect(neighbours / count > 0.6)
    // Products of two fields of a few large waves: each strays by less than 1 / 2.
    #expect(abs(pairs / count) < 0.15)
  }
}
