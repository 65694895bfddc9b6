import Foundation
import Xavier

/// A folder in which processes keep what they measure, one file for each part of the result.
///
/// A part says under which conditions it was measured, so that none is taken for another. It appears
/// whole or not at all, and while it is measured its draft is locked.
struct PartFolder<Result: Codable> {
  /// One part: the name of its file, and what decides what it holds.
  struct Part {
    let name: String
    let conditions: [PartCondition]
  }

  /// The most bytes that a part may have.
  private static var sizeLimit: Int { 1 << 30 }

  let parts: [Part]
  private let path: String
  private let schema: String

  /// The parts of a result of a verb; the folder is made where it is not there.
  ///
  /// - Throws: ``Usage`` where it cannot be made.
  init(_ path: String, of verb: String, _ parts: [Part]) throws {
    self.parts = parts
    self.path = path.hasSuffix("/") ? path : path + "/"
    schema = "xavier.\(verb).part/1"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Usage("--merge: \(path), which cannot be made, a folder that can be")
    }
  }

  /// Whether every part is there.
  var isComplete: Bool { missingCount == 0 }

  /// How many parts are not there.
  var missingCount: Int {
    let present = names
    return parts.count { !present.contains($0.name) }
  }

  /// A part that was measured; `nil` where it is not there.
  ///
  /// - Throws: ``PartError`` where it is none, or was measured under other conditions.
  func result(_ index: Int) throws -> Result? {
    let part = parts[index]
    guard let data = try Self.data(of: path + part.name) else { return nil }
    let head: Head = try decode(data, part)
    guard head.schema == schema else {
      throw PartError.damaged(path + part.name, "schema \(head.schema), \(schema) was")
    }
    let found = Dictionary(head.conditions.map { ($0.name, $0.value) }) { first, _ in first }
    for condition in part.conditions where found[condition.name] != condition.value {
      throw PartError.foreign(
        path + part.name, condition.name, found[condition.name], condition.value)
    }
    let body: Body = try decode(data, part)
    return body.result
  }

  /// That a part's content cannot be of this result: what is, and what was expected, `x, y was`.
  func damaged(_ index: Int, _ fault: String) -> PartError {
    .damaged(path + parts[index].name, fault)
  }

  /// Takes a part: no other process measures it until it is finished or let go.
  ///
  /// - Throws: `FileError` with code `.busy` where another does.
  func draft(_ index: Int) throws(FileError) -> FileDraft {
    try FileDraft(for: path + parts[index].name)
  }

  /// Writes a part.
  ///
  /// - Returns: whether it was the last that was missing. Of all processes that share the folder
  ///   exactly one is told so.
  func finish(_ draft: FileDraft, _ index: Int, _ result: Result) throws -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let head = Head(schema: schema, conditions: parts[index].conditions)
    let data = try encoder.encode(Whole(head: head, result: result))
    let written = data.withUnsafeBytes { bytes in
      Swift.Result { () throws(FileError) in try draft.write(bytes) }
    }
    try written.get()
    // Under one lock: between a part's coming and the look at the others none of them comes.
    let lock = try FileLock(waitingFor: path + "lock")
    return try withExtendedLifetime(lock) {
      try draft.finish()
      return isComplete
    }
  }

  // A client of a network file system asks the server for new names when it lists a folder.
  private var names: Set<String> {
    Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
  }

  private struct Head: Codable {
    let schema: String
    let conditions: [PartCondition]
  }

  private struct Body: Decodable { let result: Result }

  private struct Whole: Encodable {
    let head: Head
    let result: Result
    enum Key: CodingKey { case schema, conditions, result }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(head.schema, forKey: .schema)
      try container.encode(head.conditions, forKey: .conditions)
      try container.encode(result, forKey: .result)
    }
  }

  private func decode<Value: Decodable>(_ data: Data, _ part: Part) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Value.self, from: data)
    } catch {
      throw PartError.damaged(path + part.name, "\(Self.place(of: error)), a part of a result was")
    }
  }

  private static func place(of error: any Error) -> String {
    let context: DecodingError.Context? =
      switch error as? DecodingError {
      case .dataCorrupted(let context), .keyNotFound(_, let context),
        .typeMismatch(_, let context), .valueNotFound(_, let context):
        context
      default: nil
      }
    guard let context, !context.codingPath.isEmpty else { return "no JSON that is a part" }
    let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return "something else at \(keys.joined(separator: "."))"
  }

  // A pipe without a writer would block an ordinary open for ever.
  private static func data(of path: String) throws -> Data? {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw PartError.unreadable(path, String(cString: strerror(errno)).lowercased())
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw PartError.damaged(path, "not a plain file, a part of a result was")
    }
    guard status.st_size <= sizeLimit else {
      throw PartError.damaged(path, "\(status.st_size) bytes, at most \(sizeLimit) were")
    }
    do {
      return try file.readToEnd() ?? Data()
    } catch {
      throw PartError.unreadable(path, "it cannot be read")
    }
  }
}
