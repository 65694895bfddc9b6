import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Refused checkpoints")
struct CheckpointRefusalTests {
  private static let value = Pickle.dictionary([("w", Pickle.tensor([6], [1]))])

  private static func archive(
    _ code: ModelFileError.Code, _ sentence: String, _ change: (inout [Zip.Entry]) -> Void
  ) -> Fault {
    let bytes = Pickle.archive(value, change)
    return Fault(code, "m.pt\(sentence)") {
      _ = try Checkpoint(pytorch: StoredBytes(bytes), name: "m.pt")
    }
  }

  private static func bomb(_ name: String, _ size: Int) -> Zip.Entry {
    // So many bytes that the size is possible.
    var entry = Zip.Entry(name, Pickle.zeros(size / 1032 + 1))
    (entry.method, entry.size, entry.checkSum) = (8, size, 0)
    return entry
  }

  static let archives: [Fault] = [
    archive(.unsupported, ": a zip archive without data.pkl, a file of torch.save was expected") {
      $0.removeFirst()
    },
    archive(
      .unsupported, ", entry data.pkl: no folder around it, an archive of torch.save was expected"
    ) { $0[0].name = Array("data.pkl".utf8) },
    archive(
      .unsupported, ", entry /data.pkl: no folder around it, an archive of torch.save was expected"
    ) { $0[0].name = Array("/data.pkl".utf8) },
    archive(
      .unsupported,
      ", entry x.npy: an array of NumPy's npz format, a file of torch.save was expected"
    ) { $0[0].name = Array("x.npy".utf8) },
    archive(
      .unsupported, ", entry n/data/0: beside the folder m, one folder around all was expected"
    ) { $0[1].name = Array("n/data/0".utf8) },
    archive(
      .archive, ", entry m/../../x: a path that leaves the archive, one within it was expected"
    ) { $0[1].name = Array("m/../../x".utf8) },
    archive(.duplicate, ", entry m/data/0: in the archive twice, once was expected") {
      $0.append($0[1])
    },
    archive(.encoding, ", entry 1: a name that is not UTF-8, UTF-8 was expected") {
      $0[1].name = [0x6d, 0x2f, 0xff]
    },
    archive(.unsupported, ", entry m/data/0: encrypted, plain data was expected") {
      $0[1].flags = 1
    },
    archive(
      .unsupported,
      ", entry m/data/0: compression method 12, 0 (stored) or 8 (deflated) was expected"
    ) { $0[1].method = 12 },
    archive(
      .archive,
      ", entry m/data/0: 1000000 bytes from 29 in an archive of \(Pickle.archive(value).count + 5), "
        + "sizes that are possible were expected"
    ) { ($0[1].method, $0[1].size) = (8, 1_000_000) },
    archive(.syntax, ", byteorder: 3 bytes of another text, little or big was expected") {
      $0.append(Zip.Entry("m/byteorder", [1, 2, 3]))
    },
    archive(
      .unsupported,
      ": a TorchScript program, a state dict was expected; "
        + "torch.save(torch.jit.load(path).state_dict(), other) writes one"
    ) { $0.append(Zip.Entry("m/constants.pkl", [])) },
    archive(
      .tooLarge, ", data.pkl: a pickle of more than 268435456 bytes, at most so many were expected"
    ) { $0[0] = bomb("m/data.pkl", 1 << 28 + 1) },
    archive(
      .tooLarge,
      ", entry m/data/5: 4294967294 bytes after 17179869176 of others, at most 17179869184 in all "
        + "were expected"
    ) { entries in
      entries += (1...5).map { bomb("m/data/\($0)", 1 << 32 - 2) }
    },
  ]

  @Test("archives that are no file of torch.save are refused word for word", arguments: archives)
  func refusesArchives(_ fault: Fault) { fault.check() }

  @Test("an entry whose check sum is wrong is refused where it was compressed")
  func checkSums() throws {
    let bytes = Pickle.archive(Self.value) { ($0[1].method, $0[1].checkSum) = (8, 1) }
    let checkpoint = try Checkpoint(pytorch: StoredBytes(bytes), name: "m.pt")
    Fault(
      .archive, "m.pt, tensor w: damaged (crc error), a valid PyTorch archive was expected"
    ) { _ = try checkpoint.entries[0].tensor() }.check()
    // PyTorch can write none for what is stored, and compares none.
    let stored = Pickle.archive(Self.value) { $0[1].checkSum = 1 }
    let read = try Checkpoint(pytorch: StoredBytes(stored), name: "m.pt")
    #expect(try read.entries[0].tensor().floats == [0, 0, 0, 0, 0, 0])
  }

  private static func beginning(_ text: String, _ bytes: [UInt8], _ name: String = "m.bin") -> Fault
  {
    Fault(.unsupported, "\(name): \(text), a file of torch.save was expected") {
      _ = try Checkpoint(pytorch: StoredBytes(bytes), name: name)
    }
  }

