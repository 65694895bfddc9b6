import Tensors

/// How the values of an operator are to lie.
public struct Arrangements: Sendable, Hashable {
  /// How each input is to lie.
  public let inputs: [Arrangement]
  /// How each output with positions then lies.
  public let outputs: Arrangement

  /// Inputs and outputs that lie as said.
  public init(inputs: [Arrangement], outputs: Arrangement) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Everything row-major.
  public static func rowMajor(_ inputs: [Shape]) -> Arrangements {
    Arrangements(inputs: inputs.map { _ in .rowMajor }, outputs: .rowMajor)
  }

  /// The first input as given, parameters row-major.
  static func firstInput(_ inputs: [Shape], _ arrangement: Arrangement) -> Arrangements {
    let first = inputs[0].rank < 3 ? .rowMajor : arrangement
    return Arrangements(
      inputs: inputs.indices.map { $0 == 0 ? first : .rowMajor }, outputs: first)
  }

  /// Of an operator that maps each element by itself: channels-last where an input lies so and all
  /// others have its shape or one element.
  public static func elementwise(_ inputs: [Shape], _ found: [Arrangement]) -> Arrangements {
    guard let place = found.firstIndex(of: .channelsLast),
      inputs.allSatisfy({
        $0 == inputs[place] || $0.count == 1 && $0.rank <= inputs[place].rank
      })
    else { return .rowMajor(inputs) }
    return Arrangements(
      inputs: inputs.map { $0 == inputs[place] ? .channelsLast : .rowMajor },
      outputs: .channelsLast)
  }
}
