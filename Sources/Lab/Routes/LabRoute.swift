import FlyingFox
import Foundation

/// One address of the lab.
protocol LabRoute: Sendable {
  /// How it is asked: GET or POST.
  var method: String { get }
  /// Its path.
  var path: String { get }
  /// The most bytes of a body.
  var bodyLimit: Int { get }
  /// Whether the answer goes on after it has begun.
  var isStream: Bool { get }
  /// What the body may say that it is; `nil` where there is none to read.
  var content: LabContent? { get }

  /// The answer to a request that is whole.
  func answer(_ request: LabRequest) async throws -> HTTPResponse
}

extension LabRoute {
  var bodyLimit: Int { 1 << 20 }
  var isStream: Bool { false }
  var content: LabContent? { method == "POST" ? .json : nil }
}

/// A request that is whole.
struct LabRequest: Sendable {
  /// What follows the question mark.
  let query: [String: String]
  /// The body.
  let body: Data
  /// Who asks.
  let client: HTTPRequest.Address?
  /// Whether the answer is still wanted.
  let token: WorkToken

  /// The object of JSON that the body holds.
  ///
  /// - Throws: ``LabError`` where it is none.
  func object<Object: Decodable>(_ type: Object.Type, example: String) throws(LabError) -> Object {
    do {
      return try JSONDecoder().decode(type, from: body)
    } catch DecodingError.keyNotFound(let key, _) {
      throw LabError(.request, "body: no key \(key.stringValue), \(example) was expected")
    } catch DecodingError.typeMismatch(_, let context) {
      throw Self.mismatch(context, example)
    } catch DecodingError.valueNotFound(_, let context) {
      throw Self.mismatch(context, example)
    } catch {
      throw LabError(.request, "body: not JSON, \(example) was expected")
    }
  }

  private static func mismatch(_ context: DecodingError.Context, _ example: String) -> LabError {
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return LabError(
      .request,
      "body: a value of another kind \(place.isEmpty ? "at its top" : "for \(place)"), "
        + "\(example) was expected")
  }
}
