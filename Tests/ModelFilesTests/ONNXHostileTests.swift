import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// Files that are made to do harm: one typed error each, in bounded memory.
@Suite("Hostile ONNX files")
struct ONNXHostileTests {
  /// The greatest amount of memory that this process ever had, in bytes.
  private static func peak() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  /// A model of `count` repetitions of some bytes in its graph.
  private static func repeated(_ part: [UInt8], _ count: Int) -> StoredBytes {
    let graph = [UInt8](
      unsafeUninitializedCapacity: part.count * count
    ) { buffer, filled in
      for index in 0..<part.count * count { buffer[index] = part[index % part.count] }
      filled = part.count * count
    }
    return StoredBytes([0x3a] + Protobuf.varint(graph.count) + graph)
  }

  /// What a graph of nothing but one of these parts takes most memory for, beyond its bytes.
  private static let parts: [(name: String, bytes: [UInt8])] = [
    ("node", [0x0a, 0]), ("tensor", [0x2a, 0]), ("input", [0x5a, 0]), ("metadata", [0x82, 1, 0]),
    ("sparse tensor", [0x7a, 0]), ("node with a name", [0x0a, 2, 0x0a, 0]),
    ("node with an attribute", [0x0a, 2, 0x2a, 0]), ("value with a type", [0x5a, 2, 0x12, 0]),
    ("unknown number", [0x98, 6, 1]), ("unknown text", [0x9a, 6, 1, 0]),
    ("tensor with an axis", [0x2a, 2, 0x08, 1]), ("tensor with a place", [0x2a, 2, 0x4a, 0]),
    ("tensor with a text", [0x2a, 2, 0x32, 0]),
    ("attribute with a text", [0x0a, 4, 0x2a, 2, 0x4a, 0]),
    ("attribute with a number", [0x0a, 4, 0x2a, 2, 0x40, 1]),
    ("attribute with a tensor", [0x0a, 4, 0x2a, 2, 0x2a, 0]),
    ("attribute with a graph", [0x0a, 4, 0x2a, 2, 0x32, 0]),
    ("tensor with an element", [0x2a, 2, 0x38, 1]), ("tensor with an entry", [0x2a, 2, 0x6a, 0]),
    ("node with a long name", [0x0a, 18, 0x0a, 16] + [UInt8](repeating: 97, count: 16)),
    (
      "many numbers",
      [0x0a, 206, 1, 0x2a, 203, 1, 0x42, 200, 1] + [UInt8](repeating: 1, count: 200)
    ),
  ]

