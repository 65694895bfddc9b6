import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("External data")
struct ExternalDataTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("models/below"), withIntermediateDirectories: true)
    try scratch.write("01234567", to: "models/data.bin")
    try scratch.write("01234567", to: "outside.bin")
  }

  /// What reading a tensor of two float32 gives whose external data has the given entries.
  private func read(_ entries: [(String, String)], extra: Protobuf = Protobuf()) throws {
    var tensor = Protobuf.tensor(1, [2]).int(14, 1).raw(extra.bytes)
    for (key, value) in entries {
      tensor = tensor.message(13, Protobuf().text(1, key).text(2, value))
    }
    let bytes = Protobuf.model(Protobuf().message(5, tensor)).bytes
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path("models/m.onnx")))
    let model = try ONNXModel(contentsOf: scratch.path("models/m.onnx"))
    let stored = try model.tensor(model.graph.initializer[0])
    #expect(stored.littleEndianBytes.array == Array("01234567".utf8))
  }

  private func refuse(
    _ code: ModelFileError.Code, _ sentence: String, _ entries: [(String, String)],
    extra: Protobuf = Protobuf()
  ) {
    let error = #expect(throws: ModelFileError.self) { try read(entries, extra: extra) }
    #expect(error?.code == code)
    #expect(error?.description == "\(scratch.path("models/m.onnx")), tensor w\(sentence)")
  }

  @Test("a file in the model's folder is read, through a link that stays in it too")
  func reads() throws {
    try read([("location", "data.bin")])
    try read([("location", "./data.bin"), ("checksum", "x"), ("other", "y")])
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models/below/link.bin"), withDestinationPath: "../data.bin")
    try read([("location", "below/link.bin"), ("offset", "0"), ("length", "8")])
  }

  @Test("paths that leave the folder are refused, by name or through links")
  func leaving() throws {
    refuse(
      .externalData,
      ": external data ../outside.bin in a parent folder, a file in the model's folder was expected",
      [("location", "../outside.bin")])
    refuse(
      .externalData,
      ": external data below/../../outside.bin in a parent folder, a file in the model's folder was expected",
      [("location", "below/../../outside.bin")])
    refuse(
      .externalData,
      ": external data /etc/passwd at an absolute path, a file in the model's folder was expected",
      [("location", "/etc/passwd")])
    refuse(
      .externalData,
      ": external data  without a file name, a file in the model's folder was expected",
      [("location", "")])
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models/file"), withDestinationPath: scratch.path("outside.bin"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models/folder"), withDestinationPath: "..")
    for name in ["file", "folder/outside.bin"] {
      refuse(
        .externalData,
        ": external data \(name) through a link that leaves the folder, a file in the model's folder was expected",
        [("location", name)])
    }
    // A folder whose name begins as the model's does is another one.
    try FileManager.default.createDirectory(
      atPath: scratch.path("models2"), withIntermediateDirectories: false)
    try scratch.write("01234567", to: "models2/data.bin")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("models/beside"), withDestinationPath: "../models2")
    refuse(
      .externalData,
      ": external data beside/data.bin through a link that leaves the folder, a file in the model's folder was expected",
      [("location", "beside/data.bin")])
    #expect(throws: ModelFileError.self) {
      let tensor = Protobuf.tensor(1, [2]).int(14, 1).message(
        13, Protobuf().text(1, "location").text(2, "data.bin"))
      _ = try tensor.tensor()
    }
  }

  @Test("ranges, numbers and entries that make no sense are refused word for word")
  func ranges() throws {
    refuse(
      .missing, ", external data none.bin: no such file, one that exists was expected",
      [("location", "none.bin")])
    refuse(
      .notRegular, ", external data below: a directory, a regular file was expected",
      [("location", "below")])
    refuse(
      .externalData,
      ": bytes 9 to 9 of external data data.bin, a range in its 8 bytes was expected",
      [("location", "data.bin"), ("offset", "9")])
    refuse(
      .externalData,
      ": bytes 4 to 12 of external data data.bin, a range in its 8 bytes was expected",
      [("location", "data.bin"), ("offset", "4"), ("length", "8")])
    refuse(
      .externalData,
      ": bytes 1 to \(Int.max) of external data data.bin, a range in its 8 bytes was expected",
      [("location", "data.bin"), ("offset", "1"), ("length", "\(Int.max)")])
    refuse(
      .count, ": 4 bytes of external data, 8 for its shape were expected",
      [("location", "data.bin"), ("offset", "4")])
    for text in ["-1", "+1", "1e3", "99999999999999999999", ""] {
      refuse(
        .externalData, ": external data of offset '\(text)', a number of bytes was expected",
        [("location", "data.bin"), ("offset", text)])
    }
    refuse(
      .externalData, ": external data with several entries location, one was expected",
      [("location", "data.bin"), ("location", "data.bin")])
    refuse(
      .externalData, ": external data without a location, the name of a file was expected", [])
    refuse(
      .storage, ": elements in raw_data beside external data, one of both was expected",
      [("location", "data.bin")], extra: Protobuf().bytes(9, [1]))
  }
}
