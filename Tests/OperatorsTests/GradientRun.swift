import Operators
import Tensors
import Testing
import Threads

/// One forward and one backward call of an operator on arrays, in memory with a margin that must
/// stay as it was.
struct GradientRun {
  /// What a call asks for.
  struct Request {
    /// The operator.
    let function: any DifferentiableOperator
    /// The inputs, row-major.
    let inputs: [Argument]
    /// The factor of each element of each output, row-major; `nil` for an output without.
    let outputGradients: [[Float]?]
    /// Whether the gradient of each input is wanted; all where nothing is said.
    var wanted: [Bool]?
    /// The threads.
    var threads: ThreadPool = .single
    /// Whether values and gradients lie channels-last, as far as the operator wants it.
    var isChannelsLast = false
  }

  /// The outputs, row-major.
  let outputs: [[Float]]
  /// The gradient of each wanted input, row-major.
  let inputGradients: [[Float]?]

  /// Runs both calls.
  ///
  /// `nil` where the operator asks for row-major values though channels-last ones were offered.
  init?(_ request: Request) throws {
    let function = request.function
    let shapes = request.inputs.map(\.shape)
    var inputArrangements = shapes.map { _ in Arrangement.rowMajor }
    var outputArrangement = Arrangement.rowMajor
    if request.isChannelsLast {
      let offered = shapes.map {
        $0 == shapes[0] && $0.rank >= 3 ? Arrangement.channelsLast : .rowMajor
      }
      let wanted = function.arrangements(shapes, offered)
      guard wanted.inputs.contains(.channelsLast) else { return nil }
      (inputArrangements, outputArrangement) = (wanted.inputs, wanted.outputs)
    }
    let outputShapes = try function.outputShapes(shapes)
    let outputArrangements = outputShapes.map { $0.rank < 3 ? .rowMajor : outputArrangement }
    let wanted = request.wanted ?? shapes.map { _ in true }

    let inputs = zip(request.inputs, inputArrangements).map {
      Arranged($0.shape, $0.values, $1)
    }
    let outputs = zip(outputShapes, outputArrangements).map { Arranged($0, nil, $1) }
    let outputGradients = zip(request.outputGradients, zip(outputShapes, outputArrangements)).map {
      values, place in values.map { Arranged(place.0, $0, place.1) }
    }
    // What was there before must not be added to.
    let inputGradients = zip(wanted, zip(shapes, inputArrangements)).map { isWanted, place in
      isWanted
        ? Arranged(place.0, [Float](repeating: .nan, count: place.0.count), place.1) : nil
    }
    let state = function.makeState(shapes)
    // Twice, as in training: what the first pass left in the state must not change the second.
    for _ in 0..<2 {
      state?.parametersDidChange()
      function.forward(
        ForwardCall(
          inputs: inputs.map(\.view.readOnly), outputs: outputs.map(\.view), state: state,
          threads: request.threads))
      // What is not read may be gone.
      let gone = (inputs + outputs).map { $0.nothing() }
      let read = inputs.enumerated().map { function.readsInBackward(input: $0) ? $1 : gone[$0] }
      let results = function.readsOutputsInBackward ? outputs : Array(gone[inputs.count...])
      function.backward(
        BackwardCall(
          inputs: read.map(\.view.readOnly), outputs: results.map(\.view.readOnly),
          outputGradients: outputGradients.map { $0?.view.readOnly },
          inputGradients: inputGradients.map { $0?.view }, state: state, threads: request.threads))
    }
    for (input, given) in zip(inputs, request.inputs) {
      #expect(
        input.rowMajor().map(\.bitPattern) == given.values.map(\.bitPattern),
        "inputs are only read")
    }
    for (gradient, given) in zip(outputGradients, request.outputGradients) {
      #expect(gradient?.rowMajor() == given, "gradients of outputs are only read")
    }
    self.outputs = outputs.map { $0.rowMajor() }
    self.inputGradients = inputGradients.map { $0?.rowMajor() }
  }
}

/// A tensor with a margin that lies in some arrangement and is given and taken row-major.
private final class Arranged {
  private let memory: Margined
  private let shape: Shape
  private let arrangement: Arrangement

  init(_ shape: Shape, _ values: [Float]?, _ arrangement: Arrangement) {
    self.shape = shape
    self.arrangement = arrangement
    let values = values ?? [Float](repeating: 0, count: shape.count)
    memory = Margined(shape, OperatorRun.arranged(values, shape, arrangement))
  }

  /// The same shape full of what is no number.
  func nothing() -> Arranged {
    Arranged(shape, [Float](repeating: .nan, count: shape.count), arrangement)
  }

  var view: MutableTensorView { MutableTensorView(shape, memory.view.pointer, arrangement) }

  func rowMajor() -> [Float] { OperatorRun.rowMajor(memory.checked(), shape, arrangement) }
}
