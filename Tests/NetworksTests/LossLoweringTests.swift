import Networks
import Operators
import Tensors
import TestSupport
import Testing

@Suite("Losses of model files")
struct LossLoweringTests {
  @Test("have PyTorch's gradients with respect to scores and weights")
  func gradients() throws {
    var count = 0
    for node in try GoldenNodes.load("lowering") {
      guard let slopes = node.inputGradients, let factors = node.outputGradients else { continue }
      count += 1
      let built = try NodeNetwork(node)
      let network = built.network
      let weights = network.storedWeights()
      let arrays = Dictionary(
        uniqueKeysWithValues: zip(network.inputs.map(\.name), built.given))
      let cotangents = Dictionary(
        uniqueKeysWithValues: try zip(network.outputs, factors).compactMap { output, factor in
          try factor.map { (output.name, try $0.stored) }
        })
      let found = try network.gradients(arrays, cotangents: cotangents, weights: weights)
      let expected = try slopes.compactMap { try $0?.stored }
      #expect(found.inputs.map(\.tensor.shape) == expected.map(\.shape), "\(node)")
      for (ours, theirs) in zip(found.inputs, expected) {
        let doubles = theirs.doubles
        let bound = (doubles.map(abs).max() ?? 0) * 0x1p-18
        let isClose = zip(ours.tensor.floats, doubles).allSatisfy { abs(Double($0) - $1) <= bound }
        #expect(isClose, "\(ours.name) of \(node)")
      }
    }
    #expect(count == 29)
  }

  private func loss(
    _ attributes: [String: NodeDescription.Attribute], of labels: [Int64]
  ) throws -> [Float] {
    let logarithms: [Float] = [-1, -2, -4, -8, -16, -32]
    var plan = NetworkPlan()
    let shape = Shape([labels.count, 6 / labels.count])
    let x = plan.input(named: "x", lengths: shape.lengths.map { $0 })
    let t = plan.input(named: "t", lengths: [labels.count], type: .int64)
    let node = NodeDescription(
      "NegativeLogLikelihoodLoss", opset: 13, attributes: attributes,
      inputs: [.init(shape: shape), .init(shape: Shape([labels.count]), type: .int64)])
    let found = try NegativeLogLikelihoodLowering.lower(node, [x, t], into: &plan, name: "loss")
    let network = plan.network(outputs: [("y", try #require(found[0]), .float32)])
    let arrays = [
      "x": StoredTensor(shape, floats: logarithms),
      "t": StoredTensor([labels.count], integers: labels),
    ]
    return try network.evaluate(arrays, weights: network.storedWeights())[0].tensor.floats
  }

  @Test("labels that are no class give NaN, at their own place alone, and ignored ones 0")
  func labelsOutOfRange() throws {
    let none = NodeDescription.Attribute.text("none")
    #expect(try loss(["reduction": none], of: [1, 0, 1]) == [2, 4, 32])
    let found = try loss(["reduction": none], of: [1, -1, 2])
    #expect(found[0] == 2 && found[1].isNaN && found[2].isNaN)
    for label: Int64 in [0, -1, 2, -100] {
      let losses = try loss(
        ["reduction": none, "ignore_index": .integer(label)], of: [label, 1, label])
      #expect(losses == [0, 8, 0] && losses[0].sign == .plus)
      let mean = try loss(["ignore_index": .integer(label)], of: [label, 1, label])
      #expect(mean == [8])
    }
  }

  @Test("the mean is NaN where every label is ignored, as in PyTorch, and the sum 0")
  func nothingCounts() throws {
    let ignored = NodeDescription.Attribute.integer(-100)
    #expect(try loss(["ignore_index": ignored], of: [-100, -100])[0].isNaN)
    let sum = try loss(["ignore_index": ignored, "reduction": .text("sum")], of: [-100, -100])
    #expect(sum == [0])
  }
}
