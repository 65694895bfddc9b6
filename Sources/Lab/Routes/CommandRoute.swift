import FlyingFox
import Foundation
import Xavier

/// `POST /api/command`: a state as a command line, and as Swift.
struct CommandRoute: LabRoute {
  let lab: LabContext
  let method = "POST"
  let path = "/api/command"

  private struct Question: Decodable {
    let state: [String: LabField]
    var recipe: Int?
  }

  private struct Answer: Encodable {
    let command, commands, swift: String
    let train: String?
  }

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let asked = try request.object(
      Question.self, example: #"an object such as {"state": {}, "recipe": 0}"#)
    let state = try LabState(asked.state)
    let recipe = asked.recipe ?? 0
    guard state.recipes.indices.contains(recipe) else {
      throw LabError.value(
        "recipe", "\(recipe)", expected: "a number from 0 to \(state.recipes.count - 1)")
    }
    let (models, data) = (lab.models, lab.data)
    return .lab(
      try await lab.workers.answer(request.token) {
        let subject = try LabSubject(state, models: models, data: data)
        let words = CommandText(state, subject, recipe: recipe)
        return try LabJSON.encode(
          Answer(
            command: words.check, commands: words.all, swift: SwiftText(state, subject).text,
            train: words.train))
      })
  }
}
