import Initializers
import Tensors
import Testing

@Suite("Starts of recurrent layers")
struct RecurrentStartTests {
  @Test("the forget gate's biases are 1 where PyTorch, Keras and ONNX store them")
  func forgetGate() throws {
    let spec = try ParameterSpec.fusedGateBias(out: 3, gates: 4)
    #expect(spec.shape.lengths == [12])
    #expect(spec.role == .bias)
    #expect(spec.mapCount == 4)
    let (zeros, ones) = ([Float](repeating: 0, count: 3), [Float](repeating: 1, count: 3))
    let usual = try ForgetGateBias.forgetGateBias().draw(spec, path: "b", seed: 1)
    #expect(usual == zeros + ones + zeros + zeros)
    let onnx = try ForgetGateBias.forgetGateBias(2, gate: 2).draw(spec, path: "b", seed: 1)
    #expect(onnx == zeros + zeros + ones.map { 2 * $0 } + zeros)
    #expect(ForgetGateBias.forgetGateBias(2, gate: 2).name == "forgetGateBias:2,2")
    #expect(ForgetGateBias.forgetGateBias(-0.5).name == "forgetGateBias:-0.5")
    // A slice is what the whole has there.
    var slice = [Float](repeating: 9, count: 5)
    try ForgetGateBias.forgetGateBias().fill(&slice, from: 2, of: spec, path: "b", seed: 1)
    #expect(slice == Array(usual[2..<7]))
  }

  @Test("a bias without gates, or with too few, is refused in these words")
  func refusedGates() throws {
    let rule = ForgetGateBias.forgetGateBias()
    let plain = thrownError { _ = try rule.law(for: .bias(out: 12)) }
    #expect(plain?.code == .axes)
    #expect(
      plain?.description
        == "forgetGateBias: shape 12 with axes (output), a gate axis was expected")
    let spec = try ParameterSpec.fusedGateBias(out: 3, gates: 4)
    for gate in [4, -1] {
      let error = thrownError { _ = try ForgetGateBias(1, gate: gate).law(for: spec) }
      #expect(error?.code == .axes)
      #expect(
        error?.description
          == "forgetGateBias: gate \(gate) of 4 gates, a number from 0 to 3 was expected")
    }
    let value = thrownError { _ = try ForgetGateBias(.nan).law(for: spec) }
    #expect(value?.code == .number)
    #expect(
      value?.description == "bias of the forget gate: nan, a finite number was expected")
    #expect(thrownError { _ = try ParameterSpec.fusedGateBias(out: -3, gates: 4) }?.code == .shape)
    #expect(
      thrownError { _ = try ParameterSpec.fusedGateBias(out: .max, gates: 4) }?.code == .shape)
  }

  @Test(
    "each gate's recurrent weights are an orthogonal matrix of its own", arguments: Layout.allCases)
  func orthogonalGates(layout: Layout) throws {
    let (units, gates) = (35, 4)
    let spec = try ParameterSpec.fusedGates(
      in: units, out: units, gates: gates, isRecurrent: true, layout: layout)
    let weights = try FixedLaw.orthogonal.draw(spec, path: "u", seed: 1).map(Double.init)
    func weight(_ gate: Int, _ input: Int, _ output: Int) -> Double {
      let unit = gate * units + output
      return layout == .pytorch
        ? weights[unit * units + input] : weights[input * gates * units + unit]
    }
    func product(_ a: Int, _ b: Int) -> Double {
      var worst = 0.0
      for i in 0..<units {
        for j in 0..<units {
          let dot = (0..<units).reduce(0) { $0 + weight(a, $1, i) * weight(b, $1, j) }
          worst = max(worst, abs(dot - (i == j ? 1 : 0)))
        }
      }
      return worst
    }
    for gate in 0..<gates { #expect(product(gate, gate) < 1e-5) }
    // Two gates are not the same matrix, nor their products the identity.
    #expect(product(0, 1) > 0.5)
    #expect(product(2, 3) > 0.5)
  }

  @Test("a recurrent layer with the identity keeps its state; what is not square is refused")
  func identity() throws {
    let map = try DrawnMap(.identityRecurrent(), in: 35, out: 35, path: "u")
    let state = (0..<35).map { Double($0 * $0 % 11) }
    #expect(map(map(state).map { max($0, 0) }) == state)
    let hundredth = try DrawnMap(.identityRecurrent(gain: 0.25), in: 35, out: 35, path: "u")
    #expect(hundredth(state) == state.map { $0 / 4 })
    let error = thrownError { _ = try IdentityRecurrent().law(for: .dense(in: 35, out: 99)) }
    #expect(error?.code == .axes)
    #expect(
      error?.description
        == "identityRecurrent: 35 inputs and 99 outputs, as many inputs as outputs were expected")
    let vector = thrownError { _ = try IdentityRecurrent().law(for: .bias(out: 12)) }
    #expect(
      vector?.description
        == "identityRecurrent: shape 12 with axes (output), input and output axes were expected")
  }
}

/// The error that `body` throws.
func thrownError(_ body: () throws -> Void) -> InitializerError? {
  do { try body() } catch { return error as? InitializerError }
  return nil
}
