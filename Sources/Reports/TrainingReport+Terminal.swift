import Training

extension TrainingReport {
  /// The table, its key and the three sentences, for a terminal or a log.
  ///
  /// - Parameter usesColor: whether outcomes are coloured and the header is bold.
  public func terminalText(usesColor: Bool) -> String {
    let setting =
      "\(networkName), \(activationName), \(comparison.data.name), "
      + "\(type(of: comparison.optimizer).name) at \(comparison.optimizer.learningRate), "
      + "batch \(comparison.batchSize), \(comparison.epochs) epochs, "
      + "\(comparison.seeds.count) \(comparison.seeds.count == 1 ? "seed" : "seeds")"
    var lines = [setting, ""]
    if !summaries.isEmpty {
      lines += table.lines { usesColor ? "\u{1B}[1m\($0)\u{1B}[0m" : $0 }.map {
        usesColor ? colored($0) : $0
      }
      lines += ["", key, ""]
    }
    if isInterrupted {
      let all = comparison.starts.count * comparison.seeds.count
      lines += ["Interrupted: \(runs.count) of \(all) runs were finished.", ""]
    }
    lines += sentences
    return lines.joined(separator: "\n") + "\n"
  }

  private var table: TerminalTable {
    let mark = Numbers.percent(comparison.threshold)
    var table = TerminalTable(
      header: [
        "recipe", "test accuracy", "", "epochs to \(mark) %", "diverged", "signal", "gradient",
        "outcome",
      ],
      alignments: [.left, .right, .left, .right, .right, .left, .left, .left])
    for summary in summaries {
      table.rows.append([
        summary.recipe, accuracy(summary), likeness(summary),
        summary.epochsToThresholdMedian.map(Numbers.epochs) ?? "-",
        "\(Int((summary.divergedShare * 100).rounded())) %",
        ends(summary.signals), ends(summary.gradients), summary.outcome.rawValue,
      ])
    }
    return table
  }

  private var key: String {
    "signal, gradient: root mean squares before training, first -> last layer (hidden for the "
      + "signal).\n± : 95 % interval of the mean over seeds. = : cannot be told from the best (*)."
  }

  private func accuracy(_ summary: RecipeSummary) -> String {
    let mean = Numbers.percent(summary.testAccuracy.mean)
    guard let interval = summary.testAccuracy.interval else { return "\(mean) %" }
    return "\(mean) ± \(Numbers.percent((interval.upperBound - interval.lowerBound) / 2)) %"
  }

  private func likeness(_ summary: RecipeSummary) -> String {
    if summary.recipe == best?.recipe { return summaries.count > 1 ? "*" : "" }
    return summary.isLikeBest == true ? "=" : ""
  }

  private func ends(_ values: [Double]) -> String {
    guard let first = values.first, let last = values.last else { return "-" }
    return "\(Numbers.short(first)) -> \(Numbers.short(last))"
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
