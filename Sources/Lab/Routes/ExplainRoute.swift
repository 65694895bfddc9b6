import FlyingFox
import Foundation
import Xavier

/// `GET /api/explain?name=NAME`: what `xavier explain NAME` says, with a figure for the page.
struct ExplainRoute: LabRoute {
  let lab: LabContext
  let method = "GET"
  let path = "/api/explain"

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let name = request.query["name"] ?? ""
    // A file of this machine is nobody's business here.
    guard !name.isEmpty, name.utf8.count <= 200, !name.hasPrefix("-"), !name.contains("/"),
      name.wholeMatch(of: /.*\.[A-Za-z].*/) == nil
    else {
      throw LabError.value(
        "name", name.isEmpty ? "none" : String(name.prefix(60)),
        expected: "what 'xavier explain' lists")
    }
    let (tool, workers) = (lab.tool, lab.workers)
    return .lab(
      try await workers.answer(request.token) {
        let found = try tool.explain([name], 80)
        let figure = try ExplanationFigure.json(of: name, found.json)
        return try LabJSON.adding(
          "text", found.text, to: LabJSON.adding("figure", json: figure, to: found.json))
      })
  }
}
