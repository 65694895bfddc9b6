import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// Files that are made to do harm, and readers that die of them: one typed error each.
@Suite("Hostile files of HDF5")
struct HDF5HostileTests {
  /// Reads all that a file holds; what is wrong is one sentence.
  private static func read(_ bytes: [UInt8]) -> ModelFileError? {
    do throws(ModelFileError) {
      let checkpoint = try Checkpoint(hdf5: StoredBytes(bytes), name: "m.h5")
      for entry in checkpoint.entries {
        let tensor = try entry.tensor()
        #expect(tensor.shape == entry.shape && tensor.type == entry.type)
        #expect(tensor.littleEndianBytes.count == entry.shape.count * entry.type.size)
      }
      return nil
    } catch {
      #expect(error.description.hasPrefix("m.h5") && error.description.contains("expected"))
      #expect(error.code != .reader, "\(error)")
      return error
    }
  }

  @Test(
    "what no file of weights needs is refused by name",
    arguments: [
      ("soft_link", ", a: a soft link, a group or dataset itself was expected"),
      (
        "external_link",
        ", passwords: a link to another file, a group or dataset of this one was expected"
      ),
      (
        "external_storage",
        ", passwords: numbers that lie in another file, ones that lie in this one were expected"
      ),
      ("virtual", ", v: a dataset made of others, one with numbers of its own was expected"),
      (
        "compound",
        ", c: elements of another type than numbers and truth values, one of those was expected"
      ),
      (
        "strings",
        ", s: elements of another type than numbers and truth values, one of those was expected"
      ),
      ("unstored", ", vast: no numbers in the file, all of them were expected"),
      ("cycle", ", a/b/a: a second name for an object, one name for each was expected"),
      (
        "doubled",
        ", \(String(repeating: "a/", count: 29))b: a second name for an object, one name for each was "
          + "expected"
      ),
      ("filter", ", z: compressed by another filter, none, gzip or shuffle was expected"),
      ("scaled", ", z: compressed by another filter, none, gzip or shuffle was expected"),
      ("named_type", ", t: neither a group nor a dataset, one of those was expected"),
      (
        "opaque",
        ", v: elements of 2 bytes that nothing names, ones called bfloat16 were expected"
      ),
      ("null", ", n: no shape or more than 32 axes, at most 32 axes were expected"),
    ])
  func refused(_ file: String, _ sentence: String) throws {
    #expect(
      Self.read(try KerasGolden.bytes("hostile/\(file).h5"))?.description == "m.h5\(sentence)")
  }

  @Test("vast shapes that little is stored of are refused", arguments: ["bomb", "wide"])
  func bombs(_ file: String) throws {
    let error = Self.read(try KerasGolden.bytes("hostile/\(file).h5"))
    #expect(error?.code == .tooLarge)
  }

  @Test("groups in each other without end are refused")
  func deep() throws {
    let error = Self.read(try KerasGolden.bytes("hostile/deep.h5"))
    #expect(error?.code == .depth)
    #expect(error?.detail == "more than 64 groups in each other, fewer were expected")
  }

  @Test("another kind of file is called what it is")
  func kinds() {
    for (bytes, what) in [
      ([], "an empty file"), (Array("PK\u{3}\u{4}....".utf8), "a zip archive"),
      (Array("<!DOCTYPE html>".utf8), "a web page or XML, perhaps of a download that failed"),
    ] as [([UInt8], String)] {
      #expect(Self.read(bytes)?.description == "m.h5: \(what), an HDF5 file was expected")
    }
    let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a]
    #expect(Self.read(signature)?.code == .hdf5)
  }

  @Test("a file that is cut anywhere is refused", arguments: ["halves.weights.h5", "types.h5"])
  func cut(_ file: String) throws {
    let bytes = try KerasGolden.bytes(file)
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
      #expect(Self.read(Array(bytes[..<count])) != nil)
    }
  }

  @Test(
    "damaged files give an error or tensors that can be read, and the reader's death is no harm",
    arguments: ["halves.weights.h5", "older.h5", "types.h5"])
  func damaged(_ file: String) throws {
    var generator = Draws(seed: 8)
    var codes: Set<ModelFileError.Code> = []
    let bytes = try KerasGolden.bytes(file)
    let isLong = ProcessInfo.processInfo.environment["XAVIER_LONG_TESTS"] != nil
    for round in 0..<(isLong ? 5000 : 150) {
      var changed = bytes
      // Structure lies in the first kilobytes and is far from everywhere.
      for _ in 0..<(1 + round % 8) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        changed[place] =
          round % 2 == 0
          ? UInt8.random(in: 0...255, using: &generator)
          : changed[place] ^ 1 << UInt8.random(in: 0...7, using: &generator)
      }
      if let error = Self.read(changed) { codes.insert(error.code) }
    }
    #expect(!codes.isEmpty)
  }

  /// What is said of a reader that does what a script says; `nil` where all is well.
  private static func reader(
    _ script: String, _ scratch: Scratch, patience: Double = 30
  ) throws -> String? {
    try scratch.write("#!/bin/sh\n\(script)\n", to: "reader")
    chmod(scratch.path("reader"), 0o755)
    while true {
      do {
        _ = try Checkpoint(
          hdf5: StoredBytes([0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a]), name: "m.h5",
          reader: scratch.path("reader"), patience: patience)
        return nil
      } catch {
        // Another test that starts a program at this moment still holds the script open for writing.
        if !error.detail.contains("text file busy") { return error.description }
      }
    }
  }

  @Test("a reader that dies, hangs, gives up or is not there is one sentence")
  func readers() throws {
    let scratch = try Scratch()
    #expect(
      try Self.reader("kill -SEGV $$", scratch)
        == "m.h5: damaged HDF5, at which its reader died (signal 11), a sound file was expected")
    #expect(
      try Self.reader("exit 3", scratch)
        == "m.h5: damaged HDF5, at which its reader gave up, a sound file was expected")
    // As the system ends one that computes for too long.
    #expect(
      try Self.reader("kill -KILL $$", scratch)
        == "m.h5: HDF5 that takes more than 4 seconds to read, a sound file was expected")
    let start = Date()
    #expect(
      try Self.reader("exec sleep 60", scratch, patience: 0.2)
        == "m.h5: HDF5 whose reader says nothing for 0 seconds, a sound file was expected")
    #expect(Date().timeIntervalSince(start) < 20)
    #expect(
      try Self.reader("while :; do printf 'BBBB'; done", scratch)?.hasSuffix(
        "that makes no sense, its own was expected") == true)
    // A description without its end, and one with more behind it.
    #expect(
      try Self.reader("printf 'G\\004\\000\\000\\000\\000\\000\\000\\000'", scratch)
        == "m.h5: damaged HDF5, at which its reader gave up, a sound file was expected")
    #expect(
      try Self.reader("printf 'Z\\000\\000\\000\\000Z\\000\\000\\000\\000'", scratch)
        == "m.h5: damaged HDF5, at which its reader gave up, a sound file was expected")
    let error = #expect(throws: ModelFileError.self) {
      try Checkpoint(
        hdf5: StoredBytes([0x89] + Array("HDF\r\n".utf8)), name: "m.h5", reader: "/nowhere/reader")
    }
    #expect(error?.code == .reader && error?.code.kind == .inputOutput)
    #expect(
      error?.description
        == "m.h5: HDF5, whose reader /nowhere/reader cannot be started (no such file or directory), "
        + "one that can was expected")
  }

  /// A message as the reader sends it.
  private static func message(_ kind: String, _ parts: [[UInt8]]) -> [UInt8] {
    let body = parts.flatMap { $0 }
    return Array(kind.utf8) + little(body.count, 4) + body
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func text(_ text: String) -> [UInt8] { little(text.utf8.count, 4) + text.utf8 }

  private static func dataset(
    _ path: String, type: UInt8 = 2, place: Int, stored: Int, _ lengths: [Int]
  ) -> [UInt8] {
    message(
      "D",
      [
        text(path), [type, 1], little(place, 8), little(stored, 8), [UInt8(lengths.count)],
        lengths.flatMap { little($0, 8) },
      ])
  }

  @Test("what a reader says is held to the file")
  func lies() throws {
    let scratch = try Scratch()
    func answer(_ messages: [UInt8]...) throws -> String? {
      let bytes = Data(messages.flatMap { $0 } + Self.message("Z", []))
      try bytes.write(to: scratch.folder.appendingPathComponent("answer"))
      return try Self.reader("cat '\(scratch.path("answer"))'", scratch)
    }
    let root = Self.message("G", [Self.text("")])
    let nonsense = "m.h5: an answer of xavier-hdf5 that makes no sense, its own was expected"
    #expect(try answer(root) == nil)
    #expect(try answer(root, Self.dataset("w", place: 0, stored: 8, [2])) == nil)
    #expect(
      try answer(root, Self.dataset("w", place: 4, stored: 8, [2]))
        == "m.h5, w: 8 bytes from byte 4 in a file of 8, ones within it were expected")
    #expect(
      try answer(root, Self.dataset("w", place: .max, stored: 8, [2]))
        == "m.h5, w: 8 bytes from byte 9223372036854775807 in a file of 8, ones within it were expected"
    )
    #expect(
      try answer(root, Self.dataset("w", place: 0, stored: 4, [2]))
        == "m.h5, w: 8 bytes from byte 0 in a file of 8, ones within it were expected")
    #expect(
      try answer(root, Self.dataset("w", place: 0, stored: 8, [1 << 40]))?.contains(
        "as many as it can hold") == true)
    #expect(try answer(root, Self.dataset("w", place: 0, stored: 8, [1 << 62, 1 << 62])) != nil)
    #expect(try answer(root, Self.dataset("w", place: 0, stored: 8, [-1])) == nonsense)
    #expect(try answer(root, Self.dataset("w", type: 0, place: 0, stored: 8, [2])) == nonsense)
    #expect(try answer(root, Self.dataset("a/w", place: 0, stored: 8, [2])) == nonsense)
    #expect(try answer(Self.dataset("w", place: 0, stored: 8, [2])) == nonsense)
    let twice = Self.dataset("w", place: 0, stored: 8, [2])
    #expect(try answer(root, twice, twice) == nonsense)
    #expect(try answer(Self.message("A", [Self.text("x"), [79]])) == nonsense)
    #expect(try answer(root, Self.message("Q", [])) == nonsense)
    #expect(
      try answer(root, Self.message("G", [Self.little(1, 4), [0xff]]))
        == "m.h5: a name that is not UTF-8, UTF-8 was expected")
  }
}
