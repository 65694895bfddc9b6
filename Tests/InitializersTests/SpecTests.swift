import Initializers
import Tensors
import Testing

@Suite("Parameters and fans")
struct SpecTests {
  @Test("a dense weight is stored (in, out), its fans are in and out")
  func dense() {
    let spec = ParameterSpec.dense(in: 784, out: 128)
    #expect(spec.shape == [784, 128])
    #expect(spec.factors.map(\.axis) == [.input, .output])
    #expect(spec.role == .weight)
    #expect(spec.fans == Fans(fanIn: 784, fanOut: 128))
  }

  @Test("a bias has fan in 1 and fan out its length")
  func bias() {
    let spec = ParameterSpec.bias(out: 99)
    #expect(spec.shape == [99])
    #expect(spec.factors.map(\.axis) == [.output])
    #expect(spec.role == .bias)
    #expect(spec.fans == Fans(fanIn: 1, fanOut: 99))
  }

  @Test("fans are products over the declared axes, in whatever order they are stored")
  func declaredAxes() throws {
    let stored = try ParameterSpec(shape: [99, 35], axes: [.output, .input], role: .weight)
    #expect(stored.fans == Fans(fanIn: 35, fanOut: 99))
    let four = try ParameterSpec(
      shape: [2, 3, 5, 7], axes: [.input, .output, .input, .output], role: .weight)
    #expect(four.fans == Fans(fanIn: 10, fanOut: 21))
    let scalar = try ParameterSpec(shape: [], axes: [], role: .bias)
    #expect(scalar.fans == Fans(fanIn: 1, fanOut: 1))
    let empty = try ParameterSpec(shape: [0, 5], axes: [.input, .output], role: .weight)
    #expect(empty.fans == Fans(fanIn: 0, fanOut: 5))
  }

  @Test("a product of lengths that no Int counts is the largest Int, not a trap")
  func hugeFans() throws {
    let axes: [Axis] = [.input, .input, .output]
    let huge = try ParameterSpec(
      shape: Shape(checking: [1 << 40, 1 << 40, 0]), axes: axes, role: .weight)
    #expect(huge.fans == Fans(fanIn: Double(Int.max), fanOut: 0))
    let hidden = try ParameterSpec(
      shape: Shape(checking: [1 << 40, 1 << 40, 0]), axes: [.input, .input, .input], role: .weight)
    #expect(hidden.fans == Fans(fanIn: 0, fanOut: 1))
    #expect(try VarianceScaling.heNormal.draw(huge, path: "w", seed: 0).isEmpty)
  }

  @Test("the law follows the fans, not the order of storage")
  func storage() throws {
    let stored = try ParameterSpec(shape: [99, 35], axes: [.output, .input], role: .weight)
    for name in ["heNormal", "lecunUniform", "standardUniform", "glorotUniform"] {
      let initializer = try InitializerCatalog.initializer(spelled: name)
      let law = try initializer.law(for: .dense(in: 35, out: 99))
      #expect(
        try initializer.law(for: stored).variance(of: stored)
          == law.variance(of: .dense(in: 35, out: 99)), "\(name)")
      #expect(
        try initializer.draw(stored, path: "w", seed: 0)
          == initializer.draw(.dense(in: 35, out: 99), path: "w", seed: 0), "\(name)")
    }
  }

  @Test("a bias of 99 units is drawn with fan in 1")
  func biasDraws() throws {
    let values = try VarianceScaling.lecunUniform
      .draw(.bias(out: 99), path: "hidden.bias", seed: 0)
    #expect(values.count == 99)
    // U(-sqrt 3, sqrt 3): 99 draws all below half of it have probability 2^-99.
    #expect(values.contains { abs($0) > 0.866 })
    #expect(values.allSatisfy { abs($0) < 1.7320509 })
  }
}
