import Initializers
import Networks
import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// A network of one node of a model file: the inputs that are given when it runs are its inputs, the
/// others that hold floats its parameters.
struct NodeNetwork {
  let network: Network
  /// What the inputs are given when it runs.
  let given: [StoredTensor]

  init(_ node: GoldenNodes.Node, openBatch: Bool = false) throws {
    let composite = try #require(CompositeCatalog.imported(node.operatorName))
    var plan = NetworkPlan()
    var values: [Network.Value?] = []
    var given: [StoredTensor] = []
    for index in 0..<node.inputCount {
      guard let tensor = try node.input(index) else {
        values.append(nil)
        continue
      }
      if node.dynamic.contains(index) {
        given.append(tensor)
        values.append(
          plan.input(named: "x\(index)", lengths: tensor.shape.lengths, type: tensor.type))
      } else if tensor.type.isFloat {
        values.append(try plan.parameter("parameter\(index)", stored: tensor))
      } else {
        values.append(plan.constant(tensor))
      }
    }
    let found = try composite.lower(
      node.described(unknown: node.dynamic), values, into: &plan, name: "node")
    let outputs = try node.outputs.indices.map {
      (name: "y\($0)", value: try #require(found[$0]), type: StoredType.float32)
    }
    network = plan.network(outputs: outputs)
    self.given = given
  }

  func run(_ threads: ThreadPool) throws -> [(Shape, [Float])] {
    let weights = network.storedWeights()
    let workspace = try Workspace(
      network, inputShapes: given.map(\.shape), weights: weights, threads: threads)
    for (input, tensor) in zip(workspace.inputs, given) { tensor.copyFloats(into: input.elements) }
    workspace.runForward()
    let outputs = withExtendedLifetime(workspace) {
      workspace.outputs.map { ($0.shape, Array($0.readOnly.elements)) }
    }
    #expect(weights.areFinite == true)
    return outputs
  }
}

@Suite("Nodes that stand for several operators")
struct LoweringGoldenTests {
  @Test("give what onnxruntime gives, bit for bit the same on one thread and on several")
  func golden() throws {
    let (two, seven) = (ThreadPool(threadCount: 2), ThreadPool(threadCount: 7))
    for node in try GoldenNodes.load("lowering") {
      let network = try NodeNetwork(node)
      let found = try network.run(.single)
      for threads in [two, seven] {
        #expect(try network.run(threads).map(\.1) == found.map(\.1), "\(node)")
      }
      #expect(found.count == node.outputs.count)
      for ((shape, numbers), output) in zip(found, node.outputs) {
        let expected = try output.stored
        #expect(shape == expected.shape, "\(node)")
        let isEqual = zip(numbers, expected.floats).allSatisfy { abs($0 - $1) <= 5e-6 }
        #expect(isEqual, "\(node)")
      }
    }
  }

  @Test("the weights of a recurrent layer have gates, inputs and roles, in every direction")
  func declaredAxes() throws {
    for node in try GoldenNodes.load("lowering") {
      guard let gates = ["LSTM": 4, "GRU": 3, "RNN": 1][node.operatorName] else { continue }
      let network = try NodeNetwork(node).network
      for parameter in network.parameters where parameter.path != "parameter7" {
        let spec = try #require(parameter.spec, "\(parameter.path) of \(node)")
        let directions = parameter.shape[0]
        switch parameter.path {
        case "parameter1":
          #expect(spec.role == .weight && spec.fans == Fans(fanIn: 4, fanOut: 6))
          #expect(spec.mapCount == gates * directions)
        case "parameter2":
          #expect(spec.role == .recurrentWeight && spec.fans == Fans(fanIn: 6, fanOut: 6))
          #expect(spec.mapCount == gates * directions)
        default: #expect(spec.role == .bias && spec.mapCount == 2 * gates * directions)
        }
      }
    }
  }

  @Test("a plain Gemm is one affine map, its weight declared as it is stored")
  func plainGemm() throws {
    for node in try GoldenNodes.load("lowering") where node.operatorName == "Gemm" {
      let network = try NodeNetwork(node).network
      guard "\(node)".contains("transB"), !"\(node)".contains("transA"),
        !"\(node)".contains("beta")
      else { continue }
      #expect(network.nodes.last?.function is Affine)
      let weight = try #require(network.parameters.first { $0.path == "parameter1" })
      #expect(
        weight.spec
          == .dense(in: weight.shape[1], out: weight.shape[0], layout: .pytorch))
    }
  }

  @Test("a thousand steps are few operators each and share the input's product")
  func longSequence() throws {
    func shape(_ lengths: Int...) -> NodeDescription.InputDescription {
      .init(shape: Shape(lengths))
    }
    let (steps, width, units) = (1000, 40, 64)
    for (name, gates, limit) in [("LSTM", 4, 11), ("GRU", 3, 13), ("RNN", 1, 3)] {
      let composite = try #require(CompositeCatalog.imported(name))
      var plan = NetworkPlan()
      let x = plan.input(named: "x", lengths: [steps, 1, width])
      var parameters: [Network.Value?] = [x]
      for (path, lengths) in [
        ("w", [1, gates * units, width]), ("r", [1, gates * units, units]),
        ("b", [1, 2 * gates * units]),
      ] {
        let stored = StoredTensor.filled(type: .float32, shape: Shape(lengths), value: 0.01)
        parameters.append(try plan.parameter(path, stored: stored))
      }
      let node = NodeDescription(
        name, opset: 14,
        inputs: [
          shape(steps, 1, width), shape(1, gates * units, width), shape(1, gates * units, units),
          shape(1, 2 * gates * units),
        ], wantsOutput: [true])
      let time = try ProcessorTime.ofThread {
        let found = try composite.lower(node, parameters, into: &plan, name: name)
        let network = plan.network(outputs: [("y", found[0]!, .float32)])
        #expect(network.nodes.count <= limit * steps + 10)
        #expect(network.parameters.allSatisfy { $0.spec != nil })
      }
      #expect(time < 2, "\(name)")
    }
  }

