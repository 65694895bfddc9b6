import Foundation
import Testing
import TestSupport

@Suite("Files that cannot be read or written")
struct FileRefusalTests {
  private let scratch: Scratch
  init() throws {
    scratch = try Scratch()
    try scratch.write("1,2,a\n1,b\n", to: "ragged.csv")
    try FileManager.default.createDirectory(
      atPath: scratch.path("empty"), withIntermediateDirectories: false)
  }

  static let refusals: [Refusal] =
    [
      Refusal(
        "--data", "nowhere.csv", says: "nowhere.csv: no such file, expected one that exists",
        status: 66),
      Refusal(
        "--data", "./nowhere", says: "./nowhere: no such directory, expected one that exists",
        status: 66),
      Refusal(
        "--data", "empty",
        says:
          "empty: no file of training images, expected one named like train-images-idx3-ubyte.gz",
        status: 66),
      Refusal(
        "--data", "ragged.csv", says: "ragged.csv line 2: 2 fields, expected 3 as in line 1",
        status: 65),
    ]
    + ["--report", "--json"].flatMap { option in
      [
        ("nowhere/x", "nowhere/x: no such file or directory"), ("empty", "empty: a directory"),
        ("ragged.csv/x", "ragged.csv/x: not a directory"),
        ("/proc/nope", "/proc/nope: no such file or directory"),
        ("/dev/null", "/dev/null: not a plain file"), ("", "path: empty"),
      ].map {
        Refusal(option, $0, says: "\($1), a path that can be written was expected", status: 74)
      }
    } + [
      Refusal(
        "--json", "same", "--report", "same",
        says: "--json: same, where the report goes too, another file was expected"),
      Refusal(
        "--data", "./ragged.csv", "--report", "ragged.csv",
        says: "--report: ragged.csv, which is read, another file was expected"),
    ]

  @Test("the file and its fault are said before training starts", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    try refusal.check(in: scratch)
    #expect(scratch.names == ["empty", "ragged.csv"])
  }

  @Test("a missing chart library is said with its package before training starts")
  func chartLibrary() throws {
    try Refusal(
      says: "/nonexistent: not there, d3 version 5 was expected "
        + "(Debian's package node-d3; or its path in XAVIER_D3)", status: 66
    ).check(in: scratch, environment: ["XAVIER_D3": "/nonexistent"])
  }

  @Test("without a report no chart library is needed")
  func noReport() throws {
    let result = try Tool.run(
      Tool.small + ["--no-report"], in: scratch, environment: ["XAVIER_D3": "/nonexistent"])
    #expect(result.status == 0)
  }
}
