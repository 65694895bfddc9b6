import FlyingFox
import Foundation

/// `GET /api/events?client=ID`: what the trainings of a client do, as Server-Sent Events.
struct EventsRoute: LabRoute {
  let lab: LabContext
  let method = "GET"
  let path = "/api/events"
  let isStream = true

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let client = try LabClients.name(request.query["client"] ?? "")
    guard !client.isEmpty else {
      throw LabError.value("client", "none", expected: "a name of at most 64 bytes")
    }
    let (lab, address) = (lab, request.client)
    let holder = Holder()
    let stream = EventStream {
      lab.connections.requestEnds(address)
      guard let stream = holder.stream else { return }
      // One that a newer stream of the same client has replaced takes nothing with it.
      if lab.sessions.close(client, stream) { lab.clients.leave(client) }
      lab.connections.end(address)
    }
    holder.stream = stream
    try lab.sessions.open(client, stream)
    // Whoever closes the connection ends the stream.
    lab.connections.workBegins(address) { stream.close() }
    return .lab(stream: HTTPBodySequence(from: stream), type: "text/event-stream")
  }

  // The stream's end needs the stream.
  private final class Holder: @unchecked Sendable {
    weak var stream: EventStream?
  }
}
