import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

extension MomentCase {
  /// All activations but softmax, of their preset arguments.
  static let activations: [MomentCase] =
    OperatorCatalog.activations.filter { $0.name != "softmax" }.map { type in
      // Differences see the jump of a function, gradients do not.
      MomentCase(
        type, gradientElements: type.name == "thresholdedReLU" ? 0 : 8
      ) { plan, x in
        let y = try plan.map(x, 35, 99, "trunk")
        let activation = try OperatorCatalog.activation(spelled: type.name)
        return try plan.applyAny(activation.function, to: [y], name: "function")
      }
    } + [
      .unary(Softmax(axis: 1), .approximate(0.03), gradient: .limit(0.03), bias: 0.5, draws: 800),
      .unary(LogSoftmax(axis: 1), .approximate(0.03), gradient: .limit(0.03)),
    ]

  static let elementwise: [MomentCase] = [
    .unary(Abs()), .unary(Neg()), .unary(Cos()), .unary(Sin()), .unary(Erf()), .unary(Exp()),
    .unary(Swish(alpha: 1.7)), .unary(ScaledELU(alpha: 1.3, factor: 0.9)),
    .unary(Clip(lower: -0.4, upper: 1.1)), .unary(Dropout()), .unary(Cast(to: .float32)),
    .unary(Shrink(threshold: 0.3, bias: 0.3)),
    .unary(Log(), after: [Softplus()]), .unary(Sqrt(), after: [Softplus()]),
    .unary(Reciprocal(), after: [Erf(), Exp()]),
    // Steps: no gradient passes.
    .unary(Ceil(), gradientElements: 0), .unary(Floor(), gradientElements: 0),
    .unary(Round(), gradientElements: 0), .unary(Sign(), gradientElements: 0),
  ]

  private static func pair<Function: Operator>(
    _ function: Function, _ detail: String = "", _ claim: Claim = .exact,
    right: [any Operator] = [], gradientElements: Int = 8
  ) -> MomentCase {
    MomentCase(Function.self, detail, claim, gradientElements: gradientElements) { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      var b = try plan.map(x, 35, 99, "b", bias: 0.5)
      for (index, one) in right.enumerated() {
        b = try plan.applyAny(one, to: [b], name: "right\(index)")
      }
      return try plan.apply(function, to: [a, b], name: "function")[0]
    }
  }

  static let combination: [MomentCase] = [
    pair(Operators.Add()), pair(Operators.Sub()), pair(Operators.Mul()),
    pair(Operators.Div(), right: [Erf(), Exp()]), pair(Operators.Max()), pair(Operators.Min()),
    pair(Operators.Sum(), right: [ReLU()]), pair(Operators.Mean(), right: [ReLU()]),
    pair(PReLU(), "a value as slopes", right: [Sigmoid()]),
    MomentCase(Operators.Add.self, "a sum of one product twice, by two nodes") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.map(x, 35, 99, "b", bias: 0.5)
      let c = try plan.map(x, 35, 99, "c")
      let first = try plan.apply(Operators.Mul(), to: [a, b], name: "first")[0]
      let second = try plan.apply(Operators.Mul(), to: [b, a], name: "second")[0]
      let third = try plan.apply(Operators.Mul(), to: [c, b], name: "third")[0]
      let sum = try plan.apply(Operators.Add(), to: [first, second], name: "sum")[0]
      return try plan.apply(Operators.Add(), to: [sum, third], name: "all")[0]
    },
    MomentCase(Operators.Max.self, "of two values, one a part of the other") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.map(x, 35, 99, "b", bias: 0.5)
      let sum = try plan.apply(Operators.Add(), to: [a, b], name: "sum")[0]
      let max = try plan.apply(Operators.Max(), to: [sum, b], name: "max")[0]
      let min = try plan.apply(Operators.Min(), to: [a, b], name: "min")[0]
      return try plan.apply(Operators.Sub(), to: [max, min], name: "difference")[0]
    },
    MomentCase(PReLU.self, "drawn slopes") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let slope = try plan.parameter(
        "slope", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 0.25, standardDeviation: 0.2))
      return try plan.apply(PReLU(), to: [a, slope], name: "prelu")[0]
    },
    MomentCase(Operators.Mul.self, "a drawn factor before a bend and after it") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let factor = try plan.parameter(
        "factor", .bias(out: 99), drawnBy: try FixedLaw.normal(mean: 0.5, standardDeviation: 0.4))
      let first = try plan.apply(Operators.Mul(), to: [a, factor], name: "first")[0]
      return try plan.apply(Operators.Add(), to: [first, factor], name: "sum")[0]
    },
    MomentCase(Pow.self, "one known exponent") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let square = try plan.apply(Pow(), to: [a, constant(&plan, 2)], name: "square")[0]
      return try plan.apply(Operators.Sub(), to: [square, a], name: "difference")[0]
    },
    MomentCase(Operators.Mean.self, "of several, and sums with two of one") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.apply(ReLU(), to: [a], name: "b")[0]
      let c = try plan.map(x, 35, 99, "c", bias: 0.3)
      let mean = try plan.apply(Operators.Mean(), to: [a, b, c], name: "mean")[0]
      return try plan.apply(Operators.Sum(), to: [mean, b, b], name: "sum")[0]
    },
    MomentCase(Where.self, "a value or its negative", gradientElements: 0) { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let condition = try plan.apply(Less(), to: [a, constant(&plan, 0.3)], name: "less")[0]
      let b = try plan.map(x, 35, 99, "b", bias: 0.5)
      let other = try plan.apply(Neg(), to: [b], name: "neg")[0]
      return try plan.apply(Where(), to: [condition, b, other], name: "where")[0]
    },
    MomentCase(Where.self, "a value or a number", gradientElements: 0) { plan, x in
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

  private static func logic<Function: Operator>(_ function: Function) -> MomentCase {
    MomentCase(Function.self, gradientElements: 0) { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let b = try plan.map(x, 35, 99, "b")
      let less = try plan.apply(Less(), to: [a, b], name: "less")[0]
      let c = try plan.map(x, 35, 99, "c")
      let greater = try plan.apply(Greater(), to: [c, constant(&plan, 0.3)], name: "greater")[0]
      return try plan.apply(function, to: [less, greater], name: "function")[0]
    }
  }

  static let comparisons: [MomentCase] = [
    pair(Equal(), gradientElements: 0), pair(Less(), gradientElements: 0),
    pair(LessOrEqual(), gradientElements: 0), pair(Greater(), gradientElements: 0),
    pair(GreaterOrEqual(), gradientElements: 0), logic(And()), logic(Or()), logic(Xor()),
    MomentCase(Not.self, gradientElements: 0) { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let less = try plan.apply(Less(), to: [a, constant(&plan, 0.3)], name: "less")[0]
      return try plan.apply(Not(), to: [less], name: "not")[0]
    },
  ]
}
