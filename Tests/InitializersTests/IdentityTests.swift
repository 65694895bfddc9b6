import Initializers
import Tensors
import Testing

@Suite("Identity and constants")
struct IdentityTests {
  @Test(
    "the identity has its gain on the diagonal and 0 elsewhere, square or not",
    arguments: [(5, 5), (3, 7), (7, 3), (1, 1), (1, 4), (4, 1), (0, 3)])
  func identity(_ shape: (Int, Int)) throws {
    let (rows, columns) = shape
    let values = try FixedLaw.identity.draw(.dense(in: rows, out: columns), path: "w", seed: 3)
    for row in 0..<rows {
      for column in 0..<columns {
        #expect(values[row * columns + column] == (row == column ? 1 : 0))
      }
    }
    #expect(values.count == rows * columns)
  }

  @Test("the identity's variance is that of its entries about their mean")
  func identityVariance() throws {
    for (rows, columns) in [(5, 5), (3, 7), (7, 3), (1, 1)] {
      let spec = ParameterSpec.dense(in: rows, out: columns)
      let sample = Sample(try FixedLaw.identity.draw(spec, path: "w", seed: 0))
      let law = try FixedLaw.identity.law(for: spec)
      let expected = sample.moment(2) - sample.mean * sample.mean
      #expect(abs(law.variance(of: spec) - expected) < 1e-15)
      let tripled = try Identity(gain: 3).variance(of: spec)
      #expect(abs(tripled - 9 * expected) < 1e-14)
    }
    #expect(try Identity().variance(of: .dense(in: 0, out: 3)) == 0)
  }

  @Test("any slice of the identity is the slice of the whole")
  func identitySlices() throws {
    let spec = ParameterSpec.dense(in: 5, out: 3)
    let whole = try FixedLaw.identity.draw(spec, path: "w", seed: 0)
    for first in 0...15 {
      for count in 0...15 - first {
        var slice = [Float](repeating: .nan, count: count)
        try slice.withUnsafeMutableBufferPointer {
          try FixedLaw.identity.fill($0, from: first, of: spec, path: "w", seed: 0)
        }
        #expect(slice == Array(whole[first..<first + count]))
      }
    }
  }

  @Test("a constant fills any shape with its value and has variance 0")
  func constants() throws {
    let cases: [(FixedLaw, Float)] = [(.zeros, 0), (.ones, 1), (.constant(-0.1), -0.1)]
    for (initializer, value) in cases {
      for spec in [ParameterSpec.dense(in: 35, out: 99), .bias(out: 7), .dense(in: 0, out: 4)] {
        let values = try initializer.draw(spec, path: "b", seed: 5)
        #expect(values == [Float](repeating: value, count: spec.shape.count))
        #expect(try initializer.law(for: spec).variance(of: spec) == 0)
      }
    }
  }
}
