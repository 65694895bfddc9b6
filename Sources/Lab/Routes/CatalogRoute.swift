import FlyingFox
import Foundation
import Reports
import Xavier

/// `GET /api/catalog`: what a state may name.
struct CatalogRoute: LabRoute {
  let lab: LabContext
  let method = "GET"
  let path = "/api/catalog"

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    .lab(try LabJSON.encode(Catalog()))
  }
}

private struct Catalog: Encodable {
  let activations = OperatorCatalog.activationSpellings.names.map(Named.init(activation:))
  let recipes =
    RecipeCatalog.entries.map(Recipe.init) + InitializerCatalog.entries.map(Recipe.init)
    + Recipe.labs
  let optimizers = OptimizerCatalog.entries.map(Optimizer.init)
  let data =
    [DataEntry(LabState.noise, "examples that are drawn")]
    + DataSetCatalog.entries.map { DataEntry($0.name, $0.summary) }
  let normalizations = LabState.Normalization.allCases.map(\.rawValue)
  let verdicts = Verdict.allCases.map(Named.init(verdict:))
  let version = Version.current
  let defaults = LabState()

  struct Named: Encodable {
    let name, summary: String
    @ExplicitNull var severity: Int?

    init(activation name: String) {
      self.name = name
      summary = ActivationSummary.text(of: name)
    }

    init(verdict: Verdict) {
      name = verdict.rawValue
      summary = VerdictCatalog.entry(of: verdict)?.summary ?? ""
      // The most severe has the largest number, healthy 0.
      severity = Verdict.allCases.count - 1 - (Verdict.allCases.firstIndex(of: verdict) ?? 0)
    }
  }

  struct Recipe: Encodable {
    let name, spelling, summary: String
    let needsArguments: Bool

    private init(_ name: String, _ spelling: String, _ summary: String, _ needsArguments: Bool) {
      (self.name, self.spelling, self.summary) = (name, spelling, summary)
      self.needsArguments = needsArguments
    }

    init(_ entry: RecipeCatalog.Entry) { self.init(entry.name, entry.name, entry.summary, false) }

    init(_ entry: InitializerEntry) {
      let needs = (try? InitializerCatalog.initializer(spelled: entry.name)) == nil
      self.init(entry.name, entry.usage, entry.equation, needs)
    }

    static let labs = [
      Recipe(MeanFieldRecipe.spelling, MeanFieldRecipe.usage, MeanFieldRecipe.summary, true),
      Recipe(LabState.asIs, LabState.asIs, "the numbers of a model's file, as they are", false),
    ]
  }

  struct Optimizer: Encodable {
    let name: String
    let rate: Double

    init(_ entry: OptimizerCatalog.Entry) {
      (name, rate) = (entry.name, entry.usualLearningRate)
    }
  }

  struct DataEntry: Encodable {
    let name, title: String
    @ExplicitNull var inputs: Int?
    @ExplicitNull var outputs: Int?
    let available: Bool
    @ExplicitNull var reason: String?

    init(_ name: String, _ title: String) {
      self.name = name
      self.title = title
      let reason = LabData.reason(name)
      available = reason == nil
      self.reason = reason
      (inputs, outputs) = Self.shapes[name] ?? (nil, nil)
    }

    // Known without reading the sets; a test reads them.
    private static let shapes: [String: (Int?, Int?)] = [
      "optdigits": (64, 10), "fashion-mnist": (784, 10), "moons": (2, 2), "spirals": (2, 2),
    ]
  }
}

/// What an activation does, in a line.
private enum ActivationSummary {
  static func text(of name: String) -> String {
    let function = try? FunctionCatalog.function(spelled: name)
    return function.map { "f(x) = \($0.equation)" } ?? ""
  }
}
