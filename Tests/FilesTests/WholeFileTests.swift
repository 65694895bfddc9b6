import Foundation
import Files
import TestSupport
import Testing

@Suite("Whole files")
struct WholeFileTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("trying a path leaves nothing there, writing leaves the file alone")
  func writes() throws {
    let file = try WholeFile(checking: scratch.path("a"))
    #expect(scratch.names == [])
    try file.write(Data("new".utf8))
    #expect(scratch.names == ["a"])
    #expect(scratch.text("a") == "new")
  }

  @Test("a file that is there is replaced by a new one, not written over")
  func replaces() throws {
    try scratch.write("old and longer", to: "a")
    let reader = try #require(FileHandle(forReadingAtPath: scratch.path("a")))
    try WholeFile(checking: scratch.path("a")).write(Data("new".utf8))
    #expect(scratch.text("a") == "new")
    // Who had it open still reads the old one in full.
    #expect(try reader.readToEnd() == Data("old and longer".utf8))
    #expect(scratch.names == ["a"])
  }

  @Test("trying a path that holds a file keeps the file")
  func keeps() throws {
    try scratch.write("old", to: "a")
    _ = try WholeFile(checking: scratch.path("a"))
    #expect(scratch.text("a") == "old")
  }

  @Test("where the place was taken meanwhile, the error says so and no draft is left")
  func failure() throws {
    let file = try WholeFile(checking: scratch.path("a"))
    try FileManager.default.createDirectory(
      atPath: scratch.path("a"), withIntermediateDirectories: false)
    let error = #expect(throws: FileError.self) { try file.write(Data("new".utf8)) }
    #expect(error?.code == .unwritable)
    #expect(
      error?.description
        == "\(scratch.path("a")): a directory, a path that can be written was expected")
    #expect(scratch.names == ["a"])
  }

  @Test(
    "what cannot hold a file is refused word for word",
    arguments: [
      ("", "path: empty"), ("/", "/: a directory"), ("/dev/null", "/dev/null: not a plain file"),
      ("/proc/nope", "/proc/nope: no such file or directory"),
      ("/etc/passwd/a", "/etc/passwd/a: not a directory"),
    ])
  func refused(_ path: String, _ sentence: String) {
    let error = #expect(throws: FileError.self) { try WholeFile(checking: path) }
    #expect(error?.description == "\(sentence), a path that can be written was expected")
    #expect(error?.code == .unwritable)
  }
}
