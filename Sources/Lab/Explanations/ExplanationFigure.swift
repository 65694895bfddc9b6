import Foundation
import Xavier

/// What the page draws beside an explanation, as JSON: its `kind` and its numbers.
enum ExplanationFigure {
  private struct Head: Decodable {
    let kind, name: String?
  }

  /// The figure of an explanation; null where there is nothing to draw.
  ///
  /// - Parameters:
  ///   - name: what was asked for, with its arguments.
  ///   - explanation: the JSON of `xavier explain`.
  /// - Throws: what draws and checks do; `CancellationError`.
  static func json(of name: String, _ explanation: Data) throws -> Data {
    let head = try JSONDecoder().decode(Head.self, from: explanation)
    switch (head.kind, head.name) {
    case ("initializer", _):
      // The identity is an activation too, and all its weights are one number.
      return try InitializerFigure(name).map(LabJSON.encode)
        ?? ActivationFigure(name).map(LabJSON.encode) ?? LabJSON.null
    case ("activation", let function?):
      return try ActivationFigure(function).map(LabJSON.encode) ?? LabJSON.null
    case ("recipe", let recipe?): return try RecipeFigure.json(of: recipe)
    case ("quantity", "trunk"): return try LabJSON.encode(TrunkFigure())
    case ("verdict", let finding?), ("quantity", let finding?):
      return try VerdictExample.named(finding).map { try LabJSON.encode(VerdictFigure($0)) }
        ?? LabJSON.null
    default: return LabJSON.null
    }
  }
}

extension LabState {
  /// A state with other values than the usual ones.
  static func with(_ change: (inout LabState) -> Void) -> LabState {
    var state = LabState()
    change(&state)
    return state
  }
}

/// The checks of a state as figures need them: without data sets, models and singular values.
struct FigureChecks {
  /// A recipe's check.
  struct Found {
    let report: CheckReport
    let work: CheckWork
  }

  let state: LabState
  let subject: LabSubject

  init(_ state: LabState) throws {
    self.state = state
    subject = try LabSubject(state, models: LabModels(), data: LabData())
  }

  /// The check of one of the state's recipes.
  func check(recipe: Int) throws -> Found {
    let work = try CheckWork(subject.check(state, recipe: recipe, data: LabData()))
    let readings = try work.seeds.map { seed in
      try Cancellation.check()
      return try work.reading(seed: seed)
    }
    let diagnosis = try work.diagnosis(of: readings)
    try Cancellation.check()
    return Found(
      report: CheckReport(diagnosis, of: subject.network, named: subject.title), work: work)
  }

  /// The command line of the check of one of the recipes.
  func command(recipe: Int) -> String { CommandText(state, subject, recipe: recipe).check }
}
