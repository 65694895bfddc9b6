import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

/// Random graphs of the catalog's operators on random shapes, zero-length axes and rank 0 included.
@Suite("Moments of random graphs")
struct MomentFuzzTests {
  static let pool: [@Sendable (inout Draws) -> any Operator] = [
    { _ in Affine() }, { _ in MatMul() },
    { MatMul(transposesLeft: .random(using: &$0), transposesRight: .random(using: &$0)) },
    { draws in
      let equations = ["ij,jk->ik", "bij,bkj->bik", "bij,jk->bik", "i,i->", "ij,ij->j", "ij->i"]
      return (try? Einsum(equations.randomElement(using: &draws)!)) ?? MatMul() as any Operator
    },
    { draws in
      let s = Int.random(in: 1...2, using: &draws)
      return Conv(strides: [s, 1], padding: .given(before: [1, 0], after: [s, 1]))
    },
    { _ in Conv() }, { _ in ConvTranspose() },
    { _ in
      Operators.MaxPool(
        kernel: [2, 3], strides: [1, 2], padding: .given(before: [1, 1], after: [0, 1]))
    },
    { _ in Operators.AveragePool(kernel: [2, 2], strides: [2, 1]) },
    { _ in Operators.GlobalAveragePool() }, { _ in Operators.GlobalMaxPool() },
    { _ in Operators.BatchNormalization() },
    { _ in Operators.BatchNormalization(isTraining: true) },
    { _ in Operators.LayerNormalization() }, { _ in Operators.RMSNormalization() },
    { _ in Operators.InstanceNormalization() },
    { Operators.GroupNormalization(groups: Int.random(in: 1...3, using: &$0)) },
    { _ in LocalResponseNormalization(size: 3) },
    { LpNormalization(axis: Int.random(in: -1...1, using: &$0)) },
    { draws in
      let name = OperatorCatalog.activations.map { $0.name }.randomElement(using: &draws)!
      return (try? OperatorCatalog.activation(spelled: name))?.function ?? Tanh()
    },
    { Softmax(axis: Int.random(in: -1...2, using: &$0)) },
    { LogSoftmax(axis: Int.random(in: -1...2, using: &$0)) },
    { _ in Abs() }, { _ in Cast(to: .float32) }, { _ in Ceil() },
    { _ in Clip(lower: -1, upper: 1) },
    { _ in Cos() }, { _ in Operators.Dropout(givesMask: true) }, { _ in Erf() }, { _ in Exp() },
    { _ in Floor() }, { _ in Log() }, { _ in Neg() }, { _ in Reciprocal() }, { _ in Round() },
    { _ in ScaledELU(alpha: 1, factor: 1) }, { _ in Shrink() }, { _ in Sign() }, { _ in Sin() },
    { _ in Sqrt() }, { _ in Swish(alpha: 1) },
    { _ in Operators.Add() }, { _ in Operators.Sub() }, { _ in Operators.Mul() },
    { _ in Operators.Div() }, { _ in Pow() }, { _ in Operators.Max() }, { _ in Operators.Min() },
    { _ in Operators.Sum() }, { _ in Operators.Mean() }, { _ in Where() }, { _ in PReLU() },
    { ReduceMean(axes(&$0)) }, { ReduceSum(axes(&$0)) }, { ReduceMax(axes(&$0)) },
    { ReduceMin(axes(&$0)) }, { ReduceProd(axes(&$0)) }, { ReduceL1(axes(&$0)) },
    { ReduceL2(axes(&$0)) }, { ReduceSumSquare(axes(&$0)) }, { ReduceLogSum(axes(&$0)) },
    { ReduceLogSumExp(axes(&$0)) },
    { _ in Reshape([-1]) }, { _ in Reshape([0, -1]) }, { _ in Reshape([1, -1, 1, 1]) },
    { _ in Reshape([2, -1, 3]) }, { _ in Flatten() }, { _ in Squeeze() },
    { Unsqueeze(axes: [Int.random(in: 0...1, using: &$0)]) },
    { _ in Transpose([1, 0]) }, { _ in Transpose([0, 2, 1]) }, { _ in Transpose([0, 2, 3, 1]) },
    { _ in Expand([2, 1, 3]) }, { _ in Tile(repeats: [2, 1]) }, { _ in Tile(repeats: [1, 2, 3]) },
    { Concat(axis: Int.random(in: -1...1, using: &$0)) },
    { _ in Split(axis: 1, lengths: [1, 2]) },
    { _ in StridedSlice([.init(axis: 0, start: 0, end: 1), .init(axis: 1, start: 1, end: 3)]) },
    { _ in Pad([.init(axis: 0, before: 1, after: 2), .init(axis: -1, before: 0, after: -1)]) },
    { _ in Gather() }, { _ in Gather(axis: 0, indices: [0], shape: []) },
    { _ in Gather(axis: 1, indices: [0, 0], shape: [2]) }, { _ in GatherElements(axis: 0) },
    { _ in GatherND() }, { _ in Resize(.scales([1, 1, 2, 2])) },
    { _ in Upsample(scales: [1, 1, 2, 1]) }, { _ in DepthToSpace(side: 2) },
    { _ in SpaceToDepth(side: 2) }, { _ in Trilu(isUpper: true) },
    { _ in Equal() }, { _ in Less() }, { _ in LessOrEqual() }, { _ in Greater() },
    { _ in GreaterOrEqual() }, { _ in Not() }, { _ in And() }, { _ in Or() }, { _ in Xor() },
  ]

