import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

extension MomentCase {
  private static let places = ReductionAxes([2, 3], keepsAxes: true)
  private static let units = ReductionAxes([1], keepsAxes: true)

  static let reductions: [MomentCase] = [
    .image(ReduceMean(places), "over positions", relu: true),
    .image(ReduceMean(ReductionAxes([2], keepsAxes: true)), "over one axis", relu: true),
    .image(ReduceSum(units), "over channels", relu: true),
    .image(ReduceSumSquare(places)), .image(ReduceL1(places)),
    .unary(ReduceL2(units), .limit(0.03)),
    .unary(ReduceLogSum(units), .limit(0.03), after: [Softplus()]),
    .unary(ReduceLogSumExp(units), .limit(0.03)),
    .image(ReduceProd(units), "of five channels", draws: 1500, gradientElements: 4),
    // Mean products of largest elements across examples are interpolated.
    .image(ReduceMax(places), "", .approximate(0.03), gradient: .exact),
    .image(ReduceMin(places), "", .approximate(0.03), gradient: .exact),
  ]

  static let pooling: [MomentCase] = [
    .image(Operators.GlobalAveragePool(), relu: true),
    .image(Operators.AveragePool(kernel: [3, 2], strides: [3, 2]), relu: true),
    .image(
      Operators.AveragePool(
        kernel: [3, 3], strides: [2, 2], padding: .given(before: [1, 1], after: [1, 1]),
        countsPadding: true), "with padding", .approximate(0.05), relu: true),
    .image(
      Operators.AveragePool(
        kernel: [3, 3], strides: [1, 2], padding: .given(before: [1, 1], after: [1, 1])),
      "with padding that is not counted", .approximate(0.05), relu: true),
    .image(
      Operators.MaxPool(kernel: [3, 2], strides: [3, 2]), "", .approximate(0.05), gradient: .exact,
      relu: true),
    .image(
      Operators.MaxPool(
        kernel: [3, 3], strides: [1, 2], padding: .given(before: [1, 1], after: [1, 1])),
      "windows that overlap, with padding", .approximate(0.05), relu: true),
    .image(Operators.GlobalMaxPool(), "", .approximate(0.03), gradient: .exact),
  ]

  private static func vectors(
    _ named: [(String, Float)], length: Int
  ) -> @Sendable (inout NetworkPlan) throws -> [Network.Value] {
    { plan in
      try named.map {
        try plan.parameter($0.0, .bias(out: length), drawnBy: FixedLaw.constant($0.1))
      }
    }
  }

  static let normalization: [MomentCase] = [
    // Of 99 elements; the gradient is independent to the order of 1 / 99.
    MomentCase(Operators.LayerNormalization.self, "drawn factors", .limit(0.03)) { plan, x in
      let a = try plan.map(x, 35, 99, "a", bias: 0.5)
      let scale = try plan.parameter(
        "scale", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 1, standardDeviation: 0.2))
      let shift = try plan.parameter(
        "shift", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 0.3, standardDeviation: 0.2))
      return try plan.apply(
        Operators.LayerNormalization(), to: [a, scale, shift], name: "normalization")[0]
    },
    MomentCase(Operators.LayerNormalization.self, "after ReLU", .limit(0.04)) { plan, x in
      let a = try plan.apply(ReLU(), to: [try plan.map(x, 35, 99, "a")], name: "relu")[0]
      let scale = try plan.parameter("scale", .bias(out: 99), drawnBy: FixedLaw.constant(1))
      return try plan.apply(
        Operators.LayerNormalization(), to: [a, scale], name: "normalization")[0]
    },
    MomentCase(Operators.RMSNormalization.self, "after ReLU", .limit(0.03)) { plan, x in
      let a = try plan.apply(ReLU(), to: [try plan.map(x, 35, 99, "a")], name: "relu")[0]
      let scale = try plan.parameter("scale", .bias(out: 99), drawnBy: FixedLaw.constant(1.5))
      return try plan.apply(
        Operators.RMSNormalization(), to: [a, scale], name: "normalization")[0]
    },
    .image(
      Operators.BatchNormalization(), "in evaluation", relu: true,
      parameters: vectors(
        [("scale", 1.2), ("shift", 0.4), ("mean", 0.3), ("variance", 0.7)], length: 5)),
    .image(
      Operators.BatchNormalization(isTraining: true), "over two examples", .limit(0.08),
      relu: true,
      parameters: vectors(
        [("scale", 1.2), ("shift", 0.4), ("mean", 0.3), ("variance", 0.7)], length: 5)),
    .image(
      Operators.InstanceNormalization(), "of twelve positions", .limit(0.08),
      parameters: vectors([("scale", 1.2), ("shift", 0.4)], length: 5)),
    .image(
      Operators.GroupNormalization(groups: 1), "", .limit(0.08),
      parameters: vectors([("scale", 1.2), ("shift", 0.4)], length: 5)),
    .unary(LpNormalization(axis: 1), .limit(0.02)),
    MomentCase(LpNormalization.self, "of sizes", .limit(0.04)) { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      return try plan.apply(
        LpNormalization(axis: 1, norm: .sumOfMagnitudes), to: [a], name: "normalization")[0]
    },
    .image(
      LocalResponseNormalization(size: 3, alpha: 0.3), "", .approximate(0.12)),
  ]
}
