import Diagnoses
import Initializers
import Networks
import Operators
import Tensors
import Testing

@Suite("Facts of weights")
struct WeightFactsTests {
  private func twins(
    _ network: Network, change: (borrowing Weights) throws -> Void = { _ in }
  ) throws -> [WeightFacts.Twins] {
    let weights = network.draw(seed: 3)
    try change(weights)
    return WeightFacts(of: weights, in: network, shapes: try network.shapes(batch: 2)).twins
  }

  private let perceptron = Network(input: 12) {
    Dense(35, activation: .relu)
    Dense(99, activation: .relu)
    Dense(10)
  }

  // Makes the first units of the second layer copies of the last one, in and out.
  private func copyUnits(_ count: Int, out: Bool, in weights: borrowing Weights) throws {
    let entering = weights.tensors[try perceptron.parameterIndex(at: "layers.1.weight")].elements
    let leaving = weights.tensors[try perceptron.parameterIndex(at: "layers.2.weight")].elements
    for unit in 0..<count {
      for input in 0..<35 { entering[input * 99 + unit] = entering[input * 99 + 98] }
      guard out else { continue }
      for output in 0..<10 { leaving[unit * 10 + output] = leaving[98 * 10 + output] }
    }
  }

  @Test("drawn weights have no twins")
  func drawn() throws {
    #expect(try twins(perceptron).isEmpty)
    #expect(WeightFacts(lawsOf: perceptron, shapes: try perceptron.shapes(batch: 2)).twins.isEmpty)
  }

  @Test("units with equal weights in and out are twins, those with equal weights in alone are not")
  func planted() throws {
    let found = try twins(perceptron) { try copyUnits(49, out: true, in: $0) }
    #expect(found == [.init(node: 2, units: 99, count: 50)])
    #expect(try twins(perceptron) { try copyUnits(49, out: false, in: $0) }.isEmpty)
  }

  @Test("units with the same weights at other places are no twins")
  func moved() throws {
    let network = try Network(checking: [2, 6, 6]) {
      Convolution(4, kernel: 3, name: "kernels")
      GlobalAveragePooling()
      Dense(10, name: "head")
    }
    let count = 2 * 9
    func changed(_ moved: [Int]) throws -> [WeightFacts.Twins] {
      try twins(network) { weights in
        let kernels = weights.tensors[try network.parameterIndex(at: "kernels.weight")].elements
        for place in 0..<count { kernels[3 * count + place] = kernels[count + moved[place]] }
        let head = weights.tensors[try network.parameterIndex(at: "head.weight")].elements
        for output in 0..<10 { head[3 * 10 + output] = head[10 + output] }
      }
    }
    let same = Array(0..<count)
    #expect(try changed(same) == [.init(node: 0, units: 4, count: 2)])
    var other = same
    other.swapAt(4, 7)
    #expect(try changed(other).isEmpty, "two positions")
    other = same
    for position in 0..<9 { other.swapAt(position, 9 + position) }
    #expect(try changed(other).isEmpty, "two channels")
  }

  @Test("weights of one number make every hidden unit a twin, by their numbers and by their law")
  func constant() throws {
    let network = try perceptron.withWeights(drawnBy: FixedLaw.constant(0.1))
    let shapes = try network.shapes(batch: 2)
    let expected = [
      WeightFacts.Twins(node: 0, units: 35, count: 35),
      WeightFacts.Twins(node: 2, units: 99, count: 99),
    ]
    #expect(try twins(network) == expected)
    #expect(WeightFacts(lawsOf: network, shapes: shapes).twins == expected)
    #expect(Judge.verdict(of: Judge.findings(try Evidence(measuring: network))) == .symmetric)
  }

  @Test("twins are found through convolutions, normalizations, pools and flattening")
  func convolutions() throws {
    let network = try Network(checking: [3, 8, 8]) {
      Convolution(8, kernel: 3, padding: 1, initializer: FixedLaw.constant(0.1))
      BatchNormalization()
      Activate(.relu)
      MaxPooling(2)
      Flatten()
      Dense(10, initializer: FixedLaw.constant(0.2))
    }
    #expect(try twins(network) == [.init(node: 0, units: 8, count: 8)])
    let positions = try twins(network) { weights in
      // One weight out of one channel at one position is another.
      weights.tensors[try network.parameterIndex(at: "layers.5.weight")].elements[3] = 1
    }
    #expect(positions == [.init(node: 0, units: 8, count: 7)])
  }

  @Test("mean, mean square, zeros and what is not finite")
  func figures() throws {
    let weights = perceptron.draw(seed: 3)
    let place = try perceptron.parameterIndex(at: "layers.1.weight")
    let elements = weights.tensors[place].elements
    let facts = WeightFacts(of: weights, in: perceptron, shapes: try perceptron.shapes(batch: 2))
    var (sum, squares) = (0.0, 0.0)
    for x in elements {
      sum += Double(x)
      squares += Double(x) * Double(x)
    }
    let count = Double(elements.count)
    #expect(abs(facts.parameters[place].mean - sum / count) < 1e-12)
    #expect(abs(facts.parameters[place].secondMoment - squares / count) < 1e-12)
    #expect(facts.parameters[place].isFinite && !facts.parameters[place].isConstant)
    let bias = try perceptron.parameterIndex(at: "layers.1.bias")
    #expect(facts.parameters[bias].isZero && facts.parameters[bias].isConstant)
    elements[elements.count - 1] = .infinity
    let odd = WeightFacts(of: weights, in: perceptron, shapes: try perceptron.shapes(batch: 2))
    #expect(!odd.parameters[place].isFinite)
  }
}
