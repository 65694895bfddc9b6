import Operators
import Tensors
import Testing
import TestSupport

/// Gradients against (f(x + h) - f(x - h)) / 2h, the forward pass evaluated in float32.
///
/// Two errors set the bound: each value of f is off by some units in the last place, `c eps |f|`,
/// which the division magnifies to `c eps |f| / h`; and the difference quotient is off by `h^2 / 6
/// max |f'''|`. With h = 2^-7 they are about 1e-5 |f| and 1e-5 max |f'''|.
@Suite("Gradients against central differences")
struct CentralDifferenceTests {
  static let step: Float = 0x1p-7
  static let epsilon = 0x1p-23
  static let shapes: [Shape] = [[], [0, 4], [1, 1], [1, 7], [5, 1], [7, 11], [2, 3, 1, 5]]

  static let elementwise = OperatorCatalog.activations.map { $0.name }
    .filter { $0 != Softmax.name }

  @Test("elementwise activations", arguments: elementwise)
  func activations(spelled: String) throws {
    let variants =
      try OperatorCatalog.activation(spelled: spelled).function is LeakyReLU
      ? [spelled, "\(spelled):0.2", "\(spelled):-0.5"]
      : spelled == ELU.name ? [spelled, "\(spelled):0.5", "\(spelled):2"] : [spelled]
    for variant in variants { try check(try OperatorCatalog.activation(spelled: variant).function) }
  }

  private func check(_ function: any ActivationOperator) throws {
    // No activation's third derivative exceeds this: softsign's is 6 beside 0, twice a twofold
    // alpha is 4.
    let third = 6.0
    let step = Self.step
    var draws = Draws(seed: 1)
    for shape in Self.shapes {
      let near = draws.floats(shape.count, bound: 4)
      // Within h of 0 lies the kink of ReLU and its kin, and a jump of softsign's second
      // derivative; the functions made of pieces bend at 3 and -3 or jump at 1.
      let kinks: [Float] = [0, 1, 3, -3]
      let input = near.map { x in
        kinks.contains { abs(x - $0) < 2 * step } ? x + 4 * step : x
      }
      let gradient = draws.floats(shape.count, bound: 2)
      let run = try OperatorRun(function, shape, input, outputGradient: gradient)
      let (upper, lower) = (input.map { $0 + step }, input.map { $0 - step })
      let above = try OperatorRun.forward(function, shape, upper)
      let below = try OperatorRun.forward(function, shape, lower)
      for i in input.indices {
        let width = Double(upper[i]) - Double(lower[i])
        let slope = (Double(above[i]) - Double(below[i])) / width
        let size = Double(max(abs(above[i]), abs(below[i])))
        let h = width / 2
        let bound = 4 * Self.epsilon * size / h + h * h / 6 * third
        let error = abs(slope * Double(gradient[i]) - Double(run.inputGradient[i]))
        #expect(error <= bound * Double(abs(gradient[i])), "\(function.spelled) at \(input[i])")
      }
    }
  }

  // Along a direction with entries from -1 to 1 the third derivative of an output y of softmax is
  // y ((u - m)^3 - 3 (u - m) v - k) with |u - m| <= 2, v <= 1, |k| <= 8: at most 22 y.
  @Test("softmax, along random directions")
  func softmax() throws {
    var draws = Draws(seed: 2)
    for shape in Self.shapes where shape.rank > 0 {
      let input = draws.floats(shape.count, bound: 3)
      let gradient = draws.floats(shape.count, bound: 2)
      let run = try OperatorRun(Softmax(), shape, input, outputGradient: gradient)
      for _ in 0..<20 {
        let direction = draws.floats(shape.count, bound: 1)
        let ends = try [Self.step, -Self.step].map { step in
          let moved = zip(input, direction).map { $0 + step * $1 }
          return (moved, try OperatorRun.forward(Softmax(), shape, moved))
        }
        let h = Double(Self.step)
        var (difference, expected, bound) = (0.0, 0.0, 0.0)
        for i in input.indices {
          let dy = Double(gradient[i])
          difference += dy * (Double(ends[0].1[i]) - Double(ends[1].1[i])) / (2 * h)
          let moved = Double(ends[0].0[i]) - Double(ends[1].0[i])
          expected += Double(run.inputGradient[i]) * moved / (2 * h)
          let y = Double(ends[0].1[i]) + Double(ends[1].1[i])
          bound += abs(dy) * y * (8 * Self.epsilon / h + h * h / 6 * 22)
        }
        #expect(abs(difference - expected) <= bound)
      }
    }
  }

  // The map is linear in each of its arguments, so the step may be 1 and only rounding counts: a
  // sum of n products is off by at most (n + 1) half units of the sum of their sizes.
  @Test(
    "affine, in input, weight and bias along random directions",
    arguments: [
      [0, 3, 2], [1, 1, 1], [1, 7, 1], [1, 1, 7], [5, 1, 3], [13, 11, 7], [31, 37, 29],
    ])
  func affine(sizes: [Int]) throws {
    let (batch, rows, columns) = (sizes[0], sizes[1], sizes[2])
    let function = Affine()
    var draws = Draws(seed: 3)
    let arguments = [batch * rows, rows * columns, columns].map { draws.floats($0, bound: 1) }
    let gradient = draws.floats(batch * columns, bound: 2)
    func parameters(_ arguments: [[Float]]) -> [Argument] {
      [Argument([rows, columns], arguments[1]), Argument([columns], arguments[2])]
    }
    let run = try OperatorRun(
      function, [batch, rows], arguments[0], parameters: parameters(arguments),
      outputGradient: gradient)
    let gradients = [run.inputGradient] + run.parameterGradients
    for place in arguments.indices {
      for _ in 0..<5 {
        let direction = draws.floats(arguments[place].count, bound: 1)
        let ends = try [Float(1), -1].map { sign in
          var moved = arguments
          moved[place] = zip(moved[place], direction).map { $0 + sign * $1 }
          return (
            moved[place],
            try OperatorRun.forward(
              function, [batch, rows], moved[0], parameters: parameters(moved))
          )
        }
        let difference = gradient.indices.reduce(0.0) {
          $0 + Double(gradient[$1]) * (Double(ends[0].1[$1]) - Double(ends[1].1[$1])) / 2
        }
        let expected = direction.indices.reduce(0.0) {
          $0 + Double(gradients[place][$1]) * (Double(ends[0].0[$1]) - Double(ends[1].0[$1])) / 2
        }
        // Inputs and weights are at most 2 in size, output gradients too.
        let values = Double(batch * columns) * 2 * Double(4 * rows + 2)
        let slopes = Double(direction.count) * Double(4 * max(batch, columns))
        let terms = Double(rows + batch + columns + 2)
        #expect(abs(difference - expected) <= terms * 0x1p-24 * (values + slopes))
      }
    }
  }
}
