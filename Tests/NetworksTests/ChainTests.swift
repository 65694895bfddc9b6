import Initializers
import Networks
import Operators
import Testing
import Threads

/// Fifty affine layers of one unit: the product of their weights, forward and backward.
@Suite("A chain of fifty units")
struct ChainTests {
  static let length = 50

  /// Output and the gradients of output with respect to each unit's weight and to the first unit's
  /// output.
  private func run(_ weight: Float) throws -> (output: Double, first: Double, weights: [Double]) {
    let network = Network(input: 1) {
      for _ in 0..<Self.length { Dense(1, initializer: .constant(weight)) }
    }
    let weights = network.draw(seed: 0, threads: .single)
    let gradients = Weights(zerosFor: network)
    let workspace = try Workspace(
      network, batch: 1, weights: weights, weightGradients: gradients, threads: .single,
      keepsValues: true)
    workspace.input.elements[0] = 1
    workspace.runForward()
    workspace.gradient(ofNode: Self.length - 1).elements[0] = 1
    workspace.runBackward()
    let slopes = (0..<Self.length).map { Double(gradients.tensors[2 * $0].elements[0]) }
    #expect(weights.areFinite && gradients.areFinite)
    return (
      Double(workspace.output.elements[0]), Double(workspace.gradient(ofNode: 0).elements[0]),
      slopes
    )
  }

  // Each product rounds to half a unit, and the weight itself is half a unit from 1.1: a hundred
  // half units at most.
  @Test(
    "weight 1.1 gives 117.39085 and weight 0.9 gives 0.0051537752, forward and backward",
    arguments: [(Float(1.1), 117.390852879695), (Float(0.9), 0.00515377520732011)])
  func powers(weight: Float, power: Double) throws {
    let found = try run(weight)
    let bound = Double(2 * Self.length) * 0x1p-24
    #expect(abs(found.output / power - 1) <= bound)
    // From the last output to the first there is one factor less.
    #expect(abs(found.first * Double(weight) / power - 1) <= bound)
    // The output is a product of all weights: its slope by any of them is the product of the
    // others.
    for slope in found.weights { #expect(abs(slope * Double(weight) / power - 1) <= bound) }
  }
}
