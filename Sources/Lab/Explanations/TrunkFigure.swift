import Reports
import Xavier

/// The layers of a residual network, those that every path crosses and those inside branches.
struct TrunkFigure: Encodable {
  private let kind = "trunk"
  private let name = "trunk"
  private let layers: [Layer]
  private let state: LabState

  private struct Layer: Encodable {
    let layer: String
    let trunk: Bool
    @ExplicitNull var value: Double?
  }

  /// The network that is shown.
  static let state = LabState.with {
    ($0.depth, $0.isResidual, $0.normalization) = (6, true, .layer)
    $0.recipes = ["auto"]
  }

  /// The figure.
  ///
  /// - Throws: what a check throws; `CancellationError`.
  init() throws {
    state = Self.state
    let checks = try FigureChecks(state)
    let all = try checks.check(recipe: 0).report.diagnosis.layers
    // What comes behind the last of them is the head, which nothing is taken on.
    let last = all.lastIndex { $0.isTrunk } ?? all.count - 1
    layers = all.prefix(last + 1).map {
      Layer(
        layer: $0.name, trunk: $0.isTrunk, value: $0.measured?.secondMoment.value.finite)
    }
  }
}
