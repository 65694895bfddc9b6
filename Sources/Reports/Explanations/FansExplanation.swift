import Foundation
import Initializers
import Tensors

/// How the fans of a parameter come about, with the products drawn out in words.
public struct FansExplanation: Sendable {
  /// What the parameter is: `convolution`.
  public let title: String
  /// The parameter.
  public let spec: ParameterSpec

  /// Explains the fans of a parameter.
  public init(title: String, spec: ParameterSpec) {
    self.title = title
    self.spec = spec
  }

  /// The products summed into one output unit, in words.
  public func fanInWords(_ piece: ParameterSpec) -> String {
    var factors = words(piece, [.input])
    if piece.factors.contains(where: { $0.axis == .lookup }) { factors.append("1 entry looked up") }
    factors += words(piece, [.kernel])
    if factors.isEmpty { factors = ["the constant 1"] }
    let divided = piece.stride > 1 ? " / \(piece.stride) stride positions" : ""
    return factors.joined(separator: " × ") + divided
  }

  /// The products that one input unit enters, in words.
  public func fanOutWords(_ piece: ParameterSpec) -> String {
    let factors = words(piece, [.output, .kernel])
    return factors.isEmpty ? "1 output unit" : factors.joined(separator: " × ")
  }

  private func words(_ piece: ParameterSpec, _ axes: [Axis]) -> [String] {
    axes.compactMap { axis in
      guard piece.factors.contains(where: { $0.axis == axis }) else { return nil }
      let noun =
        switch axis {
        case .input: "input unit"
        case .output: "output unit"
        default: "kernel position"
        }
      return Numbers.counted(piece.length(axis), noun)
    }
  }

  /// The maps that are stored side by side, in words; empty for one map.
  public var mapsWords: String {
    [(Axis.group, "group"), (.gate, "gate"), (.expert, "map")].compactMap { axis, noun in
      spec.length(axis) == 1 ? nil : Numbers.counted(spec.length(axis), noun)
    }.joined(separator: " of ")
  }
}

extension FansExplanation {
  /// The explanation as lines for a terminal.
  public func terminalText(columns: Int = 100) -> String {
    var text = Paragraphs(columns: columns)
    text.add("shape", "\(spec.shape), \(Numbers.counted(spec.shape.count, "weight"))")
    text.add("maps", mapsWords.isEmpty ? "" : "\(mapsWords) side by side, each with these fans")
    let pieces = spec.pieces
    for (index, piece) in pieces.enumerated() {
      if pieces.count > 1 {
        text.space()
        text.add("section \(index + 1)", "shape \(piece.shape)")
      }
      add(piece, to: &text)
    }
    return ([title, ""] + text.lines).joined(separator: "\n") + "\n"
  }

  private func add(_ piece: ParameterSpec, to text: inout Paragraphs) {
    let fans = piece.fans
    text.add(
      "fan in",
      "\(Numbers.digits(fans.fanIn)) = \(fanInWords(piece)): products summed into one "
        + "output unit" + (piece.stride > 1 ? ", on average" : ""))
    text.add(
      "fan out",
      "\(Numbers.digits(fans.fanOut)) = \(fanOutWords(piece)): products that one input "
        + "unit enters")
    guard fans.fanIn > 0, fans.fanIn + fans.fanOut > 0 else { return }
    text.add(
      "variances",
      "Glorot 2 / (fan in + fan out) = "
        + "\(Numbers.digits(2 / (fans.fanIn + fans.fanOut))), "
        + "He 2 / fan in = \(Numbers.digits(2 / fans.fanIn)), "
        + "LeCun 1 / fan in = \(Numbers.digits(1 / fans.fanIn))")
  }

  /// The explanation as JSON with the schema `xavier.explain/1`.
  public func json() throws -> Data {
    try JSONText.encode(Document(self), isPretty: true) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    let schema = "xavier.explain/1"
    let kind = "fans"
    let name: String
    let shape: [Int]
    let maps: Int
    @ExplicitNull var fanIn: Double?
    @ExplicitNull var fanOut: Double?
    let sections: [Section]

    init(_ explanation: FansExplanation) {
      let spec = explanation.spec
      name = explanation.title
      shape = spec.shape.lengths
      maps = spec.mapCount
      let fans = spec.pieces.map(\.fans)
      fanIn = Set(fans.map(\.fanIn)).count == 1 ? fans[0].fanIn : nil
      fanOut = Set(fans.map(\.fanOut)).count == 1 ? fans[0].fanOut : nil
      sections =
        spec.sections == nil
        ? [] : spec.pieces.map { Section(shape: $0.shape.lengths, fans: $0.fans) }
    }
  }

  private struct Section: Encodable {
    let shape: [Int]
    let fanIn, fanOut: Double

    init(shape: [Int], fans: Fans) {
      self.shape = shape
      fanIn = fans.fanIn
      fanOut = fans.fanOut
    }
  }
}
