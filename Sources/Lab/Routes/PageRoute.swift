import FlyingFox
import Foundation

/// `GET /`: the page.
struct PageRoute: LabRoute {
  let lab: LabContext
  let method = "GET"
  let path = "/"

  // What a report's page says of itself, and that it may ask this server.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    + "img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"

  func answer(_ request: LabRequest) -> HTTPResponse {
    .lab(
      lab.page, type: "text/html; charset=utf-8",
      headers: [HTTPHeader("Content-Security-Policy"): Self.policy])
  }
}
