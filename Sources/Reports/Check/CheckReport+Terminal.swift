import Diagnoses
import Foundation

extension CheckReport {
  /// The verdict, the findings and the table of layers, for a terminal or a log.
  ///
  /// - Parameters:
  ///   - usesColor: whether verdicts and marked layers are coloured and headers are bold.
  ///   - columns: where lines are broken; the table leaves out columns to fit.
  ///   - showsAll: whether every layer and every parameter has a line of its own.
  public func terminalText(
    usesColor: Bool = false, columns: Int = 100, showsAll: Bool = false
  ) -> String {
    let style = Style(isColored: usesColor)
    var lines = [
      style.verdict(Numbers.list(verdicts.map { $0.rawValue }), isGood: isHealthy)
    ]
    lines += TrainingReport.wrapped("\(networkName), \(weightsPhrase)", columns)
    var before: Finding?
    for finding in diagnosis.findings {
      lines += [""] + self.lines(finding, after: before, style, columns)
      before = finding
    }
    lines += layerLines(style, columns, showsAll)
    lines += planLines(style, columns, showsAll)
    lines += [""] + TrainingReport.wrapped(methodSentence, columns)
    lines += diagnosis.method.remarks.flatMap { TrainingReport.wrapped($0, columns) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var isHealthy: Bool { diagnosis.verdict == .healthy }

  // A cause that is the same as the last one is not told twice, nor its remedy.
  private func lines(
    _ finding: Finding, after last: Finding?, _ style: Style, _ columns: Int
  ) -> [String] {
    let place = finding.layer.map { " at \($0)" } ?? ""
    let head =
      finding.weight == .verdict
      ? style.bad("! \(finding.code.rawValue)\(place)")
      : style.doubtful("· note, \(finding.code.rawValue)\(place)")
    func told(_ text: String, _ before: String?) -> String {
      !text.isEmpty && text == before ? "as above" : text.replacing("`", with: "'")
    }
    let parts = [
      ("", told(finding.message, nil)), ("cause", told(finding.cause, last?.cause)),
      ("remedy", told(finding.remedy, last?.remedy)),
    ]
    return [head]
      + parts.filter { !$0.1.isEmpty }.flatMap { label, text in
        TrainingReport.wrapped(text, columns - 10).enumerated().map { index, line in
          let head = index == 0 ? label : ""
          return label.isEmpty
            ? "  " + line : "  \(head)\(String(repeating: " ", count: 8 - head.count))\(line)"
        }
      }
  }

  private func layerLines(_ style: Style, _ columns: Int, _ showsAll: Bool) -> [String] {
    guard !diagnosis.layers.isEmpty else { return [] }
    let table = CheckTable(self, showsAll: showsAll, columns: columns)
    var lines = table.lines(emphasis: style.bold) {
      $1 == .verdict ? style.bad($0) : style.doubtful($0)
    }
    if table.hiddenCount > 0 {
      let isOne = table.hiddenCount == 1
      lines.append(
        "  \(Numbers.counted(table.hiddenCount, "layer")) \(isOne ? "is" : "are") left out, "
          + "--all shows \(isOne ? "it" : "them")")
    }
    return [""] + lines + [""] + TrainingReport.wrapped(key, columns)
  }

  private var key: String {
    let rows = diagnosis.layers
    var words = [
      "E x², E g²: mean squares of an element of a layer's value and of its gradient"
        + (diagnosis.method.isMeasured ? ", measured" : ", predicted") + "; bars are logarithmic",
      "cosine: of the values of two different examples",
    ]
    if diagnosis.method.isMeasured {
      func has(_ value: (LayerReading.Figures) -> Double?) -> Bool {
        rows.contains { $0.measured.flatMap(value) ?? 0 > 0 }
      }
      if has({ $0.deadFraction }) { words.append("dead: channels that are 0 on every example") }
      if has({ $0.saturatedFraction }) { words.append("flat: values without slope to speak of") }
      if has({ $0.biasShare }) { words.append("bias: the share of E x² that biases make") }
    }
    return words.joined(separator: "; ") + "."
  }
}

/// How words are made to stand out.
struct Style {
  let isColored: Bool

  func bold(_ text: String) -> String { wrapped(text, "1") }
  func bad(_ text: String) -> String { wrapped(text, "31") }
  func doubtful(_ text: String) -> String { wrapped(text, "33") }
  func verdict(_ text: String, isGood: Bool) -> String { wrapped(text, isGood ? "1;32" : "1;31") }

  private func wrapped(_ text: String, _ code: String) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
