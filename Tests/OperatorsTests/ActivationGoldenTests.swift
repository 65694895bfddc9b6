import Foundation
import Operators
import Tensors
import Testing

@Suite("Activations against PyTorch in float64")
struct ActivationGoldenTests {
  // Half a unit in the last place for rounding the result, the rest for the polynomials within.
  static let outputUlps = 4.0
  // The slope has an error of its own and is multiplied once more.
  static let slopeUlps = 8.0

  @Test("outputs are right to four units in the last place")
  func outputs() throws {
    for golden in try GoldenOperators.load().elementwise {
      let function = try GoldenOperators.activation(golden.operator, golden.attributes)
      let output = try OperatorRun.forward(
        function, Shape(golden.shape), golden.input.map { Float($0) })
      #expect(output.count == golden.output.count)
      for (index, (found, expected)) in zip(output, golden.output).enumerated() {
        let error = abs(Double(found) - expected)
        let bound = Self.outputUlps * unit(expected)
        #expect(error <= bound, "\(function.spelled) of \(golden.input[index])")
      }
    }
  }

  // Where a unit saturates its slope is a small number that was 1 minus something: there only the
  // size of the gradient that came in gives a scale.
  @Test("gradients are right to eight units in the last place, or of the gradient that came in")
  func gradients() throws {
    for golden in try GoldenOperators.load().elementwise {
      let function = try GoldenOperators.activation(golden.operator, golden.attributes)
      let run = try OperatorRun(
        function, Shape(golden.shape), golden.input.map { Float($0) },
        outputGradient: golden.outputGradient.map { Float($0) })
      #expect(run.inputGradient.count == golden.inputGradient.count)
      for (index, (found, expected)) in zip(run.inputGradient, golden.inputGradient).enumerated() {
        let error = abs(Double(found) - expected)
        let bound = max(
          Self.slopeUlps * unit(expected), unit(golden.outputGradient[index]))
        #expect(error <= bound, "\(function.spelled) at \(golden.input[index])")
      }
    }
  }

  @Test("the slope at a kink is that of the side below")
  func kinks() throws {
    for kink in try GoldenOperators.load().kinks {
      let function = try GoldenOperators.activation(kink.operator, kink.attributes)
      for zero in [Float(0), -0.0] {
        let run = try OperatorRun(function, [1], [zero], outputGradient: [1])
        let error = abs(Double(run.inputGradient[0]) - kink.slopeAtZero)
        #expect(error <= unit(kink.slopeAtZero), "\(function.spelled)")
      }
    }
  }

  // Entries are divided by a sum of `columns` terms: an error of one unit for each exponential, one
  // for each addition on the way to the sum (16 lanes), one for the division.
  @Test("softmax is right to a few units in the last place, its gradient to those of the row")
  func softmax() throws {
    for golden in try GoldenOperators.load().softmax {
      let columns = golden.shape[golden.shape.count - 1]
      let run = try OperatorRun(
        Softmax(), Shape(golden.shape), golden.input.map { Float($0) },
        outputGradient: golden.outputGradient.map { Float($0) })
      let units = 6 + Double(columns) / 16
      for index in golden.output.indices {
        let expected = golden.output[index]
        // exp(x - largest): half a unit of the difference d is up to d units of its exponential.
        let row = golden.input[index / columns * columns..<(index / columns + 1) * columns]
        let depth = min(row.max()! - golden.input[index], 104)
        let bound = (units + depth) * unit(expected)
        #expect(abs(Double(run.output[index]) - expected) <= bound)

        let largest = golden.outputGradient.map { abs($0) }.max()!
        let slopeBound = (2 * units + depth) * unit(2 * largest * max(expected, 1e-30))
        let slopeError = abs(Double(run.inputGradient[index]) - golden.inputGradient[index])
        #expect(slopeError <= slopeBound)
      }
    }
  }

  /// A unit in the last place of a float32 of this size: 2^-149 at least.
  private func unit(_ value: Double) -> Double {
    value == 0 ? Double(Float.leastNonzeroMagnitude) : Double(Float(value).ulp)
  }
}
