import FlyingFox
import Foundation
import Reports
import Xavier

/// `POST /api/check`: what `xavier check` finds of one of a state's recipes.
struct CheckRoute: LabRoute {
  let lab: LabContext
  let method = "POST"
  let path = "/api/check"

  private struct Question: Decodable {
    let state: [String: LabField]
    var recipe: Int?
    var client: String?
    var parts: [String]?
  }

  private static let example = #"an object such as {"state": {}, "recipe": 0, "client": "a"}"#
  private static let parts = ["check", "histograms", "jacobian"]

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let question = try request.object(Question.self, example: Self.example)
    let client = try LabClients.name(question.client ?? "")
    let parts = try Self.checked(question.parts ?? ["check"])
    let state = try LabState(question.state)
    let recipe = question.recipe ?? 0
    guard state.recipes.indices.contains(recipe) else {
      throw LabError.value(
        "recipe", "\(recipe)", expected: "a number from 0 to \(state.recipes.count - 1)")
    }
    // Clients without a name do not end each other's questions.
    if !client.isEmpty { lab.clients.ask(client, "check \(recipe)", request.token) }
    defer { lab.clients.answered(client, "check \(recipe)", request.token) }
    return .lab(
      try await lab.workers.answer(request.token) { [lab] in
        try Self.body(lab, state, recipe: recipe, parts)
      })
  }

  private static func checked(_ parts: [String]) throws(LabError) -> Set<String> {
    for part in parts where !Self.parts.contains(part) {
      throw .value(
        "parts", String(part.prefix(60)), expected: "one of \(Self.parts.joined(separator: ", "))")
    }
    return Set(parts)
  }

  private static func body(
    _ lab: LabContext, _ state: LabState, recipe: Int, _ parts: Set<String>
  ) throws -> Data {
    let start = ProcessInfo.processInfo.systemUptime
    let subject = try LabSubject(state, models: lab.models, data: lab.data)
    var check = try subject.check(state, recipe: recipe, data: lab.data)
    check.wantsSpectrum = parts.contains("jacobian")
    let work = try CheckWork(check)
    let readings = try work.seeds.map { seed in
      try Cancellation.check()
      return try work.reading(seed: seed)
    }
    let diagnosis = try work.diagnosis(of: readings)
    try Cancellation.check()
    let report = CheckReport(
      diagnosis, of: subject.network, named: subject.title,
      onExamplesOf: state.data == LabState.noise ? nil : state.data)
    let histograms =
      parts.contains("histograms")
      ? try LabJSON.encode(work.histograms().map(HistogramDocument.init)) : LabJSON.null
    let time = (ProcessInfo.processInfo.systemUptime - start) * 1000
    return LabJSON.object([
      ("check", try report.json()),
      ("equation", try equation(of: diagnosis.verdict)),
      ("histograms", histograms),
      ("milliseconds", Data("\((time * 10).rounded() / 10)".utf8)),
    ])
  }

  private struct Equation: Encodable {
    let text, source: String
  }

  private static func equation(of verdict: Verdict) throws -> Data {
    guard let entry = VerdictCatalog.entry(of: verdict), !entry.formula.isEmpty else {
      return LabJSON.null
    }
    return try LabJSON.encode(
      Equation(text: entry.formula, source: entry.sources.joined(separator: "; ")))
  }
}

extension LabClients {
  /// A client's name, checked.
  static func name(_ text: String) throws(LabError) -> String {
    guard text.utf8.count <= 64 else {
      throw .value("client", "a name of \(text.utf8.count) bytes", expected: "one of at most 64")
    }
    return text
  }
}