  static let beginnings: [Fault] = [
    beginning("an empty file", []),
    beginning(
      "a web page or XML, perhaps of a download that failed", Array("\n <!DOCTYPE html>\n".utf8)),
    beginning("a web page or XML, perhaps of a download that failed", Array("<html><body>".utf8)),
    beginning(
      "a pointer of Git LFS, for which `git lfs pull` fetches the file",
      Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n".utf8)),
    beginning("a safetensors file", [2, 0, 0, 0, 0, 0, 0, 0] + "{}".utf8),
    beginning("an array in NumPy's npy format", npy("{}")),
    beginning("an HDF5 file", [0x89] + "HDF\r\n".utf8),
    beginning("a GGUF file", Array("GGUF".utf8)),
    beginning("a file that gzip compressed", [0x1f, 0x8b, 8]),
    beginning("a tar archive", Pickle.zeros(257) + "ustar".utf8),
    beginning(
      "a file that begins with bytes 08 0a 12 07 78 61 76 69", [8, 10, 18, 7] + "xavier".utf8),
  ]

  @Test("files of other kinds are called what they are", arguments: beginnings)
  func refusesBeginnings(_ fault: Fault) { fault.check() }

  @Test("files of other kinds are called what they are in npz and ONNX too")
  func others() throws {
    let scratch = try Scratch()
    try scratch.write("version https://git-lfs.github.com/spec/v1\n", to: "a.npz")
    try scratch.write("<html>", to: "a.onnx")
    try scratch.write("", to: "a.h5")
    Fault(
      .unsupported,
      "\(scratch.path("a.npz")): a pointer of Git LFS, for which `git lfs pull` fetches the file, "
        + "an npz archive was expected"
    ) { _ = try Checkpoint(contentsOf: scratch.path("a.npz")) }.check()
    Fault(
      .unsupported,
      "\(scratch.path("a.onnx")): a web page or XML, perhaps of a download that failed, an ONNX model "
        + "was expected"
    ) { _ = try Checkpoint(contentsOf: scratch.path("a.onnx")) }.check()
    for name in ["a.npz", "a.pt", "a.onnx"] {
      Fault(.missing, "/nope/\(name): no such file, one that exists was expected") {
        _ = try Checkpoint(contentsOf: "/nope/\(name)")
      }.check()
    }
    try FileManager.default.createDirectory(
      atPath: scratch.path("a.pt"), withIntermediateDirectories: false)
    Fault(.notRegular, "\(scratch.path("a.pt")): a directory, a regular file was expected") {
      _ = try Checkpoint(contentsOf: scratch.path("a.pt"))
    }.check()
  }

  private static func npz(
    _ code: ModelFileError.Code, _ sentence: String, _ bytes: [UInt8]
  ) -> Fault {
    Fault(code, "a.npz\(sentence)") {
      _ = try Checkpoint(npz: StoredBytes(bytes), name: "a.npz")
    }
  }

  private static let array = npy(
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }\n", [1, 2, 3])

  static let npzs: [Fault] = [
    npz(.archive, ": an empty file, an npz archive was expected", []),
    npz(
      .archive, ": damaged (not a zip archive), a valid npz archive was expected",
      [UInt8](repeating: 7, count: 100)),
    npz(
      .archive, ", entry ../x.npy: a path that leaves the archive, one within it was expected",
      Zip.bytes([.init("../x.npy", array)])),
    npz(
      .unsupported, ", entry x.txt: no array, a name in .npy was expected",
      Zip.bytes([.init("x.txt", array)])),
    npz(
      .duplicate, ", array x: in the archive twice, once was expected",
      Zip.bytes([.init("x.npy", array), .init("x.npy", array)])),
    npz(
      .truncated, ", array x byte 70: 70 bytes in all, 71 for 3 of uint8 were expected",
      Zip.bytes([.init("x.npy", array.dropLast())])),
  ]

  @Test("npz archives are refused word for word", arguments: npzs)
  func refusesNPZ(_ fault: Fault) { fault.check() }

  @Test("an array's numbers are read when they are asked for, damage with them")
  func lazily() throws {
    var entry = Zip.Entry("x.npy", Self.array)
    entry.checkSum = 1
    let bytes = Zip.bytes([entry, .init("y.npy", Self.array)])
    let checkpoint = try Checkpoint(npz: StoredBytes(bytes), name: "a.npz")
    #expect(checkpoint.entries.map { $0.shape } == [[3], [3]])
    Fault(.archive, "a.npz, array x: damaged (crc error), a valid npz archive was expected") {
      _ = try checkpoint.entries[0].tensor()
    }.check()
    #expect(try checkpoint.entries[1].tensor().integers() == [1, 2, 3])
  }

  private static func model(
    _ code: ModelFileError.Code, _ sentence: String, _ graph: Protobuf,
    _ rest: Protobuf = Protobuf()
  ) -> Fault {
    let bytes = Protobuf.model(graph).raw(rest.bytes)
    return Fault(code, "m.onnx\(sentence)") { _ = try Checkpoint(onnx: bytes.model()) }
  }

  private static let tensor = Protobuf.tensor(1, [2]).message(13, Protobuf())
  private static let entry = Protobuf().text(1, "k").text(2, "v")

  static let models: [Fault] = [
    model(
      .duplicate, ", tensor w: two tensors of this name, one was expected",
      Protobuf().message(5, tensor).message(5, tensor)),
    model(
      .syntax, ": a tensor without a name, one was expected",
      Protobuf().message(5, Protobuf.tensor(1, [2], name: ""))),
    model(
      .unsupported, ": a sparse initializer, dense ones were expected",
      Protobuf().message(15, Protobuf())),
    model(
      .shape, ", tensor w: shape [-1]: axis length -1, at least 0 was expected",
      Protobuf().message(5, Protobuf.tensor(1, [-1]))),
    model(
      .duplicate, ", metadata k: two texts of this key, one was expected",
      Protobuf().message(5, tensor), Protobuf().message(14, entry).message(14, entry)),
  ]

  @Test("models are refused word for word", arguments: models)
  func refusesModels(_ fault: Fault) { fault.check() }
}
