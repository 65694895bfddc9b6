import Operators

/// A network written as its layer widths: `784-128-10`, `64-100x10-10` for ten hidden layers of 100
/// units.
///
/// Every layer is dense; all but the last apply the activation, the last applies softmax.
public struct Shorthand: Sendable, Hashable, CustomStringConvertible {
  /// The width of every layer, the input's first.
  public let widths: [Int]
  /// The shorthand as written.
  public let description: String

  /// The most layers and units that a shorthand may ask for.
  public static let limits = (layers: 10_000, width: 1 << 24)

  /// Reads a shorthand.
  ///
  /// - Throws: ``NetworkError`` with code `.shorthand`, naming the part that is wrong.
  public init(_ text: String) throws(NetworkError) {
    var widths: [Int] = []
    for part in text.split(separator: "-", omittingEmptySubsequences: false) {
      let factors = part.split(separator: "x", omittingEmptySubsequences: false)
      let width = try Self.number(factors[0], limit: Self.limits.width, part, "a width", text)
      guard factors.count <= 2 else {
        throw .shorthand(text, "'\(part)', a width or WIDTHxCOUNT was expected")
      }
      var count = 1
      if factors.count == 2 {
        count = try Self.number(
          factors[1], limit: Self.limits.layers, part, "a count of layers", text)
      }
      guard widths.count + count <= Self.limits.layers else {
        throw .shorthand(
          text, "more than \(Self.limits.layers) layers, at most that many were expected")
      }
      widths += repeatElement(width, count: count)
    }
    guard widths.count >= 2 else {
      throw .shorthand(text, "one width, at least two were expected, such as 784-128-10")
    }
    self.widths = widths
    description = text
  }

  /// The network, its weights drawn by `glorotUniform` unless another one is chosen
  /// with ``Network/withWeights(drawnBy:)``.
  public func network(activation: Activation) -> Network {
    let hidden = widths.dropFirst().dropLast().map { Dense($0, activation: activation) }
    return Network(
      input: [widths[0]], hidden + [Dense(widths[widths.count - 1], activation: .softmax)])
  }

  private static func number(
    _ digits: Substring, limit: Int, _ part: Substring, _ what: String, _ text: String
  ) throws(NetworkError) -> Int {
    let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
    guard isNumber, let value = Int(digits), (1...limit).contains(value) else {
      let found = part.isEmpty ? "an empty part" : "'\(part)'"
      throw .shorthand(text, "\(found), \(what) from 1 to \(limit) was expected")
    }
    return value
  }
}
