import FlyingFox
import Foundation

/// `POST /api/train`: begins, stops and resets the training of a client; `/api/events` tells of it.
struct TrainRoute: LabRoute {
  let lab: LabContext
  let method = "POST"
  let path = "/api/train"

  private struct Question: Decodable {
    let client: String
    let action: String
    var state: [String: LabField]?
  }

  private static let example =
    #"an object such as {"client": "a", "action": "start", "state": {}}"#
  private static let actions = ["start", "pause", "resume", "step", "reset"]

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let asked = try request.object(Question.self, example: Self.example)
    let client = try LabClients.name(asked.client)
    guard Self.actions.contains(asked.action) else {
      throw LabError.value(
        "action", String(asked.action.prefix(60)),
        expected: "one of \(Self.actions.joined(separator: ", "))")
    }
    let known = lab.sessions.session(of: client)
    let session: LabSession
    if let known, asked.action != "start", asked.action != "reset" {
      session = known
    } else {
      session = try await begin(client, asked.state ?? [:], request.token)
    }
    switch asked.action {
    case "start", "resume": session.go()
    case "step": session.step()
    // The runs before their first step.
    default: session.pause()
    }
    return .lab(Data("{}\n".utf8))
  }

  private func begin(
    _ client: String, _ fields: [String: LabField], _ token: WorkToken
  ) async throws -> LabSession {
    let state = try LabState(fields)
    let (models, data) = (lab.models, lab.data)
    let plan = try await lab.workers.answer(token) {
      try TrainingPlan(state, models: models, data: data)
    }
    return try lab.sessions.begin(client, plan)
  }
}
