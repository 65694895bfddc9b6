import Initializers
import NetworkZoo
import Networks
import Operators
import Testing

/// Fixed points of mean field theory, found by mpmath with 25 digits, reached by whole networks.
@Suite("Fixed points of deep networks")
struct FixedPointTests {
  struct Point: Sendable, CustomTestStringConvertible {
    let name: String
    let function: any Layer
    let weights: Double
    var biases = 0.0
    let length: Double
    var gradient = 1.0
    var tolerance = 1e-9

    var testDescription: String { name }
  }

  // sigma_b^2 = 0.05: the variance of weights at which gradients keep their length, and that length.
  static let critical = [
    Point(
      name: "tanh", function: Activate(.tanh), weights: 1.760954639607, length: 0.5700478816408),
    Point(
      name: "lecun tanh", function: Apply.lecunTanh, weights: 1.196233635769,
      length: 0.8762190100671, tolerance: 2e-7),
    Point(name: "erf", function: Apply.erf, weights: 1.375839007347, length: 0.5171768379806),
    Point(name: "sin", function: Apply.sin, weights: 1.502070102558, length: 0.5520701025579),
    Point(name: "asinh", function: Apply.asinh, weights: 1.599894902673, length: 1.215376473223),
    Point(
      name: "softsign", function: Activate(.softsign), weights: 3.141247236044,
      length: 0.412183176015),
    Point(
      name: "hard tanh", function: Apply.hardTanh, weights: 1.165544689636,
      length: 0.463863969432),
    Point(name: "elu", function: Activate(.elu), weights: 1.533718331639, length: 1.300912569946),
    Point(
      name: "celu 2", function: Activate(.celu(alpha: 2)), weights: 1.402211640652,
      length: 2.01861749271),
    Point(
      name: "selu", function: Activate(.selu), weights: 0.9017658917663,
      length: 0.8273015902709),
    Point(name: "relu6", function: Apply.relu6, weights: 2.02216143561, length: 5.562501813343),
    Point(name: "cos", function: Apply.cos, weights: 2.184858309857, length: 1.234858309857),
    Point(
      name: "sigmoid", function: Activate(.sigmoid), weights: 103.1284939908,
      length: 45.73448114238),
    Point(
      name: "gelu, which repels", function: Activate(.gelu), weights: 2.302519511693,
      length: 0.7220357669016),
    Point(
      name: "mish, which repels", function: Activate(.mish), weights: 2.104797535847,
      length: 0.9054001993555),
  ].map { point in
    var point = point
    point.biases = 0.05
    return point
  }

  // What popular gains lead to.
  static let recipes = [
    Point(
      name: "tanh with gain 5/3 is chaotic", function: Activate(.tanh), weights: 25.0 / 9,
      length: 1.17848049039, gradient: 1.20983132038),
    Point(
      name: "selu with gain 3/4 does not normalize itself", function: Activate(.selu),
      weights: 9.0 / 16, length: 0.0230337846108, gradient: 1.00367035084),
    Point(
      name: "selu under LeCun", function: Activate(.selu), weights: 1, length: 1,
      gradient: 1.07157499246),
    Point(
      name: "sigmoid with gain 1 vanishes", function: Activate(.sigmoid), weights: 1,
      length: 0.264686875182, gradient: 0.0557207067697),
    Point(
      name: "elu with its gain", function: Activate(.elu), weights: 1 / 0.64494541749292,
      length: 1, gradient: 1.03590471860),
  ]

  @Test(
    "a chain keeps its length there, and a gradient changes as printed",
    arguments: critical + recipes)
  func fixedPoint(point: Point) throws {
    let chain = Chain(
      depth: 12, weights: point.weights, biases: point.biases, first: point.length)
    let network = chain.network("chain", "normal", point.function).network
    let moments = try network.moments(input: .zoo)
    let maps = network.nodes.filter { $0.function is Affine }
    for map in maps {
      let found = moments[map.outputs[0]].secondMoment
      #expect(abs(found / point.length - 1) < point.tolerance, "\(map.name): \(found)")
    }
    for index in 1..<11 {
      let later = try #require(moments.gradient(maps[index + 1].outputs[0])?.secondMoment)
      let earlier = try #require(moments.gradient(maps[index].outputs[0])?.secondMoment)
      #expect(abs(earlier / later / point.gradient - 1) < 10 * point.tolerance)
    }
  }
}
