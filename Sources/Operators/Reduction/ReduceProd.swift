import CKernels
import Threads

/// The product along some axes.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | y | that of x without the reduced axes, or with 1 for their lengths | output |
///
/// ## Gradient
/// dx of an element is dy times the product of all others, right too where some are 0. Products are
/// taken in float64.
///
/// ## Edge cases
/// 1 of no elements. Partial products do not overflow.
public struct ReduceProd: ReductionOperator {
  /// `reduceProd`.
  public static let name = "reduceProd"
  /// `ReduceProd`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("ReduceProd")
  static let reducer = XV_PRODUCT

  /// The axes.
  public let axes: ReductionAxes

  /// The operator along the given axes.
  public init(_ axes: ReductionAxes = ReductionAxes()) { self.axes = axes }

  func differentiate(_ gradient: ReductionGradient) {
    let call = gradient.call
    let grain = max(elementwiseGrain / max(gradient.reduction.plan.terms, 1), 1)
    let work = Products(
      reduction: gradient.reduction, x: gradient.x.pointer, dy: gradient.dy.pointer,
      dx: gradient.dx.pointer,
      ranges: ParallelRanges(total: call.output.shape.count, grain: grain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

private struct Products: ParallelWork {
  let reduction: Reduction
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    withUnsafePointer(to: reduction.plan) {
      xv_product_backward($0, x, dy, dx, range.lowerBound, range.upperBound)
    }
  }
}

extension ReduceProd: MomentOperator {
  private static func power(_ x: Double, _ n: Double) -> Double {
    (0..<max(Int(min(n, 4096)), 0)).reduce(1) { product, _ in product * x }
  }

  /// Powers of the mean and the mean square, for independent elements.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.signal(0)
    let groups = reducedAxes(call)
    let n = groups.count
    let products = call.space.products(x.form)
    var found = MomentKernel.zero
    for r in 0..<16 { found[r] = Self.power(products[r], n) }
    let form = call.space.unrelated(
      mean: Self.power(x.form.constant, n), products: found, isNormal: false,
      isExact: call.space.isExact(x.form) && hasIndependentElements(products, groups, x),
      madeOf: [x.form])
    return [reduced(call, form)]
  }

  // Whether two elements of one group have nothing in common.
  private func hasIndependentElements(
    _ products: MomentKernel, _ groups: ReducedAxes, _ x: SignalMoments
  ) -> Bool {
    let bits = groups.counts.bits
    return (1..<16).allSatisfy {
      $0 & bits == 0 || $0 & ~bits != 0 || products[$0] == x.form.constant * x.form.constant
    }
  }

  /// The product of all other elements times the output's.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let x = call.forward.signal(0)
    let n = reducedAxes(call.forward).count
    let square = call.space.products(x.form).own
    var kernel = MomentKernel.zero
    kernel[0] = call.outputProducts.own * Self.power(square, n - 1)
    // Elements of one group share factors, which has a mean where they have one.
    let isExact =
      x.form.constant == 0
      && hasIndependentElements(
        call.space.products(x.form), reducedAxes(call.forward), x)
    return [
      call.gradients.source(
        kernel, isExact: isExact && call.gradients.isExact(call.outputGradient))
    ]
  }
}
