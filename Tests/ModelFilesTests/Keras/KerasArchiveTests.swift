import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Archives of Keras")
struct KerasArchiveTests {
  private static let config = Array(
    "{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}".utf8)

  private static func read(
    _ change: (inout [Zip.Entry]) -> Void
  ) throws -> String? {
    let scratch = try Scratch()
    var entries = [
      Zip.Entry("metadata.json", Array("{}".utf8)), Zip.Entry("config.json", config),
      Zip.Entry("model.weights.h5", try KerasGolden.bytes("halves.weights.h5")),
    ]
    change(&entries)
    let path = scratch.path("m.keras")
    try Data(Zip.bytes(entries)).write(to: URL(fileURLWithPath: path))
    do {
      _ = try Checkpoint(contentsOf: path)
      return nil
    } catch {
      return "\(error)".replacingOccurrences(of: path, with: "m.keras")
    }
  }

  @Test("that are whole are read")
  func whole() throws { #expect(try Self.read { _ in } == nil) }

  @Test("that are not whole, or not plain, are refused")
  func refused() throws {
    #expect(
      try Self.read { $0.remove(at: 1) }
        == "m.keras: an archive without config.json, a .keras file was expected")
    #expect(
      try Self.read { $0.removeLast() }
        == "m.keras: an archive without model.weights.h5, a .keras file was expected")
    #expect(
      try Self.read { $0.append(.init("../x", [])) }
        == "m.keras, entry ../x: a path that leaves the archive, one within it was expected")
    #expect(
      try Self.read { $0.append($0[1]) }
        == "m.keras, entry config.json: in the archive twice, once was expected")
    #expect(
      try Self.read { $0[1].contents = Array("{".utf8) }
        == "m.keras, config.json: not the configuration of a model, JSON with class_name and config "
        + "was expected")
    #expect(
      try Self.read { $0[2].contents = Array("no HDF5".utf8) }?.hasPrefix(
        "m.keras, model.weights.h5: a file that begins with bytes 6e 6f") == true)
    #expect(
      try Self.read {
        $0[1].contents = [UInt8](repeating: 0, count: 65_100)
        ($0[1].method, $0[1].size, $0[1].checkSum) = (8, 67_108_865, 0)
      } == "m.keras, config.json: 67108865 bytes when decompressed, at most 67108864 were expected")
  }

  @Test("that are another kind of file are called what they are")
  func kinds() throws {
    let scratch = try Scratch()
    try scratch.write("<html>", to: "m.keras")
    let error = #expect(throws: ModelFileError.self) {
      try Checkpoint(contentsOf: scratch.path("m.keras"))
    }
    #expect(
      error?.detail
        == "a web page or XML, perhaps of a download that failed, a .keras archive was expected")
  }

  @Test("with strange configurations are read by the names of groups, or refused")
  func configurations() throws {
    for (text, isRead) in [
      ("[]", false), ("{}", false), ("{\"class_name\": 3, \"config\": {}}", false),
      ("{\"class_name\": \"A\", \"config\": null}", true),
      ("{\"class_name\": \"A\", \"config\": {\"layers\": {\"a\": 1}, \"groups\": -3}}", true),
      (
        "{\"class_name\": \"A\", \"config\": {\"layers\": [{\"class_name\": \"Conv2D\", "
          + "\"config\": {\"name\": \"dense\", \"groups\": 9223372036854775807, \"strides\": [0]}}]}}",
        true
      ),
      (String(repeating: "[", count: 100_000), false),
    ] {
      let said = try Self.read { $0[1].contents = Array(text.utf8) }
      #expect((said == nil) == isRead, "\(text.prefix(80)) \(said ?? "")")
    }
  }
}
