import Foundation
import Spellings

extension CheckReport {
  /// The report as JSON with the schema `xavier.check/1`, described in `Documentation/JSON.md`.
  ///
  /// Numbers that are not finite are written as null; the text ends with a line break.
  public func json() throws -> Data {
    try JSONText.encode(CheckDocument(self), isPretty: true) + Data("\n".utf8)
  }
}
