import Tensors

/// What theory knows of the gradient with respect to one value: a sum of gradient sources, each
/// times forms in the terms of the forward pass, which are independent of each other.
///
/// A gradient source is what the transpose of fresh weights gives, or the cotangent of an output:
/// it is independent of the forward pass in the limit of width (G. Yang, arXiv:1902.04760), has
/// mean 0, and is independent of every other. Gradients that come back to one value along several
/// paths add up as forms, so that x * sigmoid(x) from parts has its true slope.
package struct GradientMoments: Sendable {
  /// A gradient source times forms that are independent of each other.
  package struct Part: Sendable {
    let source: Int
    let factors: [LinearForm]
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
  // Mean products of sources that came back through the same weights.
  private var links: [MomentSpace.TermPair: MomentKernel] = [:]
  // What sources are that stand for a sum.
  private var sums: [Int: GradientMoments] = [:]
  private var inputUses: [Int: [Use]] = [:]
  private var weightUses: [Int: [Use]] = [:]
  private var placed: [Int: Placed] = [:]
  /// The terms of the forward pass.
  package let space: MomentSpace
  /// Whether weights are shared, so that sums have to remember what they are made of.
  package var hasSharedWeights = false

  /// Which part of a value a gradient came back from.
  struct Place: Hashable {
    let number: Int
    let whole: Shape
    let part: Shape
  }

  // What a gradient was, in its part, before the rest of the value was added.
  private struct Placed {
    let place: Place
    let gradient: GradientMoments
    let spread: (MomentKernel) -> MomentKernel
  }

  // One way back through shared weights.
  private struct Use {
    let map: FreshMap
    let gradient: GradientMoments
    let input: LinearForm
    let source: Int
  }

  /// No sources yet.
  package init(_ space: MomentSpace) { self.space = space }

  /// A gradient with the given mean products, independent of all others.
  package func source(_ kernel: MomentKernel, isExact: Bool) -> GradientMoments {
    if kernel.isZero { return .zero }
    kernels.append(kernel)
    exact.append(isExact)
    return Self.plain(kernels.count - 1)
  }

  /// The mean products of a gradient.
  package func products(_ gradient: GradientMoments) -> MomentKernel { common(gradient, gradient) }

  /// The mean products of elements of one gradient with those of another.
  func common(_ a: GradientMoments, _ b: GradientMoments) -> MomentKernel {
    var sum = MomentKernel.zero
    for p in a.parts {
      for q in b.parts {
        guard let kernel = common(p.source, q.source), !kernel.isZero else { continue }
        if p.factors == q.factors {
          sum += p.factors.reduce(kernel) { $0 * space.products($1) }
        } else {
          let (f, g) = (collapsed(p), collapsed(q))
          sum += kernel * (space.covariance(f, g) + f.constant * g.constant)
        }
      }
    }
    return sum
  }

  // What two sources have in common; the later of two sums is the one that may hold the other.
  private func common(_ i: Int, _ j: Int) -> MomentKernel? {
    if i == j { return kernels[i] }
    let (earlier, later) = (min(i, j), max(i, j))
    let key = MomentSpace.TermPair(i, j)
    if let known = links[key] { return known }
    let kernel: MomentKernel
    if let sum = sums[later] {
      kernel = common(sum, Self.plain(earlier))
    } else if let sum = sums[earlier] {
      kernel = common(sum, Self.plain(later))
    } else if let a = placed[earlier], let b = placed[later], a.place == b.place {
      // They came back from the same part of two values.
      kernel = a.spread(common(a.gradient, b.gradient))
    } else {
      return nil
    }
    links[key] = kernel
    return kernel
  }

  private static func plain(_ source: Int) -> GradientMoments {
    GradientMoments(parts: [.init(source: source, factors: [])])
  }

  /// Remembers what a source was in its part of a value, for what it has in common with others.
  func remember(
    _ source: GradientMoments, of gradient: GradientMoments, at place: Place,
    _ spread: @escaping (MomentKernel) -> MomentKernel
  ) {
    guard hasSharedWeights, let number = source.parts.first?.source else { return }
    placed[number] = Placed(place: place, gradient: gradient, spread: spread)
  }

  /// Whether they are exact in the limit of width.
  package func isExact(_ gradient: GradientMoments) -> Bool {
    gradient.parts.allSatisfy { exact[$0.source] && $0.factors.allSatisfy(space.isExact) }
  }

  /// Whether units have a source in common, even if the forms that it meets have opposite signs.
  func isCommon(_ gradient: GradientMoments) -> Bool {
    gradient.parts.contains { kernels[$0.source][MomentRole.feature.bit] != 0 }
  }

  private func collapsed(_ part: GradientMoments.Part) -> LinearForm {
    part.factors.reduce(LinearForm(1)) { space.product($0, $1) }
  }

  /// The sum of two gradients.
  package func sum(_ a: GradientMoments, _ b: GradientMoments) -> GradientMoments {
    if a.parts.isEmpty { return b }
    var parts = a.parts
    for part in b.parts {
      if let place = parts.firstIndex(where: { $0.source == part.source }) {
        let factor = space.named(collapsed(parts[place]) + collapsed(part))
        parts[place] = .init(source: part.source, factors: [factor])
      } else {
        parts.append(part)
      }
    }
    return GradientMoments(parts: parts)
  }

  /// The gradient times a form.
  package func product(_ gradient: GradientMoments, _ form: LinearForm) -> GradientMoments {
    if form.isConstant, form.constant == 0 { return .zero }
    if form.isConstant, form.constant == 1 { return gradient }
    return GradientMoments(
      parts: gradient.parts.map { part in
        var factors = part.factors
        // Functions of one root become one function; what is independent stays by itself.
        if let place = factors.firstIndex(where: { space.dependsOnSame($0, form) }) {
          factors[place] = space.product(factors[place], form)
        } else {
          factors.append(form)
        }
        return .init(source: part.source, factors: factors)
      })
  }

  /// One source in place of many, so that long sums stay short; where weights are shared it
  /// remembers what it stands for.
  package func settled(_ gradient: GradientMoments) -> GradientMoments {
    let isPlain = gradient.parts.allSatisfy { $0.factors.allSatisfy(\.isConstant) }
    let most = isPlain ? 1 : hasSharedWeights ? 2 : 6
    guard gradient.parts.count > most else { return gradient }
    let settled = source(
      products(gradient), isExact: isExact(gradient) && isPlain)
    if hasSharedWeights, let number = settled.parts.first?.source { sums[number] = gradient }
    return settled
  }

  /// Remembers a way back through shared weights, and what it has in common with the others.
  ///
  /// - Parameter link: the mean products of two such sources from those of the gradients and of the
  ///   inputs.
  /// - Returns: the gradient; approximate where another use is by another map.
  func remember(
    _ found: GradientMoments, of weight: ParameterMoments, by map: FreshMap,
    _ gradient: GradientMoments, _ input: LinearForm, isWeight: Bool,
    link: (_ gradients: MomentKernel, _ inputs: MomentKernel) -> MomentKernel
  ) -> GradientMoments {
    guard weight.isShared, let identity = weight.identity, let source = found.parts.first?.source
    else { return found }
    let uses = (isWeight ? weightUses : inputUses)[identity] ?? []
    if uses.count > MomentSpace.linkedUses { exact[source] = false }
    for use in uses.suffix(MomentSpace.linkedUses) {
      guard use.map == map, weight.mean == 0 else {
        exact[source] = false
        continue
      }
      let inputs =
        space.covariance(input, use.input) + input.constant * use.input.constant
      let kernel = link(common(gradient, use.gradient), inputs)
      if !kernel.isZero { links[MomentSpace.TermPair(use.source, source)] = kernel }
    }
    let use = Use(map: map, gradient: gradient, input: input, source: source)
    if isWeight {
      weightUses[identity, default: []].append(use)
    } else {
      inputUses[identity, default: []].append(use)
    }
    return found
  }
}
