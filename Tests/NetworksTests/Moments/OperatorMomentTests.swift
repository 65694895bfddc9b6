import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

/// Each operator between a map of fresh normal weights, which makes its input exactly normal, and
/// another, whose transpose makes its gradient.
@Suite("Moments of each operator against draws")
struct OperatorMomentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var draws = 500
    var slack = 0.0
    var gradientElements = 10
    var isExact = true
    var isImage = false
    let build: @Sendable (inout NetworkPlan, Network.Value) throws -> Network.Value
  }

  /// Images of 5 × 3 × 4 from twelve positions of 35 numbers, which are correlated by 0.4.
  static func images(
    _ plan: inout NetworkPlan, _ x: Network.Value
  ) throws -> Network.Value {
    let mapped = try plan.map(x, 35, 5, "trunk")
    let turned = try plan.apply(Transpose([0, 2, 1]), to: [mapped], name: "turned")[0]
    return try plan.apply(Reshape([0, 5, 3, 4]), to: [turned], name: "images")[0]
  }

  static func constant(
    _ plan: inout NetworkPlan, _ number: Float
  ) -> Network.Value { plan.constant(StoredTensor([], floats: [number])) }

  static func unary(
    _ name: String, bias: Double = 0, slack: Double = 0, exact: Bool = true, draws: Int = 400,
    _ function: some Operator
  ) -> Case {
    Case(testDescription: name, draws: draws, slack: slack, isExact: exact) { plan, x in
      let y = try plan.map(x, 35, 99, "trunk", bias: bias)
      return try plan.apply(function, to: [y], name: name)[0]
    }
  }

  static func image(
    _ name: String, slack: Double = 0, exact: Bool = true, draws: Int = 400,
    gradientElements: Int = 10, relu: Bool = false, _ function: some Operator,
    parameters: @escaping @Sendable (inout NetworkPlan) throws -> [Network.Value] = { _ in [] }
  ) -> Case {
    Case(
      testDescription: name, draws: draws, slack: slack, gradientElements: gradientElements,
      isExact: exact, isImage: true
    ) { plan, x in
      var y = try images(&plan, x)
      if relu { y = try plan.apply(ReLU(), to: [y], name: "relu")[0] }
      let others = try parameters(&plan)
      let z = try plan.apply(function, to: [y] + others, name: name)[0]
      return try plan.apply(Flatten(), to: [z], name: "flat")[0]
    }
  }

  static let elementwise: [Case] = [
    unary("abs", Abs()), unary("neg", Neg()), unary("cos", Cos()), unary("sin", Sin()),
    unary("erf", Erf()), unary("exp", Exp()), unary("swish", Swish(alpha: 1.7)),
    unary("scaledELU", ScaledELU(alpha: 1.3, factor: 0.9)),
    unary("clip", Clip(lower: -0.4, upper: 1.1)), unary("dropout", Dropout()),
    unary("cast", Cast(to: .float32)),
  ]

  static let products: [Case] = [
    Case(testDescription: "max and min of two values, one a part of the other") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.map(x, 35, 99, "b", bias: 0.5)
      let sum = try plan.apply(Operators.Add(), to: [a, b], name: "sum")[0]
      let max = try plan.apply(Operators.Max(), to: [sum, b], name: "max")[0]
      let min = try plan.apply(Operators.Min(), to: [a, b], name: "min")[0]
      return try plan.apply(Operators.Sub(), to: [max, min], name: "difference")[0]
    },
    Case(testDescription: "prelu with drawn slopes") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let slope = try plan.parameter(
        "slope", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 0.25, standardDeviation: 0.2))
      return try plan.apply(PReLU(), to: [a, slope], name: "prelu")[0]
    },
    Case(testDescription: "powers of one known exponent") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let square = try plan.apply(Pow(), to: [a, constant(&plan, 2)], name: "square")[0]
      return try plan.apply(Operators.Sub(), to: [square, a], name: "difference")[0]
    },
    Case(testDescription: "mean and sum of several") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.apply(ReLU(), to: [a], name: "b")[0]
      let c = try plan.map(x, 35, 99, "c", bias: 0.3)
      let mean = try plan.apply(Operators.Mean(), to: [a, b, c], name: "mean")[0]
      return try plan.apply(Operators.Sum(), to: [mean, b, b], name: "sum")[0]
    },
    Case(testDescription: "comparison and choice", gradientElements: 0) { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.map(x, 35, 99, "b")
      let less = try plan.apply(Less(), to: [a, b], name: "less")[0]
      let c = try plan.map(x, 35, 99, "c")
      let greater = try plan.apply(Greater(), to: [c, constant(&plan, 0.3)], name: "greater")[0]
      let both = try plan.apply(Or(), to: [less, greater], name: "or")[0]
      let not = try plan.apply(Not(), to: [both], name: "not")[0]
      let d = try plan.map(x, 35, 99, "d", bias: 0.5)
      return try plan.apply(Where(), to: [not, d, constant(&plan, 0.7)], name: "where")[0]
    },
  ]

  static let shapes: [Case] = [
    Case(testDescription: "concatenation of parts of different mean and size") { plan, x in
      let a = try plan.map(x, 35, 64, "a")
      let b = try plan.apply(
        ReLU(), to: [try plan.map(x, 35, 35, "b", bias: 0.8)], name: "relu")[0]
      return try plan.apply(Concat(axis: 1), to: [a, b], name: "concat")[0]
    },
    Case(testDescription: "split and slices") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let parts = try plan.apply(Split(axis: 1, lengths: [33, 66]), to: [a], name: "split")
      let b = try plan.apply(
        StridedSlice([.init(axis: 1, start: 0, end: 66, step: 2)]), to: [parts[1]],
        name: "slice")[0]
      let c = try plan.apply(Tanh(), to: [b], name: "tanh")[0]
      return try plan.apply(Operators.Add(), to: [parts[0], c], name: "sum")[0]
    },
    Case(testDescription: "padding with zeros after ReLU", isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try images(&plan, x)], name: "relu")[0]
      let padded = try plan.apply(
        Pad([.init(axis: 2, before: 1, after: 2), .init(axis: 3, before: 0, after: 3)]),
        to: [a], name: "pad")[0]
      return try plan.apply(Flatten(), to: [padded], name: "flat")[0]
    },
    Case(testDescription: "expanded and tiled, then summed") { plan, x in
      let a = try plan.map(x, 35, 33, "a")
      let column = try plan.apply(Reshape([0, 33, 1]), to: [a], name: "column")[0]
      let many = try plan.apply(Expand([1, 33, 4]), to: [column], name: "expand")[0]
      let b = try plan.map(x, 35, 132, "b")
      let other = try plan.apply(Reshape([0, 33, 4]), to: [b], name: "other")[0]
      let sum = try plan.apply(Operators.Add(), to: [many, other], name: "sum")[0]
      let bent = try plan.apply(ReLU(), to: [sum], name: "relu")[0]
      return try plan.apply(Flatten(), to: [bent], name: "flat")[0]
    },
    image("transpose", Transpose([0, 2, 3, 1])),
    image(
      "resize to nearest",
      Resize(.scales([1, 1, 2, 3]), interpolation: .nearest(.left), coordinates: .asymmetric)),
    image("depth and space", SpaceToDepth(side: 1)),
    image("lower triangle", relu: true, Trilu(isUpper: false)),
  ]

  static let reductions: [Case] = [
    image("mean over positions", relu: true, ReduceMean(ReductionAxes([2, 3], keepsAxes: true))),
    image("mean over one axis", relu: true, ReduceMean(ReductionAxes([2], keepsAxes: true))),
    image("sum over channels", relu: true, ReduceSum(ReductionAxes([1], keepsAxes: true))),
    image("global average", relu: true, Operators.GlobalAveragePool()),
    image("average pool", relu: true, Operators.AveragePool(kernel: [3, 2], strides: [3, 2])),
    image(
      "average pool with padding", relu: true,
      Operators.AveragePool(
        kernel: [3, 3], strides: [2, 2], padding: .given(before: [1, 1], after: [1, 1]),
        countsPadding: true)),
    image("sum of squares", ReduceSumSquare(ReductionAxes([2, 3], keepsAxes: true))),
    image("sum of sizes", ReduceL1(ReductionAxes([2, 3], keepsAxes: true))),
  ]

  // Mean products of largest elements across examples are interpolated.
  static let extremes: [Case] = [
    image(
      "max pool", slack: 0.03, exact: false, relu: true,
      Operators.MaxPool(kernel: [3, 2], strides: [3, 2])),
    image("global max", slack: 0.03, exact: false, Operators.GlobalMaxPool()),
    image(
      "reduce max", slack: 0.03, exact: false, ReduceMax(ReductionAxes([2, 3], keepsAxes: true))),
    image(
      "reduce min", slack: 0.03, exact: false, ReduceMin(ReductionAxes([2, 3], keepsAxes: true))),
  ]

  static let normalization: [Case] = [
    // Of 99 elements; the gradient is independent to the order of 1 / 99.
    Case(testDescription: "layer normalization", slack: 0.03) { plan, x in
      let a = try plan.map(x, 35, 99, "a", bias: 0.5)
      let scale = try plan.parameter(
        "scale", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 1, standardDeviation: 0.2))
      let shift = try plan.parameter(
        "shift", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 0.3, standardDeviation: 0.2))
      return try plan.apply(
        Operators.LayerNormalization(), to: [a, scale, shift], name: "normalization")[0]
    },
    Case(testDescription: "layer normalization after ReLU", slack: 0.04) { plan, x in
      let a = try plan.apply(ReLU(), to: [try plan.map(x, 35, 99, "a")], name: "relu")[0]
      let scale = try plan.parameter("scale", .bias(out: 99), drawnBy: FixedLaw.constant(1))
      return try plan.apply(
        Operators.LayerNormalization(), to: [a, scale], name: "normalization")[0]
    },
    Case(testDescription: "root mean square normalization", slack: 0.03) { plan, x in
      let a = try plan.apply(ReLU(), to: [try plan.map(x, 35, 99, "a")], name: "relu")[0]
      let scale = try plan.parameter("scale", .bias(out: 99), drawnBy: FixedLaw.constant(1.5))
      return try plan.apply(
        Operators.RMSNormalization(), to: [a, scale], name: "normalization")[0]
    },
    image(
      "batch normalization in evaluation", relu: true, Operators.BatchNormalization(),
      parameters: { plan in
        try [("scale", 1.2), ("shift", 0.4), ("mean", 0.3), ("variance", 0.7)].map {
          try plan.parameter($0.0, .bias(out: 5), drawnBy: FixedLaw.constant(Float($0.1)))
        }
      }),
    image(
      "instance normalization", slack: 0.08, Operators.InstanceNormalization(),
      parameters: { plan in
        try [("scale", 1.2), ("shift", 0.4)].map {
          try plan.parameter($0.0, .bias(out: 5), drawnBy: FixedLaw.constant(Float($0.1)))
        }
      }),
    image(
      "group normalization", slack: 0.08, Operators.GroupNormalization(groups: 1),
      parameters: { plan in
        try [("scale", 1.2), ("shift", 0.4)].map {
          try plan.parameter($0.0, .bias(out: 5), drawnBy: FixedLaw.constant(Float($0.1)))
        }
      }),
    unary("lp normalization", slack: 0.02, LpNormalization(axis: 1)),
    unary(
      "lp normalization of sizes", slack: 0.04, LpNormalization(axis: 1, norm: .sumOfMagnitudes)),
    image(
      "local response", slack: 0.12, exact: false, LocalResponseNormalization(size: 3, alpha: 0.3)),
  ]

  static let rowwise: [Case] = [
    // Logits of two inputs are correlated, which is interpolated: 3 % of the mean product's part.
    unary("softmax", bias: 0.5, slack: 0.03, exact: false, draws: 800, Softmax(axis: 1)),
    unary("log softmax", slack: 0.03, exact: false, LogSoftmax(axis: 1)),
  ]

  static let convolutions: [Case] = [
    image(
      "convolution with padding", relu: true,
      Conv(strides: [2, 1], padding: .given(before: [1, 1], after: [1, 1])),
      parameters: { plan in
        [
          try plan.parameter(
            "kernel", .convolution(in: 5, out: 8, kernel: [3, 3], layout: .pytorch),
            drawnBy: VarianceScaling.lecunNormal),
          try plan.parameter(
            "b", .bias(out: 8), drawnBy: try FixedLaw.normal(standardDeviation: 0.3)),
        ]
      }),
    image(
      "dilated convolution in groups", relu: true,
      Conv(dilations: [2, 1], groups: 5),
      parameters: { plan in
        [
          try plan.parameter(
            "kernel", .convolution(in: 5, out: 10, kernel: [2, 3], groups: 5, layout: .pytorch),
            drawnBy: VarianceScaling.lecunNormal)
        ]
      }),
    image(
      "transposed convolution", relu: true,
      ConvTranspose(strides: [2, 3], padding: .given(before: [1, 0], after: [0, 1])),
      parameters: { plan in
        [
          try plan.parameter(
            "kernel",
            .transposedConvolution(
              in: 5, out: 4, kernel: [3, 4], stride: [2, 3], layout: .pytorch),
            drawnBy: VarianceScaling.lecunNormal)
        ]
      }),
  ]

  @Test("elementwise functions", arguments: elementwise)
  func elementwiseFunctions(_ one: Case) throws { try check(one) }

  @Test("sums, products and choices", arguments: products)
  func sumsAndProducts(_ one: Case) throws { try check(one) }

  @Test("operators that move elements", arguments: shapes)
  func movedElements(_ one: Case) throws { try check(one) }

  @Test("means and sums over axes", arguments: reductions)
  func meansAndSums(_ one: Case) throws { try check(one) }

  @Test("largest elements", arguments: extremes)
  func largestElements(_ one: Case) throws { try check(one) }

  @Test("normalization", arguments: normalization)
  func normalized(_ one: Case) throws { try check(one) }

  @Test("softmax", arguments: rowwise)
  func softmaxes(_ one: Case) throws { try check(one) }

  @Test("convolutions", arguments: convolutions)
  func convolved(_ one: Case) throws { try check(one) }

  private func check(_ one: Case) throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: one.isImage ? [nil, 12, 35] : [nil, 35])
    let value = try one.build(&plan, x)
    let flat = try plan.apply(Flatten(), to: [value], name: "flat")[0]
    let length = plan.shape(of: flat).lengths.last!
    let y = try plan.map(flat, length, 35, "head")
    let network = plan.network(outputs: [("y", y, .float32)])
    try expectMoments(
      network, draws: one.draws, gradientElements: one.gradientElements, slack: one.slack,
      exact: one.isExact,
      input: InputMoments(
        correlation: 0.5, positionCorrelation: one.isImage ? 0.4 : 0, isNormal: true),
      drawInput: one.isImage ? { MonteCarlo.grid(positions: 12, correlation: 0.4, &$0) } : nil,
      comment: one.testDescription)
  }
}
