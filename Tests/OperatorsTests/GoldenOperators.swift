import Operators
import TestSupport

/// `operators.json`: operators in float64 by PyTorch.
struct GoldenOperators: Decodable {
  struct Case: Decodable {
    let `operator`: String
    let attributes: [String: Double]
    let shape: [Int]
    let input: [Double]
    let output: [Double]
    let outputGradient: [Double]
    let inputGradient: [Double]
  }

  struct Kink: Decodable {
    let `operator`: String
    let attributes: [String: Double]
    let slopeAtZero: Double
  }

  struct AffineCase: Decodable {
    let batch: Int
    let `in`: Int
    let out: Int
    let input: [Double]
    let weight: [Double]
    let bias: [Double]
    let output: [Double]
    let outputGradient: [Double]
    let inputGradient: [Double]
    let weightGradient: [Double]
    let biasGradient: [Double]
  }

  let kinks: [Kink]
  let elementwise: [Case]
  let softmax: [Case]
  let affine: [AffineCase]

  static func load() throws -> GoldenOperators {
    try Golden.load("operators", as: GoldenOperators.self)
  }

  /// The activation of a case: its only attribute, where it has one, is the number after the name.
  static func activation(
    _ name: String, _ attributes: [String: Double]
  ) throws -> any ActivationOperator {
    let spelled = attributes.first.map { "\(name):\($0.value)" } ?? name
    return try OperatorCatalog.activation(spelled: spelled).function
  }
}