  @Test("hostile attributes and shapes are refused with the node's name")
  func refusals() throws {
    typealias Attribute = NodeDescription.Attribute
    let layers: [(String, [String: Attribute], [[Int]])] = [
      ("LSTM", ["direction": .text("sideways")], [[2, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", ["layout": .integer(7)], [[2, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", ["hidden_size": .integer(.max)], [[2, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", ["clip": .float(-1)], [[2, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", ["activations": .texts(["Tanh"])], [[2, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", ["activations": .texts(["x", "y", "z"])], [[2, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", [:], [[0, 1, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", [:], [[1 << 30, 0, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", [:], [[2, 1, 3], [1, 8, 4], [1, 8, 2]]),
      ("LSTM", [:], [[2, 1, 3], [2, 8, 3], [2, 8, 2]]),
      ("LSTM", [:], [[2, 3], [1, 8, 3], [1, 8, 2]]),
      ("LSTM", [:], [[2, 1, 3]]),
      ("GRU", [:], [[2, 1, 3], [1, 6, 3], [1, 0, .max]]),
      ("RNN", ["activations": .texts([])], [[2, 1, 3], [1, 2, 3], [1, 2, 2]]),
      ("Gemm", [:], [[2, 3], [4, 5]]), ("Gemm", [:], [[2, 3], [3, 4, 5]]),
      ("Gemm", [:], [[2, 3], [3, 5], [2, 2, 5]]),
      ("Gemm", ["alpha": .text("")], [[2, 3], [3, 5]]),
      ("Attention", [:], [[2, 3], [2, 3], [2, 3]]),
      ("Attention", [:], [[2, 3, 4], [2, 3, 4], [2, 3, 4]]),
      (
        "Attention", ["q_num_heads": .integer(.min), "kv_num_heads": .integer(1)],
        [[2, 3, 4], [2, 3, 4], [2, 3, 4]]
      ),
      ("Attention", [:], [[2, 3, 4, 5], [2, 2, 4, 5], [2, 2, 4, 5]]),
      ("Attention", [:], [[2, 3, 4, 5], [2, 0, 4, 5], [2, 0, 4, 5]]),
      (
        "Attention", ["qk_matmul_output_mode": .integer(9)],
        [[1, 1, 2, 2], [1, 1, 2, 2], [1, 1, 2, 2]]
      ),
      (
        "Attention", ["is_causal": .integer(1)],
        [[1, 1, 1 << 20, 2], [1, 1, 1 << 20, 2], [1, 1, 1 << 20, 2]]
      ),
      ("RotaryEmbedding", [:], [[1, 2, 3, 5], [1, 3, 2], [1, 3, 2]]),
      ("RotaryEmbedding", ["num_heads": .integer(-1)], [[1, 2, 8], [1, 2, 4], [1, 2, 4]]),
      (
        "RotaryEmbedding", ["rotary_embedding_dim": .integer(.max)],
        [[1, 2, 3, 4], [1, 3, 2], [1, 3, 2]]
      ),
      ("NegativeLogLikelihoodLoss", [:], [[4, 3]]),
      ("NegativeLogLikelihoodLoss", [:], [[4], []]),
      ("NegativeLogLikelihoodLoss", [:], [[4, 3], [3]]),
      ("NegativeLogLikelihoodLoss", [:], [[4, 3, 2], [4, 3]]),
      ("NegativeLogLikelihoodLoss", [:], [[4, 3], [4], [4]]),
      ("NegativeLogLikelihoodLoss", [:], [[4, 3], [4], [3, 1]]),
      ("NegativeLogLikelihoodLoss", ["reduction": .text("max")], [[4, 3], [4]]),
      ("NegativeLogLikelihoodLoss", ["reduction": .integer(0)], [[4, 3], [4]]),
      ("SoftmaxCrossEntropyLoss", ["ignore_index": .float(0)], [[4, 3], [4]]),
      ("SoftmaxCrossEntropyLoss", [:], [[4], [4]]),
    ]
    for (name, attributes, lengths) in layers {
      guard let shapes = try? lengths.map({ try Shape(checking: $0) }) else { continue }
      var plan = NetworkPlan()
      let values = shapes.enumerated().map {
        plan.input(named: "x\($0)", lengths: $1.lengths) as Network.Value?
      }
      let node = NodeDescription(
        name, opset: 23, attributes: attributes, inputs: shapes.map { .init(shape: $0) })
      let composite = try #require(CompositeCatalog.imported(name))
      #expect(throws: NetworkError.self, "\(name) \(attributes) \(lengths)") {
        try composite.lower(node, values, into: &plan, name: "node")
      }
    }
  }
}
