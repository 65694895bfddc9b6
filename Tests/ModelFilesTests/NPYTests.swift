import Foundation
import Tensors
import TestSupport
import Testing

import ModelFiles

@Suite("NumPy arrays")
struct NPYTests {
  @Test(
    "arrays of every type, byte order and axis order have the elements that NumPy wrote",
    arguments: ["stored.npz", "deflated.npz"])
  func golden(_ file: String) throws {
    let arrays = try NPZ(contentsOf: ExpectedArrays.path(file))
    let expected = try ExpectedArrays.of(file)
    #expect(expected.count == 12 * 5 * 3)
    #expect(arrays.names == expected.map(\.key))
    for item in expected {
      #expect(arrays[item.key]?.isEqual(to: item) == true, "\(item.key)")
    }
  }

  @Test("headers of versions 1, 2 and 3 are read", arguments: [1, 2, 3])
  func versions(_ version: Int) throws {
    let file = "version\(version).npy"
    let item = try #require(try ExpectedArrays.of(file).first)
    #expect(try NPY.tensor(contentsOf: ExpectedArrays.path(file)).isEqual(to: item))
  }

  /// The arrays that `written.npz` holds.
  private func arrays() throws -> NPZ {
    var arrays = NPZ()
    for item in try ExpectedArrays.of("written.npz") {
      let bytes = stride(from: 0, to: item.bytes.count, by: 2).compactMap {
        UInt8(item.bytes.dropFirst($0).prefix(2), radix: 16)
      }
      let type = try #require(StoredType(rawValue: item.type))
      try arrays.append(
        StoredTensor(type: type, shape: Shape(item.shape), bytes: bytes), name: item.key)
    }
    return arrays
  }

  @Test("written bytes are always those of the file that NumPy has read")
  func written() throws {
    let data = try arrays().data()
    if ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil {
      try data.write(to: ExpectedArrays.folder.appendingPathComponent("written.npz"))
    }
    #expect(Array(data) == (try ExpectedArrays.bytes("written.npz")))
    #expect(try arrays().data(isDeflated: true) == arrays().data(isDeflated: true))
  }

  @Test("arrays come back as they were written, stored and deflated", arguments: [false, true])
  func roundTrip(_ isDeflated: Bool) throws {
    let scratch = try Scratch()
    var arrays = try arrays()
    try arrays.append(
      .filled(type: .float32, shape: [1000, 100], value: 1.5), name: "filled")
    try arrays.write(to: scratch.path("a.npz"), isDeflated: isDeflated)
    #expect(scratch.names == ["a.npz"])
    let size = try Data(contentsOf: URL(fileURLWithPath: scratch.path("a.npz"))).count
    #expect(isDeflated ? size < 20_000 : size > 400_000)
    let back = try NPZ(contentsOf: scratch.path("a.npz"))
    #expect(back.names == arrays.names)
    for name in arrays.names {
      let (was, now) = (try #require(arrays[name]), try #require(back[name]))
      #expect(was.type == now.type && was.shape == now.shape)
      #expect(was.littleEndianBytes.array == now.littleEndianBytes.array)
    }
    let tensor = StoredTensor([2, 2], floats: [1, 2, 3, 4])
    try NPY.write(tensor, to: scratch.path("a.npy"))
    #expect(try NPY.tensor(contentsOf: scratch.path("a.npy")).floats == [1, 2, 3, 4])
  }

  @Test("no arrays are an archive without entries")
  func none() throws {
    let data = try NPZ().data()
    #expect(try NPZ(bytes: StoredBytes(data), name: "a.npz").names == [])
  }

  @Test("what cannot be written is refused word for word, and leaves no file")
  func refusedWriting() throws {
    let scratch = try Scratch()
    func check(_ code: ModelFileError.Code, _ sentence: String, _ body: () throws -> Void) {
      let error = #expect(throws: ModelFileError.self) { try body() }
      #expect(error?.code == code)
      #expect(error?.description == sentence)
    }
    let half = StoredTensor.filled(type: .bfloat16, shape: [1], value: 1)
    check(
      .elementType,
      "a.npz, array x: elements of type bfloat16, a type of NumPy was expected"
    ) {
      var arrays = NPZ()
      try arrays.append(half, name: "x")
      _ = try arrays.data(name: "a.npz")
    }
    check(.elementType, "a.npy: elements of type bfloat16, a type of NumPy was expected") {
      try NPY.write(half, to: "a.npy")
    }
    check(.name, "array x: given twice, once was expected") {
      var arrays = NPZ()
      try arrays.append(half, name: "x")
      try arrays.append(half, name: "x")
    }
    check(.name, "array : a name of 0 bytes, 1 to 65531 without a zero byte were expected") {
      var arrays = NPZ()
      try arrays.append(half, name: "")
    }
    check(
      .unwritable, "/proc/a.npz: no such file or directory, a path that can be written was expected"
    ) { try NPZ().write(to: "/proc/a.npz") }
    #expect(ModelFileError.Code.unwritable.kind == .inputOutput)
    #expect(scratch.names == [])
  }
}
