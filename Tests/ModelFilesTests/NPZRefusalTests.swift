import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

@Suite("Refused npz files")
struct NPZRefusalTests {
  private static let array = npy(
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }\n", [1, 2, 3])

  private static func fault(
    _ code: ModelFileError.Code, _ sentence: String, limit: Int = 1 << 20, _ bytes: [UInt8]
  ) -> Fault {
    Fault(code, "a.npz\(sentence)") {
      _ = try NPZ(bytes: StoredBytes(bytes), name: "a.npz", limit: limit)
    }
  }

  private static func zip(
    _ contents: [UInt8] = array, _ change: (inout Zip.Entry) -> Void = { _ in }
  ) -> [UInt8] {
    var entry = Zip.Entry("x.npy", contents)
    change(&entry)
    return Zip.bytes([entry])
  }

  @Test("archives written by hand are read, so that what is refused is what was changed")
  func reads() throws {
    for method in [0, 8] {
      let bytes = Self.zip { $0.method = method }
      let arrays = try NPZ(bytes: StoredBytes(bytes), name: "a.npz")
      #expect(arrays.names == ["x"])
      #expect(try arrays["x"]?.integers() == [1, 2, 3])
    }
  }

  static let faults: [Fault] = [
    fault(.archive, ": an empty file, an npz archive was expected", []),
    fault(
      .archive, ": damaged (not a zip archive), a valid npz archive was expected",
      [UInt8](repeating: 7, count: 100)),
    fault(
      .archive, ": damaged (not a zip archive), a valid npz archive was expected",
      Array(zip().dropLast(30))),
    fault(
      .unsupported, ", entry x.txt: no array, a name in .npy was expected",
      zip { $0.name = Array("x.txt".utf8) }),
    fault(
      .unsupported, ", entry x/: no array, a name in .npy was expected",
      zip([]) { $0.name = Array("x/".utf8) }),
    fault(
      .encoding, ", entry 0: a name that is not UTF-8, UTF-8 was expected",
      zip { $0.name = [0xff] + ".npy".utf8 }),
    fault(
      .duplicate, ", array x: in the archive twice, once was expected",
      Zip.bytes([.init("x.npy", array), .init("x.npy", array)])),
    fault(
      .unsupported, ", entry x.npy: compression method 12, 0 (stored) or 8 (deflated) was expected",
      zip { $0.method = 12 }),
    fault(
      .unsupported, ", entry x.npy: encrypted, plain data was expected", zip { $0.flags = 1 }),
    fault(
      .archive, ", array x: damaged (crc error), a valid npz archive was expected",
      zip { $0.checkSum = 1 }),
    fault(
      .archive, ", array x: damaged (crc error), a valid npz archive was expected",
      zip {
        $0.method = 8
        $0.checkSum = 1
      }),
    fault(
      .tooLarge, ", array x: 71 bytes after 0 of others, at most 70 in all were expected",
      limit: 70, zip()),
    fault(
      .tooLarge, ", array y: 71 bytes after 71 of others, at most 141 in all were expected",
      limit: 141, Zip.bytes([.init("x.npy", array), .init("y.npy", array)])),
    fault(
      .archive,
      ", entry x.npy: 1000000 bytes from 76 in an archive of 184, sizes that are possible were expected",
      zip {
        $0.method = 8
        $0.size = 1_000_000
      }),
    fault(
      .archive,
      ", entry x.npy: 1000 bytes from 71 in an archive of 179, sizes that are possible were expected",
      zip { $0.size = 1000 }),
    // The directory and the array's header must agree before memory is taken.
    fault(
      .truncated, ", array x byte 74: 74 bytes in all, 1000071 for 1000000 of uint8 were expected",
      zip(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000,)}", [1, 2, 3]))),
    fault(
      .truncated, ", array x: ends early, 1071 bytes were expected",
      zip(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1000,), }\n", [1, 2, 3])) {
        $0.method = 8
        $0.size = 1071
      }),
    fault(
      .trailingBytes, ", array x byte 71: 72 bytes in all, 71 for 3 of uint8 were expected",
      zip(array + [4])),
    fault(
      .trailingBytes, ", array x: more bytes, 71 were expected",
      zip(array + [4, 5, 6]) {
        $0.method = 8
        $0.size = 71
      }),
    fault(
      .syntax, ", array x byte 0: no npy file, the magic text \\x93NUMPY was expected",
      zip(Array("hello, world".utf8))),
    fault(
      .elementType,
      ", array x: elements of type '|O' (Python objects), '<' or '>' and one of b1, f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8 was expected",
      zip(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"))),
  ]

  @Test(
    "archives that are damaged or hold something else are refused word for word", arguments: faults)
  func refused(_ fault: Fault) { fault.check() }

  @Test("a zip bomb is refused before anything is inflated")
  func bomb() throws {
    var arrays = NPZ()
    try arrays.append(.filled(type: .uint8, shape: [50_000_000], value: 0), name: "zeros")
    let data = try arrays.data(isDeflated: true)
    #expect(data.count < 100_000)
    var error: ModelFileError?
    let time = ProcessorTime.ofThread {
      error = #expect(throws: ModelFileError.self) {
        try NPZ(bytes: StoredBytes(data), name: "a.npz", limit: 1 << 20)
      }
    }
    #expect(time < 0.1)
    #expect(error?.code == .tooLarge)
    #expect(
      error?.detail == "50000128 bytes after 0 of others, at most 1048576 in all were expected")
  }

  @Test("20,000 damaged archives give an error or arrays that can be read")
  func damaged() throws {
    var generator = Draws(seed: 3)
    var codes: Set<ModelFileError.Code> = []
    let bytes = Zip.bytes([.init("x.npy", Self.array), .init("y.npy", Self.array)])
    let deflated = Self.zip { $0.method = 8 }
    for index in 0..<20_000 {
      do throws(ModelFileError) {
        let damaged = mutated(index % 2 == 0 ? bytes : deflated, using: &generator)
        let arrays = try NPZ(bytes: StoredBytes(damaged), name: "a.npz", limit: 1 << 20)
        for name in arrays.names {
          #expect(arrays[name]?.floats.count == arrays[name]?.shape.count)
        }
      } catch {
        #expect(error.description.contains(": ") && error.description.contains("expected"))
        codes.insert(error.code)
      }
    }
    #expect(codes.count > 5, "\(codes)")
  }

  @Test("files that cannot be read are refused word for word")
  func files() {
    Fault(.missing, "/nope/a.npz: no such file, one that exists was expected") {
      _ = try NPZ(contentsOf: "/nope/a.npz")
    }.check()
    Fault(.notRegular, "/tmp: a directory, a regular file was expected") {
      _ = try NPY.tensor(contentsOf: "/tmp")
    }.check()
  }
}
