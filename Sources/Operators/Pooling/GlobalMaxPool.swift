import CKernels
import Tensors
import Threads

/// The largest value of each channel of each image: y[n, c] = max over p of x[n, c, p]; NaN where
/// there is one.
///
/// ## Shapes
/// batch × channels × positions to batch × channels × 1 for each axis of positions, of which there
/// may be any number.
///
/// ## Gradient
///     dx[n, c, p] = dy[n, c] where p is the place of the largest value, 0 elsewhere
/// Of equal values the first gets all, as in ``MaxPool`` and in PyTorch's `adaptive_max_pool`; where
/// there is NaN, the first NaN.
public struct GlobalMaxPool: DifferentiableOperator {
  /// `globalMaxPool`.
  public static let name = "globalMaxPool"
  /// `GlobalMaxPool`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("GlobalMaxPool")
  /// Values stay what they are.
  public static let isExactOnIntegers = true

  /// The largest values of channels.
  public init() {}

  /// The pooling of a node `GlobalMaxPool`.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0])
  }

  /// batch × channels × ones.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, `.rank`, or `.shapes` for no position.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    [try globalPoolShape(inputs)]
  }

  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .firstInput(inputs, found[0])
  }

  /// The largest values.
  public func forward(_ call: ForwardCall) {
    let (x, y) = (call.input.pointer, call.output.pointer)
    forEachChannelBlock(call) { rows, rowLength, start, columns, target in
      if rowLength == 1 {
        y[target] = xv_maximum(x + start, rows)
      } else {
        xv_column_maxima(x + start, rows, rowLength, columns, y + target)
      }
    }
  }

  /// dx.
  public func backward(_ call: BackwardCall) {
    guard let dx = call.inputGradient, dx.shape.count > 0 else { return }
    PoolGradient(
      PoolGradient.oneWindow(over: call.input),
      .largest(call.input.pointer, call.output.pointer), call.outputGradient, into: dx
    ).run(call.threads)
  }
}

extension GlobalMaxPool: MomentOperator {
  /// The largest over positions, equally correlated.
  ///
  /// Typical error 3 % of the mean product of two inputs; mean and mean square are exact where positions are equally correlated.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.images()
    let groups = ReducedAxes(x.axes, reduced: Set(2..<max(call.shapes[0].rank, 2)))
    let form = call.space.largest(x.form, count: groups.count, bits: MomentRole.position.bit)
    return [
      SignalMoments(form, x.axes.without(groups.reduced, keepsAxes: true), x.length.uncertain)
    ]
  }

  /// The output's at one position.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let x = call.forward.images()
    let chosen = call.space.chosen(
      x.form, count: Double(call.forward.shapes[0].positionCount), bits: MomentRole.position.bit)
    let groups = ReducedAxes(x.axes, reduced: Set(2..<max(call.forward.shapes[0].rank, 2)))
    return [call.chosen(call.outputGradient, over: groups, x.axes, chosen)]
  }
}
