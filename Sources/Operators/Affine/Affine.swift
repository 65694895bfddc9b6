import CKernels
import Initializers
import Tensors

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
    let batch = call.input.shape[0]
    let (x, y) = (call.input.pointer, call.output.pointer)
    let (weight, bias) = (call.parameters[0].pointer, call.parameters[1].pointer)
    // Panels of columns, so that every weight is read once.
    let panels = Panels(of: outputCount, weightsEach: inputCount, batch: batch)
    call.threads.run(count: panels.count) { index in
      let columns = panels[index]
      let start = columns.lowerBound
      multiply(
        .plain(x, rowLength: inputCount), .plain(weight + start, rowLength: outputCount),
        rows: batch, columns: columns.count, inner: inputCount, into: y + start,
        rowLength: outputCount)
    }
    xv_add_bias(y, bias, batch, outputCount)
  }

  /// dx, dW and db; the pieces of dW are announced as they are complete.
  public func backward(_ call: BackwardCall) {
    let batch = call.input.shape[0]
    let (x, dy) = (call.input.pointer, call.outputGradient.pointer)
    let weight = UnsafePointer(call.parameters[0].pointer)
    let weightGradient = call.parameterGradients[0].pointer
    let inputGradient = call.inputGradient?.pointer
    xv_column_sums(dy, call.parameterGradients[1].pointer, batch, outputCount)
    call.gradientIsReady?(1, 0..<outputCount)
    // Panels of rows: what a panel gives to dx, its gradient, and an update that follows at once
    // find its weights in the cache.
    let panels = Panels(of: inputCount, weightsEach: outputCount, batch: batch)
    call.threads.run(count: panels.count) { index in
      let rows = panels[index]
      let start = rows.lowerBound
      if let inputGradient {
        multiply(
          .plain(dy, rowLength: outputCount),
          .transposed(weight + start * outputCount, rowLength: outputCount),
          rows: batch, columns: rows.count, inner: outputCount, into: inputGradient + start,
          rowLength: inputCount)
      }
      multiply(
        .transposed(x + start, rowLength: inputCount), .plain(dy, rowLength: outputCount),
        rows: rows.count, columns: outputCount, inner: batch,
        into: weightGradient + start * outputCount, rowLength: outputCount)
      call.gradientIsReady?(0, start * outputCount..<rows.upperBound * outputCount)
    }
  }
}
