import Operators
import Tensors
import Testing
import Threads

extension OperatorRun {
  /// The outputs of an operator that is offered its first input channels-last; `nil` where it asks
  /// for row-major values all the same.
  static func forwardChannelsLast(
    _ function: any Operator, _ inputs: [Argument], threads: ThreadPool
  ) throws -> [[Float]]? {
    let shapes = inputs.map(\.shape)
    let offered = shapes.map { $0 == shapes[0] ? Arrangement.channelsLast : .rowMajor }
    let wanted = function.arrangements(shapes, offered)
    guard shapes[0].rank >= 3, wanted.inputs.contains(.channelsLast) else { return nil }
    let tensors = zip(inputs, wanted.inputs).map { input, arrangement in
      Margined(input.shape, arranged(input.values, input.shape, arrangement))
    }
    let outputShapes = try function.outputShapes(shapes)
    let arrangements = outputShapes.map { $0.rank < 3 ? .rowMajor : wanted.outputs }
    let outputs = outputShapes.map { Margined(zeros: $0) }
    func view(_ tensor: Margined, _ arrangement: Arrangement) -> MutableTensorView {
      MutableTensorView(tensor.view.shape, tensor.view.pointer, arrangement)
    }
    withExtendedLifetime(tensors) {
      function.forward(
        ForwardCall(
          inputs: zip(tensors, wanted.inputs).map { view($0, $1).readOnly },
          outputs: zip(outputs, arrangements).map { view($0, $1) },
          state: function.makeState(shapes), threads: threads))
    }
    return zip(outputs, arrangements).map { output, arrangement in
      rowMajor(output.checked(), output.view.shape, arrangement)
    }
  }

  // The place of each row-major element where the value lies channels-last.
  private static func places(_ shape: Shape) -> [Int] {
    let (channels, positions) = (shape[1], shape.lengths[2...].reduce(1, *))
    return (0..<shape.count).map { element in
      let (plane, position) = element.quotientAndRemainder(dividingBy: positions)
      let (image, channel) = plane.quotientAndRemainder(dividingBy: channels)
      return (image * positions + position) * channels + channel
    }
  }

  static func arranged(
    _ values: [Float], _ shape: Shape, _ arrangement: Arrangement
  ) -> [Float] {
    guard arrangement == .channelsLast else { return values }
    var result = values
    for (element, place) in places(shape).enumerated() { result[place] = values[element] }
    return result
  }

  static func rowMajor(
    _ values: [Float], _ shape: Shape, _ arrangement: Arrangement
  ) -> [Float] {
    arrangement == .channelsLast ? places(shape).map { values[$0] } : values
  }
}
