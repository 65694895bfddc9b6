import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

/// An operator between a map of fresh normal weights, which makes its input exactly normal, and
/// another, whose transpose makes its gradient; and what is claimed of its moments.
struct MomentCase: Sendable, CustomTestStringConvertible {
  /// What a prediction may differ by from draws besides their standard error.
  enum Claim: Sendable {
    /// Nothing.
    case exact
    /// The given share, which goes down as one over the width of the network.
    case limit(Double)
    /// The given share, which the operator's comment states.
    case approximate(Double)

    var slack: Double {
      switch self {
      case .exact: 0
      case .limit(let share), .approximate(let share): share
      }
    }
  }

  let type: any Operator.Type
  let detail: String
  var claim = Claim.exact
  /// That of gradients, where it is another.
  var gradientClaim: Claim?
  var draws = 300
  var gradientElements = 6
  var isImage = false
  let build: @Sendable (inout NetworkPlan, Network.Value) throws -> Network.Value

  var testDescription: String { detail.isEmpty ? type.name : "\(type.name): \(detail)" }

  init(
    _ type: any Operator.Type, _ detail: String = "", _ claim: Claim = .exact,
    gradient: Claim? = nil, draws: Int = 300, gradientElements: Int = 6, isImage: Bool = false,
    build: @escaping @Sendable (inout NetworkPlan, Network.Value) throws -> Network.Value
  ) {
    self.type = type
    self.detail = detail
    self.claim = claim
    gradientClaim = gradient
    self.draws = draws
    self.gradientElements = gradientElements
    self.isImage = isImage
    self.build = build
  }

  /// A function of 99 normal numbers, or of what `before` makes of them.
  static func unary<Function: Operator>(
    _ function: Function, _ claim: Claim = .exact, gradient: Claim? = nil, bias: Double = 0,
    draws: Int = 300, gradientElements: Int = 6, after before: [any Operator] = []
  ) -> MomentCase {
    MomentCase(
      Function.self, "", claim, gradient: gradient, draws: draws,
      gradientElements: gradientElements
    ) { plan, x in
      var y = try plan.map(x, 35, 99, "trunk", bias: bias)
      for (index, one) in before.enumerated() {
        y = try plan.applyAny(one, to: [y], name: "before\(index)")
      }
      return try plan.apply(function, to: [y], name: "function")[0]
    }
  }

  /// An operator on images of 5 × 3 × 4 normal numbers, or of their ReLU.
  static func image<Function: Operator>(
    _ function: Function, _ detail: String = "", _ claim: Claim = .exact,
    gradient: Claim? = nil, relu: Bool = false, draws: Int = 300, gradientElements: Int = 6,
    parameters: @escaping @Sendable (inout NetworkPlan) throws -> [Network.Value] = { _ in [] }
  ) -> MomentCase {
    MomentCase(
      Function.self, detail, claim, gradient: gradient, draws: draws,
      gradientElements: gradientElements, isImage: true
    ) { plan, x in
      var y = try images(&plan, x)
      if relu { y = try plan.apply(ReLU(), to: [y], name: "relu")[0] }
      let others = try parameters(&plan)
      return try plan.apply(function, to: [y] + others, name: "function")[0]
    }
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

  /// Every case.
  static let all =
    affine + convolutions + pooling + normalization + activations + elementwise + combination
    + reductions + shapes + comparisons
}

extension NetworkPlan {
  mutating func applyAny(
    _ function: any Operator, to inputs: [Network.Value], name: String
  ) throws -> Network.Value {
    func open(_ function: some Operator) throws -> Network.Value {
      try apply(function, to: inputs, name: name)[0]
    }
    return try open(function)
  }
}
