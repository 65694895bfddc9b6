import Initializers
import Networks
import Operators
import Tensors

/// A layer from operators, for what the builder has no layer of its own for.
package struct Apply: Layer {
  package typealias Body =
    @Sendable (inout NetworkPlan, Network.Value, String) throws(NetworkError) -> Network.Value

  package let name: String?
  private let body: Body

  init(_ name: String? = nil, _ body: @escaping Body) {
    self.name = name
    self.body = body
  }

  /// A function of each element.
  init(_ function: some Operator) {
    name = nil
    body = { plan, x, path throws(NetworkError) in try plan.apply(function, to: [x], name: path)[0]
    }
  }

  /// Adds the operators.
  package func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    plan.last = try body(&plan, plan.last, path)
  }
}

extension NetworkPlan {
  /// One number.
  mutating func one(_ number: Float) -> Network.Value {
    constant(StoredTensor([], floats: [number]))
  }
}

/// The functions of each element that theory has moments of and that are no activation of the
/// library, from its operators.
extension Apply {
  /// The error function.
  package static var erf: Apply { Apply(Erf()) }
  package static var sin: Apply { Apply(Sin()) }
  package static var cos: Apply { Apply(Cos()) }
  package static var abs: Apply { Apply(Abs()) }
  package static var exp: Apply { Apply(Exp()) }
  /// min(max(x, -1), 1).
  package static var hardTanh: Apply { Apply(Clip(lower: -1, upper: 1)) }
  /// min(max(x, 0), 6).
  package static var relu6: Apply { Apply(Clip(lower: 0, upper: 6)) }
  /// x sigmoid(1.702 x).
  package static var quickGELU: Apply { Apply(Swish(alpha: 1.702)) }
  /// x drawn to 0 by a half.
  package static var softShrink: Apply { Apply(Shrink(threshold: 0.5, bias: 0.5)) }
  /// x where it is farther than a half from 0.
  package static var hardShrink: Apply { Apply(Shrink(threshold: 0.5, bias: 0)) }

  /// 1.7159 tanh(2 x / 3).
  package static var lecunTanh: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let (inner, outer) = (plan.one(2 / 3), plan.one(1.7159))
      let small = try plan.apply(Mul(), to: [x, inner], name: "\(path).inner")[0]
      let y = try plan.apply(Tanh(), to: [small], name: "\(path).tanh")[0]
      return try plan.apply(Mul(), to: [y, outer], name: path)[0]
    }
  }

  /// x for x >= 0, else slope x, with a slope that is learned.
  package static func prelu(_ slope: Float = 0.25) -> Apply {
    Apply { plan, x, path throws(NetworkError) in
      let units = plan.shape(of: x).lengths.last!
      let slopes = try plan.parameter(
        "\(path).slope", .normalizationScale(out: units), drawnBy: FixedLaw.constant(slope))
      return try plan.apply(PReLU(), to: [x, slopes], name: path)[0]
    }
  }

  /// log(x + sqrt(x^2 + 1)).
  package static var asinh: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let root = try plan.root(x, 1, path)
      let sum = try plan.apply(Operators.Add(), to: [x, root], name: "\(path).sum")[0]
      return try plan.apply(Log(), to: [sum], name: path)[0]
    }
  }

  /// (x + sqrt(x^2 + 4)) / 2.
  package static var squarePlus: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let root = try plan.root(x, 4, path)
      let sum = try plan.apply(Operators.Add(), to: [x, root], name: "\(path).sum")[0]
      let half = plan.one(0.5)
      return try plan.apply(Mul(), to: [sum, half], name: path)[0]
    }
  }

  /// -log(1 + exp(-x)).
  package static var logSigmoid: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let mirrored = try plan.apply(Neg(), to: [x], name: "\(path).mirrored")[0]
      let y = try plan.apply(Softplus(), to: [mirrored], name: "\(path).softplus")[0]
      return try plan.apply(Neg(), to: [y], name: path)[0]
    }
  }

  /// x - tanh(x).
  package static var tanhShrink: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let y = try plan.apply(Tanh(), to: [x], name: "\(path).tanh")[0]
      return try plan.apply(Sub(), to: [x, y], name: path)[0]
    }
  }

  /// x^2.
  package static var square: Apply {
    Apply { plan, x, path throws(NetworkError) in
      try plan.apply(Mul(), to: [x, x], name: path)[0]
    }
  }

  /// max(x, 0)^2.
  package static var reluSquared: Apply {
    Apply { plan, x, path throws(NetworkError) in
      let y = try plan.apply(ReLU(), to: [x], name: "\(path).relu")[0]
      return try plan.apply(Mul(), to: [y, y], name: path)[0]
    }
  }
}

extension NetworkPlan {
  fileprivate mutating func root(
    _ x: Network.Value, _ shift: Float, _ path: String
  ) throws(NetworkError) -> Network.Value {
    let square = try apply(Mul(), to: [x, x], name: "\(path).square")[0]
    let number = one(shift)
    let sum = try apply(Operators.Add(), to: [square, number], name: "\(path).shift")[0]
    return try apply(Sqrt(), to: [sum], name: "\(path).root")[0]
  }
}
