import Spellings

/// A mistake in what training was asked to do.
public struct TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case name, width, number, memory, repeated }
    private let value: Value
    /// No optimizer, loss or metric has this name.
    public static let name = Code(value: .name)
    /// The network's input or output does not fit the data set.
    public static let width = Code(value: .width)
    /// A number of epochs, examples or seeds is out of range.
    public static let number = Code(value: .number)
    /// The network needs more memory than the machine has.
    public static let memory = Code(value: .memory)
    /// Two recipes have the same name.
    public static let repeated = Code(value: .repeated)
  }

  /// What kind of mistake it is.
  public let code: Code
  /// What is wrong and what was expected.
  public let description: String

  static func name(_ name: String, of kind: String, known: Spellings) -> TrainingError {
    TrainingError(code: .name, description: "\(kind) \(name): \(known.unknown(name))")
  }

  static func width(
    _ end: String, _ found: Int, data: String, what: String, expected: Int
  ) -> TrainingError {
    TrainingError(
      code: .width,
      description:
        "network \(end): \(found) units, \(expected) were expected for the \(what) of \(data)")
  }

  static func inputs(_ found: [String]) -> TrainingError {
    TrainingError(
      code: .width,
      description: "network inputs: \(found.isEmpty ? "none" : found.joined(separator: ", ")), "
        + "one of floats was expected")
  }

  static func severalInputs(_ count: Int, data: String) -> TrainingError {
    TrainingError(
      code: .width,
      description:
        "\(data): for \(count) inputs, an .npz file with an array for each was expected")
  }

  static func example(
    _ count: Int, data: String, input: String, shape: String
  ) -> TrainingError {
    TrainingError(
      code: .width,
      description:
        "\(data): \(count) numbers in an example, \(shape) for the input \(input) was expected")
  }

  static func number(_ what: String, _ found: Int, expected: String) -> TrainingError {
    TrainingError(code: .number, description: "\(what): \(found), \(expected) expected")
  }

  static func repeated(_ recipe: String) -> TrainingError {
    TrainingError(
      code: .repeated, description: "recipe \(recipe): twice, each recipe once was expected")
  }

  static func memory(needed: Double, available: Double) -> TrainingError {
    func gigabytes(_ bytes: Double) -> String { "\((bytes / 1e8).rounded() / 10) GB" }
    return TrainingError(
      code: .memory,
      description:
        "network: \(gigabytes(needed)) to train it, at most the machine's "
        + "\(gigabytes(available)) of memory were expected")
  }
}
