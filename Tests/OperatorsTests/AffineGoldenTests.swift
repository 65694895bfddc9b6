import Operators
import Tensors
import Testing

@Suite("Affine maps against PyTorch in float64")
struct AffineGoldenTests {
  // A sum of n products in any order is off by at most (n + 1) half units of the sum of the
  // products' sizes (N. Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
  private func bound(terms: Int, size: Double) -> Double { Double(terms + 1) * 0x1p-24 * size }

  @Test("output, input gradient, weight gradient and bias gradient are right to rounding")
  func golden() throws {
    for golden in try GoldenOperators.load().affine {
      let (batch, rows, columns) = (golden.batch, golden.in, golden.out)
      let run = try OperatorRun(
        Affine(), [batch, rows],
        golden.input.map { Float($0) },
        parameters: [
          Argument([rows, columns], golden.weight.map { Float($0) }),
          Argument([columns], golden.bias.map { Float($0) }),
        ],
        outputGradient: golden.outputGradient.map { Float($0) })
      let (x, w, dy) = (golden.input, golden.weight, golden.outputGradient)

      for i in 0..<batch {
        for j in 0..<columns {
          let size = (0..<rows).reduce(abs(golden.bias[j])) {
            $0 + abs(x[i * rows + $1] * w[$1 * columns + j])
          }
          let found = Double(run.output[i * columns + j])
          let error = abs(found - golden.output[i * columns + j])
          #expect(error <= bound(terms: rows + 1, size: size))
        }
        for k in 0..<rows {
          let size = (0..<columns).reduce(0) {
            $0 + abs(dy[i * columns + $1] * w[k * columns + $1])
          }
          let found = Double(run.inputGradient[i * rows + k])
          let error = abs(found - golden.inputGradient[i * rows + k])
          #expect(error <= bound(terms: columns, size: size))
        }
      }
      for j in 0..<columns {
        for k in 0..<rows {
          let size = (0..<batch).reduce(0) {
            $0 + abs(x[$1 * rows + k] * dy[$1 * columns + j])
          }
          let found = Double(run.parameterGradients[0][k * columns + j])
          let error = abs(found - golden.weightGradient[k * columns + j])
          #expect(error <= bound(terms: batch, size: size))
        }
        let size = (0..<batch).reduce(0) { $0 + abs(dy[$1 * columns + j]) }
        let found = Double(run.parameterGradients[1][j])
        #expect(abs(found - golden.biasGradient[j]) <= bound(terms: batch, size: size))
      }
    }
  }

  @Test("a batch of none has no output and gradients of zero")
  func emptyBatch() throws {
    let run = try OperatorRun(
      Affine(), [0, 3], [],
      parameters: [Argument([3, 2], [1, 2, 3, 4, 5, 6]), Argument([2], [7, 8])], outputGradient: [])
    #expect(run.output.isEmpty && run.inputGradient.isEmpty)
    #expect(run.parameterGradients == [[0, 0, 0, 0, 0, 0], [0, 0]])
  }

  @Test("the golden data has a batch of none, ones and primes")
  func coverage() throws {
    let sizes = try GoldenOperators.load().affine.map { [$0.batch, $0.in, $0.out] }
    #expect(sizes.contains { $0[0] == 0 })
    #expect(sizes.contains([1, 1, 1]))
    #expect(sizes.contains([13, 11, 7]))
  }
}
