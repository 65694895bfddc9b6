import FlyingFox
import Foundation
import Xavier

/// Takes requests: who may ask, which route answers, and what is said where none does.
struct LabRouter: HTTPHandler {
  private let lab: LabContext
  private let routes: [any LabRoute]
  private let hosts: Set<String>

  init(_ lab: LabContext, port: UInt16) {
    self.lab = lab
    routes = [
      PageRoute(lab: lab), CatalogRoute(lab: lab), CheckRoute(lab: lab), PhaseRoute(lab: lab),
      FansRoute(lab: lab), ExplainRoute(lab: lab), ModelRoute(lab: lab), CommandRoute(lab: lab),
      TrainRoute(lab: lab), EventsRoute(lab: lab),
    ]
    let names = ["127.0.0.1", "localhost", "[::1]"]
    // A browser leaves out the usual port.
    hosts = Set(names.map { "\($0):\(port)" } + (port == 80 ? names : []))
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let client = request.remoteAddress
    lab.connections.requestBegins(client)
    var isStream = false
    // A stream tells itself when it ends.
    defer { if !isStream { lab.connections.requestEnds(client) } }
    do {
      let (route, response) = try await answer(request, client)
      isStream = route.isStream
      return response
    } catch let error as LabError {
      return .lab(refusal: error, headers: error.code == .method ? allow(request.path) : [:])
    } catch  where isRefusal(error) {
      return .lab(refusal: LabError(.request, "\(error)"))
    } catch {
      return .lab(refusal: LabError(.fault, "the lab is wrong: \(error)"))
    }
  }

  private func answer(
    _ request: HTTPRequest, _ client: HTTPRequest.Address?
  ) async throws -> (route: any LabRoute, response: HTTPResponse) {
    let route: any LabRoute
    do {
      try checkSender(request)
      route = try self.route(request)
    } catch {
      try await RequestBody.throwAway(request)
      throw error
    }
    let body = try await RequestBody.read(request, limit: route.bodyLimit)
    let token = WorkToken()
    lab.connections.workBegins(client) { token.cancel(.vanished) }
    var query: [String: String] = [:]
    for item in request.query { query[item.name] = item.value }
    let response = try await route.answer(
      LabRequest(query: query, body: body, client: client, token: token))
    return (route, response)
  }

  // What the command line would call wrong is the asker's mistake here.
  private func isRefusal(_ error: any Error) -> Bool {
    ErrorKind(error) != nil || lab.tool.isRefusal(error)
  }

  // A page of another site may not ask, whatever name it has made this machine answer to.
  private func checkSender(_ request: HTTPRequest) throws(LabError) {
    let host = request.headers[.host] ?? ""
    guard hosts.contains(host.lowercased()) else {
      throw LabError(
        .host,
        "host: \(host.isEmpty ? "none" : String(host.prefix(60))), one of "
          + "\(hosts.sorted().joined(separator: ", ")) was expected")
    }
    guard let origin = request.headers[HTTPHeader("Origin")] else { return }
    guard origin.lowercased() == "http://\(host.lowercased())" else {
      throw LabError(
        .origin, "origin: \(origin.prefix(60)), the page of this server was expected")
    }
  }

  private func route(_ request: HTTPRequest) throws(LabError) -> any LabRoute {
    let known = routes.filter { $0.path == request.path }
    guard !known.isEmpty else {
      let path = String(request.path.prefix(60))
      throw LabError(
        .route,
        "\(path): \(Spellings(routes.map(\.path)).unknown(path))")
    }
    guard let route = known.first(where: { $0.method == request.method.rawValue }) else {
      throw LabError(
        .method,
        "\(request.path): \(request.method.rawValue.prefix(20)), "
          + "\(known.map(\.method).joined(separator: " or ")) was expected")
    }
    // A length that nobody says is no limit to hold.
    guard request.headers[.transferEncoding] == nil else {
      throw LabError(LabError.Code("length", 411), "body: in chunks, a Content-Length was expected")
    }
    try route.content?.check(request.headers[.contentType])
    return route
  }

  private func allow(_ path: String) -> [HTTPHeader: String] {
    let methods = routes.filter { $0.path == path }.map(\.method)
    return [HTTPHeader("Allow"): methods.joined(separator: ", ")]
  }
}
