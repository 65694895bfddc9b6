import FlyingFox
import Foundation

extension HTTPResponse {
  /// An answer of bytes.
  static func lab(
    _ body: Data, status: Int = 200, type: String = "application/json",
    headers: [HTTPHeader: String] = [:]
  ) -> HTTPResponse {
    HTTPResponse(
      statusCode: statusCode(status), headers: labHeaders(type, headers), body: body)
  }

  /// An answer that goes on while there is something to say.
  static func lab(stream: HTTPBodySequence, type: String) -> HTTPResponse {
    HTTPResponse(statusCode: statusCode(200), headers: labHeaders(type, [:]), body: stream)
  }

  /// A refusal.
  static func lab(refusal error: LabError, headers: [HTTPHeader: String] = [:]) -> HTTPResponse {
    let body = (try? LabJSON.encode(["error": error.description])) ?? Data()
    return lab(body + Data("\n".utf8), status: error.code.status, headers: headers)
  }

  private static func labHeaders(_ type: String, _ more: [HTTPHeader: String]) -> HTTPHeaders {
    var all = more
    all[.contentType] = type
    all[.cacheControl] = "no-store"
    all[HTTPHeader("X-Content-Type-Options")] = "nosniff"
    all[HTTPHeader("Referrer-Policy")] = "no-referrer"
    return HTTPHeaders(all)
  }

  private static func statusCode(_ status: Int) -> HTTPStatusCode {
    HTTPStatusCode(status, phrase: phrases[status] ?? "Error")
  }

  private static let phrases = [
    200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    409: "Conflict", 411: "Length Required", 413: "Payload Too Large",
    415: "Unsupported Media Type",
    421: "Misdirected Request", 500: "Internal Server Error", 503: "Service Unavailable",
  ]
}