  @Test("no file takes more than 32 times its size and 64 MiB", arguments: parts.indices)
  func memory(_ index: Int) async {
    // Each in a process of its own, whose peak is that of the reading.
    await #expect(processExitsWith: .success) { [index] in
      let part = ONNXHostileTests.parts[index].bytes
      for count in [1_000_000, 150_000] {
        let bytes = ONNXHostileTests.repeated(part, count)
        let before = ONNXHostileTests.peak()
        do throws(ModelFileError) {
          _ = try ONNXModel(bytes: bytes, name: "m.onnx")
        } catch {
          precondition(error.code == .tooLarge, "\(error)")
        }
        let taken = ONNXHostileTests.peak() - before
        precondition(
          taken <= 32 * bytes.count + 64 << 20,
          "\(ONNXHostileTests.parts[index].name): \(taken) bytes for \(bytes.count)")
      }
    }
  }

  @Test("a file of empty nodes is refused word for word")
  func nodes() {
    let bytes = Self.repeated([0x0a, 0], 2_000_000)
    let error = #expect(throws: ModelFileError.self) {
      try ONNXModel(bytes: bytes, name: "m.onnx")
    }
    #expect(error?.code == .tooLarge)
    #expect(
      error?.detail
        == "so many parts in 4000005 bytes that they take more than 195109024 bytes of memory, "
        + "fewer parts were expected")
  }

  @Test("a model of 100 MB takes no memory beyond the file that is mapped")
  func large() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let path = scratch.path("m.onnx")
      let size = 100_000_000
      let count = size / 4
      let raw = [0x4a] + Protobuf.varint(size)
      let tensor = Protobuf.tensor(1, [count]).bytes + raw
      let graph = [0x2a] + Protobuf.varint(tensor.count + size) + tensor
      let head = [0x3a] + Protobuf.varint(graph.count + size) + graph
      try Data(head).write(to: URL(fileURLWithPath: path))
      let file = FileHandle(forWritingAtPath: path)
      try file?.truncate(atOffset: UInt64(head.count + size))
      let before = ONNXHostileTests.peak()
      let time = try ProcessorTime.ofProcess {
        let model = try ONNXModel(contentsOf: path)
        let stored = try model.tensor(model.graph.initializer[0])
        precondition(stored.shape.count == count)
      }
      precondition(ONNXHostileTests.peak() - before < 20_000_000)
      precondition(time < 0.3, "\(time)")
    }
  }

  @Test("graphs in graphs are read 24 deep and refused deeper")
  func depth() throws {
    func nested(_ depth: Int) -> Protobuf {
      var graph = Protobuf()
      for _ in 0..<depth {
        graph = Protobuf().message(1, Protobuf().message(5, Protobuf().message(6, graph)))
      }
      return Protobuf.model(graph)
    }
    _ = try nested(23).model()
    let error = #expect(throws: ModelFileError.self) { try nested(24).model() }
    #expect(error?.code == .depth)
    #expect(error?.detail == "graphs in graphs more than 24 deep, at most 24 was expected")
    #expect(throws: ModelFileError.self) { try nested(20_000).model() }
  }

  @Test("numbers in a million pieces are put together in time that grows with their number")
  func pieces() throws {
    let count = 1_000_000
    let ints = (0..<count).flatMap { _ in [0x42, 1, 1, 0x40, 2] as [UInt8] }
    let attribute = Protobuf().message(1, Protobuf().bytes(5, ints))
    let elements = (0..<count).flatMap { _ in [0x3a, 1, 1, 0x38, 2] as [UInt8] }
    let tensor = Protobuf().message(5, Protobuf.tensor(7, [2 * count]).raw(elements))
    let shape = (0..<count).flatMap { _ in [0x0a, 4, 0x12, 2, 0x0a, 0] as [UInt8] }
    let value = Protobuf().message(11, Protobuf().bytes(2, shape))
    let bytes = Protobuf.model(attribute.raw(tensor.bytes).raw(value.bytes))
    let time = try ProcessorTime.ofThread {
      let model = try bytes.model()
      #expect(model.graph.node[0].attribute[0].ints.reduce(0, +) == 3 * Int64(count))
      let stored = try model.tensor(model.graph.initializer[0])
      #expect(try stored.integers().suffix(3) == [2, 1, 2])
      #expect(model.graph.input[0].type.tensorType.shape.dim.count == count)
    }
    #expect(time < 5)
  }

  @Test("20,000 damaged models give an error or tensors that can be read")
  func damaged() throws {
    var generator = Draws(seed: 1)
    var codes: Set<ModelFileError.Code> = []
    for file in ["types.onnx", "nested.onnx", "external.onnx"] {
      let bytes = try ExpectedArrays.bytes(file)
      for _ in 0..<7_000 {
        do throws(ModelFileError) {
          let damaged = mutated(bytes, using: &generator)
          let model = try ONNXModel(
            bytes: StoredBytes(damaged), name: file, folder: ExpectedArrays.folder.path)
          for tensor in model.graph.initializer {
            let stored = try model.tensor(tensor)
            #expect(stored.floats.count == stored.shape.count)
          }
        } catch {
          #expect(error.description.contains(": ") && error.description.contains("expected"))
          codes.insert(error.code)
        }
      }
    }
    #expect(codes.count > 8, "\(codes)")
  }

  @Test("random bytes are refused")
  func random() {
    var generator = Draws(seed: 2)
    for length in 0..<3000 {
      let bytes = (0..<length % 300).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(throws: ModelFileError.self) {
        try ONNXModel(bytes: StoredBytes(bytes), name: "m.onnx")
      }
    }
  }
}

/// One to four random changes: a bit, a byte, a run of bytes removed, doubled or replaced.
func mutated(_ bytes: [UInt8], using generator: inout Draws) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 1...9, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.removeSubrange(place...)
    default:
      for index in place..<end { bytes[index] = Bool.random(using: &generator) ? 0 : 0xff }
    }
  }
  return bytes
}
