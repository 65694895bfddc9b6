import Foundation

/// A directory of its own for a test, removed with all it holds when it is let go.
public final class Scratch: Sendable {
  /// Where it is.
  public let folder: URL

  /// Makes the directory.
  public init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("xavier-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of a file in it.
  public func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// The names of all files in it.
  public var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []
  }

  /// The text of a file in it; `nil` where there is none.
  public func text(_ name: String) -> String? {
    try? String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Writes a file in it.
  public func write(_ text: String, to name: String) throws {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
  }
}
