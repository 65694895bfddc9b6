import CKernels
import Tensors
import Threads

/// Each element within bounds: f(x) = min(max(x, lower), upper).
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | any | input |
/// | bounds | one element each | those that are not attributes, the lower first |
/// | y | that of x | output |
///
/// ## Gradient
///     f'(x) = 1 for lower <= x <= upper, else 0
/// A bound's gradient is the sum of the output gradients where the bound is the result.
///
/// ## Edge cases
/// Where the lower bound is above the upper one, every element becomes the upper one.
public struct Clip: DifferentiableOperator {
  /// `clip`.
  public static let name = "clip"
  /// `Clip`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Clip")
  /// Whole numbers stay whole and no larger.
  public static let isExactOnIntegers = true

  /// The lower bound; `nil` where it is an input.
  public let lower: Float?
  /// The upper bound; `nil` where it is an input.
  public let upper: Float?

  /// The function with the given bounds; `nil` for one that is an input.
  public init(lower: Float? = -.infinity, upper: Float? = .infinity) {
    self.lower = lower
    self.upper = upper
  }

  /// The function with the node's bounds: attributes before version 11, inputs since.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    guard node.opset >= 11 else {
      let lower = try node.float("min", default: -.infinity)
      let upper = try node.float("max", default: .infinity)
      return ImportedOperator(Self(lower: lower, upper: upper), inputs: [0])
    }
    var inputs = [0]
    func bound(_ index: Int, none: Float) throws(OperatorError) -> Float? {
      guard node.hasInput(index) else { return none }
      let input = try node.input(index)
      if input.constant != nil, !input.mayHaveGradient { return try node.knownFloat(index) }
      inputs.append(index)
      return nil
    }
    let lower = try bound(1, none: -.infinity)
    let upper = try bound(2, none: .infinity)
    return ImportedOperator(Self(lower: lower, upper: upper), inputs: inputs)
  }

  private var lowerInput: Int? { lower == nil ? 1 : nil }
  private var upperInput: Int? { upper == nil ? (lower == nil ? 2 : 1) : nil }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The first input's shape.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` for other inputs than the bounds need,
  ///   `.shapes` for a bound that is not one element.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let count = 1 + (lower == nil ? 1 : 0) + (upper == nil ? 1 : 0)
    guard inputs.count == count else {
      throw .inputCount(
        of: Self.name, inputs.count, expected: "\(count) \(count == 1 ? "was" : "were")")
    }
    for bound in inputs.dropFirst() where bound.count != 1 {
      throw .shapes(of: Self.name, "bound \(bound)", expected: "one element was")
    }
    return [inputs[0]]
  }

  /// The function of each element, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    let work = ForwardRanges(
      x: call.input.pointer, y: call.output.pointer,
      lower: lower ?? call.inputs[lowerInput!].pointer[0],
      upper: upper ?? call.inputs[upperInput!].pointer[0],
      ranges: ParallelRanges(
        total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }

  /// The gradient of each element, and those of the bounds that are inputs.
  public func backward(_ call: BackwardCall) {
    let lower = lower ?? call.inputs[lowerInput!].pointer[0]
    let upper = upper ?? call.inputs[upperInput!].pointer[0]
    let (x, dy) = (call.input.elements, call.outputGradient.elements)
    if let dx = call.inputGradient {
      xv_clip_backward(
        call.input.pointer, call.output.pointer, call.outputGradient.pointer, dx.pointer, x.count,
        lower, upper)
    }
    func sum(where isBound: (Float) -> Bool) -> Float {
      Float(x.indices.reduce(0.0) { isBound(x[$1]) ? $0 + Double(dy[$1]) : $0 })
    }
    if let index = upperInput, let gradient = call.inputGradients[index] {
      gradient.pointer[0] = sum { max($0, lower) > upper }
    }
    if let index = lowerInput, let gradient = call.inputGradients[index] {
      gradient.pointer[0] = sum { $0 < lower && lower <= upper }
    }
  }
}

private struct ForwardRanges: ParallelWork {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let lower: Float
  let upper: Float
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    let range = ranges[index]
    xv_clip_forward(x + range.lowerBound, y + range.lowerBound, range.count, lower, upper)
  }
}

extension Clip: MomentOperator {
  // Bounds that are inputs are taken where they are known numbers.
  private func function(_ call: MomentCall) -> ElementFunction? {
    func bound(_ known: Float?, _ input: Int?) -> Double? {
      if let known { return Double(known) }
      return input.flatMap { call.inputs[$0].parameter?.number }
    }
    guard let low = bound(lower, lowerInput), let high = bound(upper, upperInput) else {
      return nil
    }
    return ElementFunction("clip:\(low):\(high)", kinks: [low, high].filter(\.isFinite)) {
      min(max($0, low), high)
    } slope: {
      $0 >= low && $0 <= high ? 1 : 0
    }
  }

  /// The function of the input's form.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    guard let function = function(call) else { return FallbackMoments.moments(call) }
    return [call.applied(function)]
  }

  /// The gradient times the slope; those of bounds are not known.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    guard let function = function(call.forward) else {
      return FallbackMoments.gradientMoments(call)
    }
    return [call.applied(function)] + call.forward.inputs.dropFirst().map { _ in nil }
  }
}
