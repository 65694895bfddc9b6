import Reports
import Xavier

/// The graph of an activation and of its slope, as wide as the one in the terminal.
struct ActivationFigure: Encodable {
  private let kind = "function"
  private let name: String
  private let x: [Double]
  private let values, slopes: [Double?]

  private static let reach = 4.0
  private static let steps = 160

  /// The figure; `nil` for what maps whole rows.
  init?(_ spelled: String) {
    guard let function = try? FunctionCatalog.function(spelled: spelled) else { return nil }
    name = function.name
    x = (0...Self.steps).map { Self.reach * (2 * Double($0) / Double(Self.steps) - 1) }
    values = x.map { function.value(at: $0).finite }
    slopes = x.map { function.slope(at: $0).finite }
  }
}
