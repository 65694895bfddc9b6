import Foundation
import Training

extension TrainingReport {
  /// The table, its key and the three sentences, for a terminal or a log.
  ///
  /// - Parameters:
  ///   - usesColor: whether outcomes are coloured and the header is bold.
  ///   - columns: where lines of words are broken, and the table's width unless its numbers need
  ///     more.
  public func terminalText(usesColor: Bool, columns: Int = 100) -> String {
    let setting =
      "\(networkName), \(activationName), \(comparison.data.name), "
      + "\(type(of: comparison.optimizer).name) at "
      + "\(Numbers.setting(comparison.optimizer.learningRate)), "
      + "batch \(comparison.batchSize), \(Numbers.counted(comparison.epochs, "epoch")), "
      + Numbers.counted(comparison.seeds.count, "seed")
    var lines = Self.wrapped(setting, columns) + [""]
    if !summaries.isEmpty {
      let rows = table.lines(limit: columns) { usesColor ? "\u{1B}[1m\($0)\u{1B}[0m" : $0 }
      lines += usesColor ? rows.map(colored) : rows
      lines += [""] + key.flatMap { Self.wrapped($0, columns) } + [""]
    }
    if isInterrupted {
      let all = comparison.starts.count * comparison.seeds.count
      lines += [
        "Interrupted: \(runs.count) of \(Numbers.counted(all, "run")) "
          + "\(runs.count == 1 ? "was" : "were") finished.", "",
      ]
    }
    lines += sentences.flatMap { Self.wrapped($0, columns) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var table: TerminalTable {
    var table = TerminalTable(
      header: [
        "recipe", "test accuracy  ", "epochs to \(Numbers.mark(comparison.threshold)) %",
        "diverged", "signal", "gradient", "outcome",
      ],
      alignments: [.left, .right, .right, .right, .left, .left, .left])
    for summary in summaries {
      table.rows.append([
        summary.recipe, "\(accuracy(summary)) \(likeness(summary))",
        summary.epochsToThresholdMedian.map(Numbers.epochs) ?? "-",
        "\(Int((summary.divergedShare * 100).rounded())) %",
        ends(summary.signals), ends(summary.gradients), summary.outcome.rawValue,
      ])
    }
    return table
  }

  private var key: [String] {
    let interval = "± : 95 % interval of the mean over seeds."
    let likeness = "= : cannot be told from the best (*)."
    let marks =
      (comparison.seeds.count > 1 ? [interval] : []) + (summaries.count > 1 ? [likeness] : [])
    return [
      "signal, gradient: root mean squares before training, first → last layer (hidden for the "
        + "signal)."
    ] + (marks.isEmpty ? [] : [marks.joined(separator: " ")])
  }

  /// The words of a text in lines that fit; a longer word has a line of its own.
  package static func wrapped(_ text: String, _ columns: Int) -> [String] {
    // A number keeps its unit.
    let words = text.replacingOccurrences(of: " %", with: "\u{A0}%").split(separator: " ")
    return words.map { $0.replacingOccurrences(of: "\u{A0}", with: " ") }.reduce(into: []) {
      (lines: inout [String], word) in
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
  }

  private func accuracy(_ summary: RecipeSummary) -> String {
    let mean = Numbers.percent(summary.testAccuracy.mean)
    guard let interval = summary.testAccuracy.interval else { return "\(mean) %" }
    return "\(mean) ± \(Numbers.percent((interval.upperBound - interval.lowerBound) / 2)) %"
  }

  private func likeness(_ summary: RecipeSummary) -> String {
    if summary.recipe == best?.recipe { return summaries.count > 1 ? "*" : " " }
    return summary.isLikeBest == true ? "=" : " "
  }

  private func ends(_ values: [Double]) -> String {
    guard let first = values.first, let last = values.last else { return "-" }
    return "\(Numbers.short(first)) → \(Numbers.short(last))"
  }

  private func colored(_ line: String) -> String {
    for outcome in Outcome.allCases where line.hasSuffix("  \(outcome.rawValue)") {
      let color =
        switch outcome {
        case .learns: 32
        case .slow: 33
        case .stalls, .diverges: 31
        }
      let start = line.dropLast(outcome.rawValue.count)
      return "\(start)\u{1B}[\(color)m\(outcome.rawValue)\u{1B}[0m"
    }
    return line
  }
}
