import FlyingFox
import Foundation

/// The body of a request, read whole or thrown away whole.
///
/// Whatever is left of a body would be read as the next request.
enum RequestBody {
  /// The most bytes that are thrown away; beyond them the connection ends.
  static let mostThrownAway = 4 << 30

  /// Reads a body.
  ///
  /// - Throws: ``LabError`` with code `.tooLarge` where it is longer than may be, after it was thrown
  ///   away; and as the connection does.
  static func read(_ request: HTTPRequest, limit: Int) async throws -> Data {
    guard (request.bodySequence.count ?? .max) <= limit else {
      try await throwAway(request)
      throw LabError(
        .tooLarge,
        "body: \(request.bodySequence.count ?? 0) bytes, at most \(limit) were expected")
    }
    var body = Data()
    body.reserveCapacity(request.bodySequence.count ?? 0)
    for try await part in request.bodySequence { body.append(part) }
    return body
  }

  /// Reads a body and forgets it.
  static func throwAway(_ request: HTTPRequest) async throws {
    guard (request.bodySequence.count ?? .max) <= mostThrownAway else { return }
    for try await _ in request.bodySequence {}
  }
}
