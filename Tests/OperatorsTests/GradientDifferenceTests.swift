import Operators
import Tensors
import TestSupport
import Testing

/// Gradients against (F(x + h) - F(x - h)) / 2h, where F = sum of outputs times factors, summed in
/// float64 over a forward pass in float32.
///
/// Two errors set the bound. Every output is off by some units in the last place, which the
/// division magnifies: `c eps sum |factor output| / h`. And the quotient is off by a term in h²,
/// which the quotients at 2h and at h show: it is a third of their difference, and less where the
/// inputs stay away from kinks. Nothing here comes from the data file but inputs and factors.
@Suite("Gradients of nodes against central differences")
struct GradientDifferenceTests {
  private static let step: Float = 0x1p-6
  // Elementary functions are within 5 units in the last place, sums of terms within some more.
  private static let units = 16.0

  @Test("agree for each input, at most sixteen elements of it")
  func differences() throws {
    for (number, item) in try GradientCase.all().enumerated() {
      let run = try #require(try GradientRun(item.request))
      var draws = Draws(seed: UInt64(number))
      for place in item.inputs.indices {
        guard let gradient = run.inputGradients[place] else { continue }
        let count = item.inputs[place].values.count
        let elements =
          count <= 16
          ? Array(0..<count) : (0..<16).map { _ in Int.random(in: 0..<count, using: &draws) }
        for element in elements {
          let (wide, _) = try quotient(item, place, element, 2 * Self.step)
          let (narrow, rounding) = try quotient(item, place, element, Self.step)
          let bound = abs(wide - narrow) + rounding
          let error = abs(Double(gradient[element]) - narrow)
          #expect(error <= bound, "\(item.node): input \(place), element \(element)")
        }
      }
    }
  }

  private func quotient(
    _ item: GradientCase, _ place: Int, _ element: Int, _ step: Float
  ) throws -> (value: Double, rounding: Double) {
    let given = item.inputs[place]
    let ends = [given.values[element] + step, given.values[element] - step]
    let width = Double(ends[0]) - Double(ends[1])
    var (values, size) = ([Double](), 0.0)
    for end in ends {
      var moved = given.values
      moved[element] = end
      var inputs = item.inputs
      inputs[place] = Argument(given.shape, moved)
      let outputs = try OperatorRun.forward(item.function, inputs)
      var value = 0.0
      for (output, factors) in zip(outputs, item.outputGradients) {
        for (y, factor) in zip(output, factors ?? []) {
          value += Double(y) * Double(factor)
          size += abs(Double(y) * Double(factor))
        }
      }
      values.append(value)
    }
    return ((values[0] - values[1]) / width, Self.units * 0x1p-24 * size / width)
  }
}
