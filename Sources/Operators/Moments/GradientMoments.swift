/// What theory knows of the gradient with respect to one value: a sum of gradient sources, each
/// times a form in the terms of the forward pass.
///
/// A gradient source is what the transpose of fresh weights gives, or the cotangent of an output:
/// it is independent of the forward pass in the limit of width (G. Yang, arXiv:1902.04760), has
/// mean 0, and is independent of every other. Gradients that come back to one value along several
/// paths add up as forms, so that x * sigmoid(x) from parts has its true slope.
package struct GradientMoments: Sendable {
  /// A gradient source times a form.
  package struct Part: Sendable {
    let source: Int
    let factor: LinearForm
  }

  /// The sum.
  package var parts: [Part]

  /// None: nothing depends on the value.
  package static let zero = GradientMoments(parts: [])
}

/// The gradient sources of one network.
package final class GradientSpace {
  private var kernels: [MomentKernel] = []
  private var exact: [Bool] = []
  /// The terms of the forward pass.
  package let space: MomentSpace

  /// No sources yet.
  package init(_ space: MomentSpace) { self.space = space }

  /// A gradient with the given mean products, independent of all others.
  package func source(_ kernel: MomentKernel, isExact: Bool) -> GradientMoments {
    if kernel.isZero { return .zero }
    kernels.append(kernel)
    exact.append(isExact)
    return GradientMoments(parts: [.init(source: kernels.count - 1, factor: LinearForm(1))])
  }

  /// The mean products of a gradient.
  package func products(_ gradient: GradientMoments) -> MomentKernel {
    gradient.parts.reduce(into: .zero) { sum, part in
      sum += kernels[part.source] * space.products(part.factor)
    }
  }

  /// Whether they are exact in the limit of width.
  package func isExact(_ gradient: GradientMoments) -> Bool {
    gradient.parts.allSatisfy { exact[$0.source] && space.isExact($0.factor) }
  }

  /// The sum of two gradients.
  package func sum(_ a: GradientMoments, _ b: GradientMoments) -> GradientMoments {
    if a.parts.isEmpty { return b }
    var parts = a.parts
    for part in b.parts {
      if let place = parts.firstIndex(where: { $0.source == part.source }) {
        let factor = parts[place].factor + part.factor
        parts[place] = .init(source: part.source, factor: factor)
      } else {
        parts.append(part)
      }
    }
    return GradientMoments(parts: parts)
  }

  /// The gradient times a form.
  package func product(_ gradient: GradientMoments, _ form: LinearForm) -> GradientMoments {
    if form.isConstant, form.constant == 0 { return .zero }
    return GradientMoments(
      parts: gradient.parts.map {
        .init(source: $0.source, factor: space.product($0.factor, form))
      })
  }

  /// One source in place of many, so that long sums stay short.
  package func settled(_ gradient: GradientMoments) -> GradientMoments {
    let isPlain = gradient.parts.allSatisfy { $0.factor.isConstant }
    guard gradient.parts.count > (isPlain ? 1 : 6) else { return gradient }
    return source(products(gradient), isExact: isExact(gradient) && isPlain)
  }
}
