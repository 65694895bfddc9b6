import Foundation

/// Golden data: a JSON file of `Tests/Golden`.
public enum Golden {
  /// The folder of the golden data.
  public static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden")

  /// The contents of `NAME.json`.
  public static func load<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try JSONDecoder().decode(type, from: data)
  }
}

/// The folder of the package's sources, for tests that hold files and catalogs together.
public let sourcesFolder = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Sources")

/// The command-line tool, built beside the tests.
public let toolPath: String = {
  // The test runner is started with the test bundle's path among its arguments; the tool lies beside the bundle.
  let bundle = ProcessInfo.processInfo.arguments.first { $0.hasSuffix(".xctest") }
  return URL(fileURLWithPath: bundle ?? ProcessInfo.processInfo.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("xavier").path
}()
