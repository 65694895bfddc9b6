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
/// | W | in × out | weight |
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

  /// A map without numbers of its own: its sizes are those of the weight.
  public init() {}

  /// The weight, in × out, and the bias, out.
  public func parameter(at input: Int, _ shapes: [Shape]) -> ParameterSlot? {
    switch input {
    case 1: ParameterSlot("weight", .dense(in: shapes[1][0], out: shapes[1][1]))
    case 2: ParameterSlot("bias", .bias(out: shapes[2][0]))
    default: nil
    }
  }

  /// The input's shape with out for its last length, for a weight of in × out and a bias of out
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
    guard input[input.rank - 1] == weight[0] else {
      throw .axisLength(of: Self.name, axis: input.rank - 1, expected: weight[0], found: input)
    }
    if inputs.count == 3, inputs[2] != [weight[1]] {
      throw .shapes(of: Self.name, "bias \(inputs[2])", expected: "shape \(weight[1]) was")
    }
    return [try shape(input.lengths.dropLast() + [weight[1]])]
  }

  /// y = x W + b.
  public func forward(_ call: ForwardCall) {
    let work = ForwardPanels(call)
    call.threads.run(count: work.panels.count, work)
    guard call.inputs.count == 3 else { return }
    xv_add_bias(
      call.output.pointer, call.inputs[2].pointer, work.batch, call.inputs[1].shape[1])
  }

  /// dx, dW and db; the pieces of dW are announced as they are complete.
  public func backward(_ call: BackwardCall) {
    let work = BackwardPanels(call)
    if call.inputs.count == 3, let biasGradient = call.inputGradients[2] {
      let outputCount = call.inputs[1].shape[1]
      xv_column_sums(
        call.outputGradient.pointer, biasGradient.pointer, work.batch, outputCount)
      call.gradientIsReady?(2, 0..<outputCount)
    }
    call.threads.run(count: work.panels.count, work)
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

/// y = x W in panels of columns, so that every weight is read once.
private struct ForwardPanels: ParallelWork {
  let panels: Panels
  let batch: Int
  private let call: ForwardCall

  init(_ call: ForwardCall) {
    batch = call.input.shape.lengths.dropLast().reduce(1, *)
    let weight = call.inputs[1].shape
    panels = Panels(of: weight[1], weightsEach: weight[0], batch: batch)
    self.call = call
  }

  func perform(_ index: Int) {
    let (inputCount, outputCount) = (call.inputs[1].shape[0], call.inputs[1].shape[1])
    let columns = panels[index]
    let start = columns.lowerBound
    multiply(
      .plain(call.input.pointer, rowLength: inputCount),
      .plain(call.inputs[1].pointer + start, rowLength: outputCount),
      rows: batch, columns: columns.count, inner: inputCount, into: call.output.pointer + start,
      rowLength: outputCount)
  }
}

/// dx and dW in panels of the weight's rows: what a panel gives to dx, its gradient, and an update
/// that follows at once find its weights in the cache.
private struct BackwardPanels: ParallelWork {
  let panels: Panels
  let batch: Int
  private let call: BackwardCall

  init(_ call: BackwardCall) {
    batch = call.input.shape.lengths.dropLast().reduce(1, *)
    let weight = call.inputs[1].shape
    panels = Panels(of: weight[0], weightsEach: weight[1], batch: batch)
    self.call = call
  }

  func perform(_ index: Int) {
    let (inputCount, outputCount) = (call.inputs[1].shape[0], call.inputs[1].shape[1])
    let dy = call.outputGradient.pointer
    let rows = panels[index]
    let start = rows.lowerBound
    if let dx = call.inputGradient {
      multiply(
        .plain(dy, rowLength: outputCount),
        .transposed(call.inputs[1].pointer + start * outputCount, rowLength: outputCount),
        rows: batch, columns: rows.count, inner: outputCount, into: dx.pointer + start,
        rowLength: inputCount)
    }
    guard let weightGradient = call.inputGradients[1] else { return }
    multiply(
      .transposed(call.input.pointer + start, rowLength: inputCount),
      .plain(dy, rowLength: outputCount), rows: rows.count, columns: outputCount, inner: batch,
      into: weightGradient.pointer + start * outputCount, rowLength: outputCount)
    call.gradientIsReady?(1, start * outputCount..<rows.upperBound * outputCount)
  }
}
