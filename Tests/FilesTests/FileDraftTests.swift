import Files
import Foundation
import TestSupport
import Testing

@Suite("Drafts of files")
struct FileDraftTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func write(_ text: String, to draft: FileDraft) throws {
    let bytes = Array(text.utf8)
    try bytes.withUnsafeBytes { try draft.write($0) }
  }

  @Test("until it is finished a file lies beside its place under a name of its own")
  func partial() throws {
    let draft = try FileDraft(for: scratch.path("a"), size: 6)
    try write("one", to: draft)
    #expect(scratch.names == ["a.partial"])
    try write("two", to: draft)
    try draft.finish()
    #expect(scratch.names == ["a"])
    #expect(scratch.text("a") == "onetwo")
  }

  @Test("a file of many pieces has each byte in its place")
  func pieces() throws {
    let draft = try FileDraft(for: scratch.path("a"))
    let bytes = (0..<9_000_001).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 3) }
    for _ in 0..<4 { try bytes.withUnsafeBytes { try draft.write($0) } }
    try draft.finish()
    let written = try Data(contentsOf: URL(fileURLWithPath: scratch.path("a")))
    let isSame = written == Data(bytes + bytes + bytes + bytes)
    #expect(isSame)
  }

  @Test("room that was asked for and not used is no part of the file")
  func shorter() throws {
    let draft = try FileDraft(for: scratch.path("a"), size: 1 << 20)
    try write("one", to: draft)
    try draft.finish()
    #expect(scratch.text("a") == "one")
  }

  @Test("what a killed process left behind is written anew")
  func leftOver() throws {
    try scratch.write("left over, and longer", to: "a.partial")
    let draft = try FileDraft(for: scratch.path("a"))
    try write("new", to: draft)
    try draft.finish()
    #expect(scratch.text("a") == "new")
    #expect(scratch.names == ["a"])
  }

  @Test("a second draft of one file is refused while the first is open")
  func busy() throws {
    let first = try FileDraft(for: scratch.path("a"))
    let error = #expect(throws: FileError.self) { _ = try FileDraft(for: scratch.path("a")) }
    #expect(error?.code == .busy)
    #expect(
      error?.description
        == "\(scratch.path("a")): another process writes it, a path of its own for each was expected"
    )
    first.discard()
    try FileDraft(for: scratch.path("a")).finish()
    #expect(scratch.names == ["a"])
  }

  @Test("a draft that nobody finishes leaves nothing, and the old file as it was")
  func forgotten() throws {
    try scratch.write("old", to: "a")
    do {
      let draft = try FileDraft(for: scratch.path("a"))
      try write("new", to: draft)
    }
    #expect(scratch.names == ["a"])
    #expect(scratch.text("a") == "old")
  }

  @Test("a disk without room is said before anything is written")
  func noRoom() throws {
    let error = #expect(throws: FileError.self) {
      _ = try FileDraft(for: scratch.path("a"), size: 1 << 60)
    }
    #expect(error?.code == .unwritable)
    let pattern = try Regex(
      ": 1152921504606846976 bytes for a disk that has [0-9]+ left, a path that can be written was expected$"
    )
    #expect(error?.description.firstMatch(of: pattern) != nil, "\(error as Any)")
    #expect(scratch.names == [])
  }
}