  // Functions that are infinite or no numbers somewhere, or of which a mean square may overflow.
  private static let unbounded: Set<String> = [
    "log", "sqrt", "reciprocal", "div", "pow", "exp", "reduceLogSum", "reduceLogSumExp",
    "reduceProd",
  ]

  private static func axes(_ draws: inout Draws) -> ReductionAxes {
    let axes = [nil, [0], [1], [-1], [0, 1], [1, 2], [2, 3], []].randomElement(using: &draws)!
    return ReductionAxes(axes, keepsAxes: .random(using: &draws))
  }

  private static func shape(_ draws: inout Draws) -> Shape {
    let rank = [0, 1, 2, 2, 3, 3, 4, 4, 4, 5].randomElement(using: &draws)!
    return Shape(
      (0..<rank).map { _ in [0, 1, 1, 2, 3, 3, 4, 5, 6].randomElement(using: &draws)! })
  }

  @Test("no graph traps, and finite numbers stay numbers")
  func randomGraphs() throws {
    #expect(
      Set(OperatorCatalog.operators.map { $0.name }).isSubset(
        of: {
          var draws = Draws(seed: 0)
          var names: Set<String> = Set(OperatorCatalog.activations.map { $0.name })
          for make in Self.pool { names.insert(type(of: make(&draws)).name) }
          return names
        }()))
    var draws = Draws(seed: 20)
    var (built, nodes) = (0, 0)
    for _ in 0..<4000 {
      var plan = NetworkPlan()
      var values: [Network.Value] = []
      for number in 0..<Int.random(in: 1...2, using: &draws) {
        let type: StoredType = Int.random(in: 0..<5, using: &draws) == 0 ? .int64 : .float32
        values.append(
          plan.input(
            named: "x\(number)", lengths: Self.shape(&draws).lengths.map { $0 }, type: type))
      }
      for number in 0..<Int.random(in: 0...3, using: &draws) {
        let shape = Self.shape(&draws)
        let floats = draws.floats(shape.count, bound: 2)
        switch Int.random(in: 0..<3, using: &draws) {
        case 0: values.append(plan.constant(StoredTensor(shape, floats: floats)))
        case 1:
          values.append(
            try plan.parameter("p\(number)", stored: StoredTensor(shape, floats: floats)))
        default:
          values.append(
            try plan.parameter(
              "p\(number)", .dense(in: 3, out: [1, 2, 3].randomElement(using: &draws)!),
              drawnBy: VarianceScaling.lecunNormal))
        }
      }
      var isBounded = true
      var found = 0
      for _ in 0..<40 where found < 6 {
        let function = Self.pool.randomElement(using: &draws)!(&draws)
        let inputs = (0..<Int.random(in: 1...3, using: &draws)).map { _ in
          // Later values more often, so that chains grow.
          Bool.random(using: &draws) ? values.last! : values.randomElement(using: &draws)!
        }
        func apply(_ function: some Operator) -> [Network.Value]? {
          try? plan.apply(function, to: inputs, name: "n\(found)")
        }
        guard let outputs = apply(function) else { continue }
        values += outputs
        found += 1
        if Self.unbounded.contains(type(of: function).name) { isBounded = false }
      }
      guard found > 0 else { continue }
      let network = plan.network(outputs: [
        ("y", values.last!, .float32), ("z", values.randomElement(using: &draws)!, .float32),
      ])
      let input = InputMoments(
        mean: [0, 0.5].randomElement(using: &draws)!,
        variance: [1, 0].randomElement(using: &draws)!,
        correlation: [0, 0.5, 1, -0.3].randomElement(using: &draws)!,
        isNormal: .random(using: &draws))
      guard let moments = try? network.moments(input: input) else { continue }
      built += 1
      nodes += network.nodes.count
      guard isBounded else { continue }
      let names = network.nodes.map { type(of: $0.function).name }
      for value in moments.values {
        #expect(!value.mean.isNaN && !value.secondMoment.isNaN, "\(names)")
        #expect(!value.correlation.isNaN && abs(value.correlation) < 1.001, "\(names)")
        #expect(value.secondMoment >= value.mean * value.mean * (1 - 1e-9), "\(names)")
      }
      for case let gradient? in moments.gradients {
        #expect(gradient.secondMoment >= 0, "\(names)")
      }
    }
    #expect(built > 2500)
    #expect(nodes > 8000)
  }
}
