import Networks
import Operators
import Tensors
import TestSupport

/// What `Tests/Golden/measurements.py` writes.
struct GoldenMeasurements: Decodable {
  let networks: [GoldenNetwork]
  let alike: [Alike]

  struct Alike: Decodable {
    let rows: Int
    let columns: Int
    let distance: Double
    let numbers: [Float]
  }

  static func load() throws -> GoldenMeasurements {
    try Golden.load("measurements", as: GoldenMeasurements.self)
  }
}

/// A network with what PyTorch reads of it.
struct GoldenNetwork: Decodable {
  let name: String
  let shape: [Int]
  let input: [Float]
  let weights: [Weight]
  let logits: String
  let cotangent: [Float]
  let figures: [Figure]

  struct Weight: Decodable {
    let path: String
    let shape: [Int]
    let numbers: [Float]
    let gradient: Double?
  }

  struct Figure: Decodable {
    let node: String
    let mean: Double
    let second: Double
    let correlation: Double
    let dead: Double
    let gradient: Double?
    let length: Double?
    let saturated: Double?
    let bias: Double?
  }

  /// The same network of this package's operators, each node with the name that the file has.
  func network(isOpen: Bool = true, batch: Int? = nil) throws -> Network {
    var builder = Builder(weights)
    let lengths = [isOpen ? nil : batch ?? shape[0]] + shape.dropFirst().map { $0 as Int? }
    let x = builder.plan.input(named: "x", lengths: lengths)
    let output =
      switch name {
      case "dense": try builder.dense(x)
      case "convolutions": try builder.convolutions(x)
      case "attention": try builder.attention(x)
      default: try builder.recurrent(x)
      }
    return builder.plan.network(outputs: [("output", output, .float32)])
  }

  private struct Builder {
    var plan = NetworkPlan()
    let weights: [Weight]
    private var made: [String: Network.Value] = [:]

    init(_ weights: [Weight]) { self.weights = weights }

    private mutating func weight(_ path: String) throws -> Network.Value {
      if let value = made[path] { return value }
      let found = weights.first { $0.path == path }!
      let value = try plan.parameter(
        path, stored: StoredTensor(Shape(found.shape), floats: found.numbers))
      made[path] = value
      return value
    }

    private mutating func apply(
      _ name: String, _ function: some Operator, _ inputs: Network.Value...
    ) throws -> Network.Value {
      try plan.apply(function, to: inputs, name: name)[0]
    }

    private mutating func product(
      _ name: String, _ x: Network.Value, _ path: String
    ) throws -> Network.Value {
      try apply(name, MatMul(), x, weight(path))
    }

    mutating func dense(_ x: Network.Value) throws -> Network.Value {
      var z = try apply("a1", Operators.Add(), product("z1", x, "w1"), weight("b1"))
      z = try apply("t1", Tanh(), z)
      z = try apply("a2", Operators.Add(), product("z2", z, "w2"), weight("b2"))
      z = try apply("r2", ReLU(), z)
      z = try apply("a3", Operators.Add(), product("z3", z, "w3"), weight("b3"))
      return try apply("p", Softmax(axis: -1), z)
    }

    mutating func convolutions(_ x: Network.Value) throws -> Network.Value {
      let windows = WindowPadding.given(before: [1, 1], after: [1, 1])
      let z = try apply("c1", Conv(padding: windows), x, weight("k1"))
      let n = try apply(
        "n1", Operators.BatchNormalization(), z, weight("scale"), weight("shift"), weight("mean"),
        weight("variance"))
      let r = try apply("r1", ReLU(), n)
      let c = try apply("c2", Conv(padding: windows), r, weight("k2"), weight("b2"))
      let s = try apply("s", Operators.Add(), c, r)
      let g = try apply("g", GlobalAveragePool(), s)
      return try product("y", apply("f", Operators.Flatten(), g), "w")
    }

    mutating func attention(_ x: Network.Value) throws -> Network.Value {
      let n = try apply("n", Operators.LayerNormalization(), x, weight("scale"), weight("shift"))
      func heads(_ name: String, _ builder: inout Builder) throws -> Network.Value {
        let map = try builder.product("\(name).map", n, name)
        let split = try builder.apply("\(name).split", Operators.Reshape([0, 5, 2, 4]), map)
        let turned = try builder.apply("\(name).turn", Operators.Transpose([0, 2, 1, 3]), split)
        return try builder.apply("\(name).heads", Operators.Reshape([-1, 5, 4]), turned)
      }
      let (q, k) = (try heads("query", &self), try heads("key", &self))
      let v = try heads("value", &self)
      let turned = try apply("key.turned", Operators.Transpose([0, 2, 1]), k)
      let scores = try apply("scores", MatMul(), q, turned)
      let means = try apply("means", MatMul(), apply("weights", Softmax(axis: -1), scores), v)
      let split = try apply("means.split", Operators.Reshape([-1, 2, 5, 4]), means)
      let back = try apply("means.turn", Operators.Transpose([0, 2, 1, 3]), split)
      let joined = try apply("joined", Operators.Reshape([0, 5, 8]), back)
      let s = try apply("sum", Operators.Add(), product("o", joined, "output"), x)
      let pooled = try apply("pooled", ReduceMean(ReductionAxes([1], keepsAxes: false)), s)
      return try product("y", pooled, "head")
    }

    mutating func recurrent(_ x: Network.Value) throws -> Network.Value {
      let time = try apply("time", Operators.Transpose([1, 0, 2]), x)
      let mapped = try product("mapped", time, "wx")
      let steps = try apply("shifted", Operators.Add(), mapped, weight("b"))
      var h: Network.Value?
      for t in 0..<3 {
        var given = try apply("x\(t)", Gather(axis: 0, indices: [t], shape: []), steps)
        if let h {
          given = try apply("s\(t)", Operators.Add(), given, product("m\(t)", h, "wh"))
        }
        h = try apply("h\(t)", Tanh(), given)
      }
      return try product("y", h!, "head")
    }
  }
}
