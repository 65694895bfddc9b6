import CKernels
import Initializers
import Tensors
import Threads

/// A linear map and a shift: y = x W + b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × in | input; it may have more axes before the last |
/// | W | in × out, or out × in | weight; the second where ``transposesWeight`` |
/// | b | out | bias |
/// | y | batch × out | output |
///
/// ## Gradients
///     dx = dy Wᵀ,   dW = xᵀ dy,   db = sum of dy over the batch
///
/// - Complexity: 2 batch in out operations forward, twice that backward.
public struct Affine: DifferentiableOperator {
  /// `affine`.
  public static let name = "affine"
  /// Pieces of the weight's gradient are announced as they are complete.
  public static let announcesGradients = true

  /// Whether the weight is stored out × in, as PyTorch does, and y = x Wᵀ + b.
  public let transposesWeight: Bool

  /// A map without numbers of its own: its sizes are those of the weight.
  public init(transposesWeight: Bool = false) { self.transposesWeight = transposesWeight }

  /// The weight, and the bias of out numbers.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    switch input {
    case 1:
      guard shapes[1].rank == 2 else { return nil }
      let (inputs, outputs) = sizes(shapes[1])
      let layout: Layout = transposesWeight ? .pytorch : .keras
      return ParameterSlot("weight", .dense(in: inputs, out: outputs, layout: layout))
    case 2:
      guard shapes[2].rank == 1 else { return nil }
      return ParameterSlot("bias", .bias(out: shapes[2][0]))
    default: return nil
    }
  }

  /// The lengths in and out of a weight.
  func sizes(_ weight: Shape) -> (inputs: Int, outputs: Int) {
    transposesWeight ? (weight[1], weight[0]) : (weight[0], weight[1])
  }

  /// The input's shape with out for its last length, for a weight of its shape and a bias of out
  /// where there is one.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank` or `.axisLength` for any other
  ///   inputs.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 || inputs.count == 3 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 or 3 were")
    }
    let (input, weight) = (inputs[0], inputs[1])
    guard input.rank >= 1 else {
      throw .rank(of: Self.name, expected: "1 or more were", found: input)
    }
    guard weight.rank == 2 else { throw .rank(of: Self.name, expected: "2 were", found: weight) }
    let (inputCount, outputCount) = sizes(weight)
    guard input[input.rank - 1] == inputCount else {
      throw .axisLength(of: Self.name, axis: input.rank - 1, expected: inputCount, found: input)
    }
    if inputs.count == 3, inputs[2] != [outputCount] {
      throw .shapes(of: Self.name, "bias \(inputs[2])", expected: "shape \(outputCount) was")
    }
    return [try shape(input.lengths.dropLast() + [outputCount])]
  }

  /// y = x W + b.
  public func forward(_ call: ForwardCall) {
    let sizes = AffineSizes(self, call.input.shape, call.inputs[1].shape)
    let work = ForwardPanels(call, sizes)
    call.threads.run(count: work.panels.count, work)
    guard call.inputs.count == 3 else { return }
    xv_add_bias(call.output.pointer, call.inputs[2].pointer, sizes.batch, sizes.outputs)
  }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// dx, dW and db; the pieces of dW are announced as they are complete.
  public func backward(_ call: BackwardCall) {
    let sizes = AffineSizes(self, call.input.shape, call.inputs[1].shape)
    if call.inputs.count == 3, let biasGradient = call.inputGradients[2] {
      let sums = BiasSums(call, sizes, into: biasGradient.pointer)
      call.threads.run(count: sums.ranges.count, sums)
      call.gradientIsReady?(2, 0..<sizes.outputs)
    }
    if transposesWeight {
      let input = TransposedInputPanels(call, sizes)
      if call.inputGradient != nil { call.threads.run(count: input.panels.count, input) }
      let weight = TransposedWeightPanels(call, sizes)
      if call.inputGradients[1] != nil { call.threads.run(count: weight.panels.count, weight) }
    } else {
      let work = BackwardPanels(call, sizes)
      call.threads.run(count: work.panels.count, work)
    }
  }
}

extension Operator {
  /// A shape of an output, its number of elements checked.
  func shape(_ lengths: [Int]) throws(OperatorError) -> Shape {
    do {
      return try Shape(checking: lengths)
    } catch {
      throw .size(of: Self.name, error)
    }
  }
}

extension Affine: MomentOperator {
  // Axes before the last share the weights.
  private func map(_ call: MomentCall, _ x: SignalMoments) -> FreshMap {
    let sizes = sizes(call.shapes[1])
    let summed = x.axes.axes.last ?? []
    let kept = x.axes.axes.dropLast().joined()
    let rows = x.axes.axes.dropLast().map { axis in
      axis.map { $0.role == .feature ? MomentFactor(.position, $0.length) : $0 }
    }
    return FreshMap(
      fanIn: Double(sizes.inputs), fanOut: Double(sizes.outputs), contracted: RoleCounts(summed),
      kept: Array(kept), uses: RoleCounts(rows.joined()), units: Double(sizes.outputs),
      axes: MomentAxes(rows + [[MomentFactor(.feature, sizes.outputs)]]))
  }

  /// A fresh linear map of x, and the bias.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    guard let weight = call.inputs[1].parameter else { return FallbackMoments.moments(call) }
    let x = call.signal(0)
    var output = call.biased(map(call, x).moments(x, weight, call.space), by: 2)
    output.pieces = pieces(call, x, weight)
    return [output]
  }

  // The same map of each piece of x; what they have in common is kept.
  private func pieces(
    _ call: MomentCall, _ x: SignalMoments, _ weight: ParameterMoments
  ) -> SignalMoments.Pieces? {
    guard let pieces = x.pieces, pieces.axis < x.axes.axes.count - 1, !weight.isShared else {
      return nil
    }
    var shared = weight
    shared.isShared = true
    let forms = zip(pieces.forms, pieces.lengths).map { form, length in
      let piece = SignalMoments(form, x.axes.resized(pieces.axis, to: length), x.length)
      return call.biased(map(call, piece).moments(piece, shared, call.space), by: 2).form
    }
    return .init(axis: pieces.axis, lengths: pieces.lengths, forms: forms)
  }

  /// Those of the transposed map, of the weight, and of the bias.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let forward = call.forward
    guard let weight = forward.inputs[1].parameter else {
      return FallbackMoments.gradientMoments(call)
    }
    let x = forward.signal(0)
    let map = map(forward, x)
    return [
      map.inputGradient(x, weight, call.outputGradient, call.gradients),
      map.weightGradient(x, weight, call.outputGradient, call.gradients),
      forward.inputs.count > 2 ? call.summed(call.outputGradient, to: 2) : nil,
    ]
  }
}
