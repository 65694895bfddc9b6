/// What a request's body may say that it is.
///
/// A form of another site's page can send its fields as text or as a form, and the browser asks nobody
/// before it does. It cannot send `application/json`.
struct LabContent: Sendable {
  /// The type, as `Content-Type` has it.
  let type: String
  /// Whether it may be left unsaid.
  let isOptional: Bool

  /// An object of JSON.
  static let json = LabContent(type: "application/json", isOptional: false)
  /// Bytes of a file.
  static let file = LabContent(type: "application/octet-stream", isOptional: true)

  /// Refuses what a header says that is another type; parameters such as a charset do not matter.
  ///
  /// - Throws: ``LabError`` with code `.content`.
  func check(_ header: String?) throws(LabError) {
    if header == nil, isOptional { return }
    let found = (header ?? "").prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }
    guard found.lowercased() == type else {
      throw LabError(
        .content,
        "content-type: \(header.map { String($0.prefix(60)) } ?? "none"), \(type) was expected")
    }
  }
}
