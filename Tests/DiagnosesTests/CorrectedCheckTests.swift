import Diagnoses
import Initializers
import NetworkZoo
import Networks
import Recipes
import Tensors
import Testing

/// Recipe `auto` with examples unlike what theory takes them for: few features stand behind many.
@Suite("Checks that correct weights on examples")
struct CorrectedCheckTests {
  private func examples(_ shape: Shape, seed: UInt64) throws -> StoredTensor {
    let own = try FixedLaw.normal(standardDeviation: 2).draw(
      .bias(out: shape[0] * 5), path: "examples", seed: seed)
    let each = shape.count / shape[0]
    return StoredTensor(
      shape, floats: (0..<shape.count).map { 1 + own[$0 / each * 5 + $0 % each % 5] })
  }

  @Test(
    "networks of every kind are healthy, and give on the examples what theory meant",
    arguments: [
      "784-512-256-128-64-10 under Glorot", "ResNet with batch normalization",
      "residual perceptron, 20 blocks, branches of 0.05", "MobileNet without normalization",
      "residual SwiGLU, 8 blocks",
    ])
  func healthy(name: String) throws {
    let network = Zoo.network(named: name).network
    let input = network.inputs[0]
    var check = Check(network, recipe: AutomaticRecipe())
    check.draws = 2
    check.data = [input.name: try examples(try input.shape(batch: 32), seed: 3)]
    let diagnosis = try check.run()
    #expect(diagnosis.verdict == .healthy, "\(diagnosis.findings)")
    #expect(!diagnosis.adjustments.isEmpty)
    #expect(diagnosis.adjustments.contains { abs($0.factor - 1) > 0.02 })
    #expect(diagnosis.adjustments.allSatisfy { $0.factor.isFinite && $0.factor > 0 })
    #expect(diagnosis.findings.allSatisfy { $0.code != .tooDeepForItsWidth })
    let layers = diagnosis.layers.filter { layer in
      diagnosis.adjustments.contains { layer.parameters.contains($0.parameter) }
    }
    // The theory of a table knows no places: in the middle of padded images signals are larger.
    let isImage = input.lengths.count > 2
    for layer in layers {
      let measured = try #require(layer.measured).secondMoment
      let predicted = try #require(layer.predicted).secondMoment
      #expect(abs(measured.value / predicted - 1) < (isImage ? 0.25 : 0.03), "\(layer.name)")
    }
  }
}
