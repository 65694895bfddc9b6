import Reports
import Xavier

/// What a verdict is taken on by layer, of a network that has it and of the same one with `auto`, and
/// where findings begin: checked here and now.
struct VerdictFigure: Encodable {
  private let kind = "verdict"
  private let name, axis, network, command: String
  private let share: Bool
  private let limits: [VerdictExample.Limit]
  private let series: [Series]
  private let state: LabState

  /// One recipe of the network.
  private struct Series: Encodable {
    let recipe: String
    /// All verdicts that decide, the most severe first.
    let verdicts: [String]
    let points: [Point]
  }

  private struct Point: Encodable {
    let layer: String
    /// Null where it is infinite.
    @ExplicitNull var value: Double?
  }

  /// The figure of an example.
  ///
  /// - Throws: what a check throws; `CancellationError`.
  init(_ example: VerdictExample) throws {
    let checks = try FigureChecks(example.state)
    name = example.name
    axis = example.axis
    (share, limits) = (example.isShare, example.limits)
    network = checks.subject.title
    command = checks.command(recipe: 0)
    state = example.state
    series = try example.state.recipes.indices.map { recipe in
      let found = try checks.check(recipe: recipe)
      let curve = found.work.curve(of: example.name)
      return Series(
        recipe: example.state.recipes[recipe],
        verdicts: found.report.verdicts.map(\.rawValue),
        points: (curve?.points ?? []).map { Point(layer: $0.layer, value: $0.value.finite) })
    }
  }
}
