import Foundation
import Initializers
import Streams
import TestSupport
import Testing

/// The digests of `Tests/Golden/draws.json`, which the package itself made.
///
/// They say that a draw has the bits it had, in debug and in release, on any machine. That they are
/// the right ones is for `BitForBitTests`. To write the file anew, for another list of initializers:
///
///     XAVIER_WRITE_GOLDEN=1 swift test -c release --filter ReproducibilityTests
private struct DrawsGolden: Codable {
  struct Draw: Codable {
    let initializer: String
    let fanIn, fanOut: Int
    let path: String
    let seed: UInt64
    let sha256: String
  }
  let about: String
  let draws: [Draw]

  static let url = Golden.folder.appending(path: "draws.json")
  static let isWriting = ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] == "1"
}

@Suite("Same bits in debug and release")
struct ReproducibilityTests {
  private let rules = [
    "orthogonal:1.1", "constant:-1.5", "varianceScaling:0.5,fanAverage,normal",
    "varianceScaling:2,fanOut,truncatedNormal", "varianceScaling:1.3,fanGeometricAverage,uniform",
  ]

  @Test("draws of every initializer, most of 100,352 elements, have the digests on file")
  func digests() throws {
    if DrawsGolden.isWriting { return try write() }
    let golden = try Golden.load("draws", as: DrawsGolden.self).draws
    #expect(golden.map(\.initializer) == CatalogTests.spellings + rules)
    for draw in golden {
      let found = try made(draw.initializer, draw.fanIn, draw.fanOut, draw.path, draw.seed)
      #expect(found.sha256 == draw.sha256, "\(draw.initializer)")
    }
  }

  @Test("a digest sees one bit of one element change")
  func sensitivity() {
    var values = [Float](repeating: 0.1, count: 100)
    let before = digest(values)
    values[57] = values[57].nextUp
    #expect(digest(values) != before)
    #expect(digest([0]) != digest([-0.0]))
  }

  private func made(
    _ spelled: String, _ fanIn: Int, _ fanOut: Int, _ path: String, _ seed: UInt64
  ) throws -> DrawsGolden.Draw {
    let values = try InitializerCatalog.initializer(spelled: spelled)
      .draw(CatalogTests.spec(for: spelled, in: fanIn, out: fanOut), path: path, seed: seed)
    return DrawsGolden.Draw(
      initializer: spelled, fanIn: fanIn, fanOut: fanOut, path: path, seed: seed,
      sha256: digest(values))
  }

  private func digest(_ values: [Float]) -> String {
    let bytes = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
    return SHA256.digest(of: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func write() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try (CatalogTests.spellings + rules).map { spelled in
      let isOrthogonal = spelled.hasPrefix("orthogonal")
      let draw = try made(
        spelled, isOrthogonal ? 150 : 784, isOrthogonal ? 90 : 128, "hidden.weight", 42)
      return "    " + String(decoding: try encoder.encode(draw), as: UTF8.self)
    }
    let text = """
      {
        "about": "SHA-256 of draws as little-endian float32, made by the package itself: \
      XAVIER_WRITE_GOLDEN=1 swift test -c release --filter ReproducibilityTests",
        "draws": [
      \(lines.joined(separator: ",\n"))
        ]
      }

      """
    try Data(text.utf8).write(to: DrawsGolden.url, options: .atomic)
  }
}
