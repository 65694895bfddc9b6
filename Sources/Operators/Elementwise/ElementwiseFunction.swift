import Tensors
import Threads

/// An operator that maps each element by itself.
protocol ElementwiseFunction: DifferentiableOperator {
  func apply(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int)
  func differentiate(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, _ count: Int)
}

// Elements that one thread maps in about the time it takes to hand work to another.
let elementwiseGrain = 16_384

/// An elementwise function that no layer applies after its affine map.
protocol ElementwiseMap: ElementwiseFunction {
  /// The function with its usual attributes.
  init()
}

extension ElementwiseMap {
  /// The input's shape.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    try [single(inputs)]
  }

  /// The function with its usual attributes.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0])
  }
}

extension ElementwiseFunction {
  /// As the input lies.
  public func arrangements(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    .elementwise(inputs, found)
  }

  /// The function of each element, shared among threads in ranges.
  public func forward(_ call: ForwardCall) {
    let work = ForwardRanges(function: self, call: call)
    call.threads.run(count: work.ranges.count, work)
  }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// The gradient of each element, shared among threads in ranges.
  public func backward(_ call: BackwardCall) {
    guard let inputGradient = call.inputGradient else { return }
    let work = BackwardRanges(function: self, call: call, dx: inputGradient.pointer)
    call.threads.run(count: work.ranges.count, work)
  }
}

private struct ForwardRanges<Function: ElementwiseFunction>: ParallelWork {
  let function: Function
  let call: ForwardCall
  let ranges: ParallelRanges

  init(function: Function, call: ForwardCall) {
    self.function = function
    self.call = call
    ranges = ParallelRanges(
      total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads)
  }

  func perform(_ index: Int) {
    let range = ranges[index]
    let start = range.lowerBound
    function.apply(call.input.pointer + start, call.output.pointer + start, range.count)
  }
}

private struct BackwardRanges<Function: ElementwiseFunction>: ParallelWork {
  let function: Function
  let call: BackwardCall
  let dx: UnsafeMutablePointer<Float>
  let ranges: ParallelRanges

  init(function: Function, call: BackwardCall, dx: UnsafeMutablePointer<Float>) {
    self.function = function
    self.call = call
    self.dx = dx
    ranges = ParallelRanges(
      total: call.input.shape.count, grain: elementwiseGrain, threads: call.threads)
  }

  func perform(_ index: Int) {
    let range = ranges[index]
    let start = range.lowerBound
    function.differentiate(
      call.input.pointer + start, call.output.pointer + start,
      call.outputGradient.pointer + start, dx + start, range.count)
  }
}
