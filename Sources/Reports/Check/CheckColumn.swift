import Diagnoses
import Foundation

/// One column of the table of layers.
struct CheckColumn {
  /// What a column is about.
  enum Kind {
    case function, forward, bar, theory, cosine, dead, saturated, bias, gradient, gradientBar
    case gradientTheory
  }

  let kind: Kind
  let title: String
  let alignment: TerminalTable.Alignment
  /// The cell of a layer, given the bars of signal and gradient.
  let text: (LayerReading, _ forward: LogBar, _ backward: LogBar) -> String
  /// Whether the column says anything of these layers.
  let isUseful: ([LayerReading]) -> Bool

  private init(
    _ kind: Kind, _ title: String, _ alignment: TerminalTable.Alignment = .right,
    useful isUseful: @escaping ([LayerReading]) -> Bool = { _ in true },
    text: @escaping (LayerReading, LogBar, LogBar) -> String
  ) {
    (self.kind, self.title, self.alignment) = (kind, title, alignment)
    (self.text, self.isUseful) = (text, isUseful)
  }

  /// Every column but the name's, in their order.
  static var all: [CheckColumn] {
    [
      CheckColumn(.function, "kind", .left) { layer, _, _ in layer.operator },
      CheckColumn(.forward, "E x²") { layer, _, _ in number(layer.forward) },
      CheckColumn(.bar, "", .left) { layer, bar, _ in layer.forward.map(bar.text) ?? "" },
      CheckColumn(.theory, "theory", useful: isCompared) { layer, _, _ in
        number(layer.predicted?.secondMoment)
      },
      CheckColumn(.cosine, "cosine", useful: { $0.contains { $0.cosine != nil } }) { layer, _, _ in
        layer.cosine.map(cosine) ?? ""
      },
      CheckColumn(.dead, "dead", useful: has { $0.measured?.deadFraction }) { layer, _, _ in
        share(layer.measured?.deadFraction)
      },
      CheckColumn(.saturated, "flat", useful: has { $0.measured?.saturatedFraction }) {
        layer, _, _ in
        share(layer.measured?.saturatedFraction)
      },
      CheckColumn(.bias, "bias", useful: has { $0.measured?.biasShare }) { layer, _, _ in
        share(layer.measured?.biasShare)
      },
      CheckColumn(.gradient, "E g²") { layer, _, _ in number(layer.backward) },
      CheckColumn(.gradientBar, "", .left) { layer, _, bar in layer.backward.map(bar.text) ?? "" },
      CheckColumn(.gradientTheory, "theory", useful: isCompared) { layer, _, _ in
        number(layer.predicted?.gradientSecondMoment)
      },
    ]
  }

  /// A cosine with the digits that tell it from 1: `0.53`, `0.995`, `1-3e-5`.
  static func cosine(_ value: Double) -> String {
    guard value.isFinite else { return Numbers.short(value) }
    if abs(value) < 0.005 { return "0" }
    if value <= 0.99 { return String(format: "%.2f", value) }
    guard value < 1 else { return "1" }
    let parts = String(format: "%.0e", 1 - value).split(separator: "e")
    return value <= 0.999 ? String(format: "%.3f", value) : "1-\(parts[0])e\(Int(parts[1]) ?? 0)"
  }

  private static func number(_ value: Double?) -> String { value.map(Numbers.short) ?? "" }

  // Whole per cents, but never 0 of something that is there.
  private static func share(_ value: Double?) -> String {
    guard let value, value > 0 else { return "" }
    return value < 0.01 ? "<1 %" : "\(Int((value * 100).rounded())) %"
  }

  private static func has(
    _ value: @escaping (LayerReading) -> Double?
  ) -> ([LayerReading]) -> Bool {
    { layers in layers.contains { (value($0) ?? 0) > 0 } }
  }

  private static func isCompared(_ layers: [LayerReading]) -> Bool {
    layers.contains { $0.measured != nil } && layers.contains { $0.predicted != nil }
  }
}
