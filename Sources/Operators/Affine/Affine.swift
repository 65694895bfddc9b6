import CKernels
import Initializers
import Tensors
import Threads

/// A linear map and a shift: y = x W + b.
///
/// ## Shapes
/// | value | shape | meaning |
/// |---|---|---|
/// | x | batch × in | input |
/// | W | in × out | weight |
/// | b | out | bias |
/// | y | batch × out | output |
///
/// ## Gradients
///     dx = dy Wᵀ,   dW = xᵀ dy,   db = sum of dy over the batch
///
/// - Complexity: 2 batch in out operations forward, twice that backward.
public struct Affine: Operator {
  /// `affine`.
  public static let name = "affine"
  /// `Gemm`.
  public static let onnxName: String? = "Gemm"

  /// The number of input units.
  public let inputCount: Int
  /// The number of output units.
  public let outputCount: Int

  /// A map from `inputCount` units to `outputCount`.
  public init(inputCount: Int, outputCount: Int) {
    self.inputCount = inputCount
    self.outputCount = outputCount
  }

  /// The weight, in × out, and the bias, out.
  public var parameters: [(name: String, spec: ParameterSpec)] {
    [
      ("weight", .dense(in: inputCount, out: outputCount)),
      ("bias", .bias(out: outputCount)),
    ]
  }

  /// batch × out for an input of batch × in.
  ///
  /// - Throws: ``OperatorError`` with code `.rank` or `.axisLength` for any other input.
  public func outputShape(_ input: Shape) throws(OperatorError) -> Shape {
    guard input.rank == 2 else { throw .rank(of: Self.name, expected: "2 were", found: input) }
    guard input[1] == inputCount else {
      throw .axisLength(of: Self.name, axis: 1, expected: inputCount, found: input)
    }
    return [input[0], outputCount]
  }

  /// y = x W + b.
  public func forward(_ call: ForwardCall) {
    let work = ForwardPanels(call)
    call.threads.run(count: work.panels.count, work)
    xv_add_bias(call.output.pointer, call.parameters[1].pointer, work.batch, outputCount)
  }

  /// dx, dW and db; the pieces of dW are announced as they are complete.
  public func backward(_ call: BackwardCall) {
    let work = BackwardPanels(call)
    xv_column_sums(
      call.outputGradient.pointer, call.parameterGradients[1].pointer, work.batch, outputCount)
    call.gradientIsReady?(1, 0..<outputCount)
    call.threads.run(count: work.panels.count, work)
  }
}

/// y = x W in panels of columns, so that every weight is read once.
private struct ForwardPanels: ParallelWork {
  let panels: Panels
  let batch: Int
  private let call: ForwardCall

  init(_ call: ForwardCall) {
    batch = call.input.shape[0]
    panels = Panels(
      of: call.output.shape[1], weightsEach: call.input.shape[1], batch: batch)
    self.call = call
  }

  func perform(_ index: Int) {
    let (inputCount, outputCount) = (call.input.shape[1], call.output.shape[1])
    let columns = panels[index]
    let start = columns.lowerBound
    multiply(
      .plain(call.input.pointer, rowLength: inputCount),
      .plain(call.parameters[0].pointer + start, rowLength: outputCount),
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
    batch = call.input.shape[0]
    panels = Panels(
      of: call.input.shape[1], weightsEach: call.output.shape[1], batch: batch)
    self.call = call
  }

  func perform(_ index: Int) {
    let (inputCount, outputCount) = (call.input.shape[1], call.output.shape[1])
    let dy = call.outputGradient.pointer
    let rows = panels[index]
    let start = rows.lowerBound
    if let dx = call.inputGradient {
      multiply(
        .plain(dy, rowLength: outputCount),
        .transposed(call.parameters[0].pointer + start * outputCount, rowLength: outputCount),
        rows: batch, columns: rows.count, inner: outputCount, into: dx.pointer + start,
        rowLength: inputCount)
    }
    multiply(
      .transposed(call.input.pointer + start, rowLength: inputCount),
      .plain(dy, rowLength: outputCount), rows: rows.count, columns: outputCount, inner: batch,
      into: call.parameterGradients[0].pointer + start * outputCount, rowLength: outputCount)
    call.gradientIsReady?(0, start * outputCount..<rows.upperBound * outputCount)
  }
}
