import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// Files that are made to do harm: one typed error each, in bounded memory.
@Suite("Hostile files of PyTorch")
struct PyTorchHostileTests {
  /// Reads all that a file holds; what is wrong is one sentence.
  @discardableResult
  private static func read(_ bytes: [UInt8]) -> ModelFileError.Code? {
    do throws(ModelFileError) {
      let checkpoint = try Checkpoint(pytorch: StoredBytes(bytes), name: "m.pt")
      for entry in checkpoint.entries {
        let tensor = try entry.tensor()
        #expect(tensor.shape == entry.shape && tensor.type == entry.type)
        #expect(tensor.littleEndianBytes.count == entry.shape.count * entry.type.size)
      }
      return nil
    } catch {
      #expect(error.description.hasPrefix("m.pt") && error.description.contains("expected"))
      return error.code
    }
  }

  @Test(
    "a file that is cut at any byte is refused",
    arguments: ["single.pt", "list.old.pt", "state.old.pt"])
  func cut(_ file: String) throws {
    let bytes = try ExpectedTensors.bytes(file)
    for count in 0..<bytes.count { #expect(Self.read(Array(bytes[..<count])) != nil) }
  }

  @Test("a pickle that is cut at any byte is refused")
  func cutPickle() {
    let value = Pickle.dictionary([
      ("w", Pickle.tensor([2, 3], [3, 1])), ("v", Pickle.list(Pickle.tensor([3, 2], [1, 3]))),
    ])
    let whole = Pickle.file(value)
    for count in 0..<whole.count {
      let bytes = Pickle.archive(value) { $0[0].contents = Array(whole[..<count]) }
      #expect(Self.read(bytes) == .truncated)
    }
  }

  @Test(
    "20,000 damaged files give an error or tensors that can be read",
    arguments: ["views.pt", "views.old.pt", "nested.old.pt", "deflated.pt"])
  func damaged(_ file: String) throws {
    var generator = Draws(seed: 5)
    var codes: Set<ModelFileError.Code> = []
    let bytes = try ExpectedTensors.bytes(file)
    for _ in 0..<5_000 {
      if let code = Self.read(mutated(bytes, using: &generator)) { codes.insert(code) }
    }
    #expect(codes.count > 3, "\(codes)")
  }

  @Test("every bit of a small pickle turned gives an error or tensors that can be read")
  func bits() {
    let value = Pickle.dictionary([("w", Pickle.tensor([2, 3], [3, 1]))])
    let whole = Pickle.file(value)
    for bit in 0..<8 * whole.count {
      var pickle = whole
      pickle[bit / 8] ^= 1 << UInt8(bit % 8)
      Self.read(Pickle.archive(value) { $0[0].contents = pickle })
    }
  }

  @Test("random bytes after the mark of a pickle or an archive are refused")
  func random() {
    var generator = Draws(seed: 6)
    for length in 0..<3000 {
      let bytes = (0..<length % 300).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(Self.read([0x80, 2] + bytes) != nil)
      #expect(Self.read([0x50, 0x4b, 3, 4] + bytes) != nil)
    }
  }

  /// What makes most values out of few bytes, beyond its own.
  private static let parts: [(name: String, bytes: [UInt8])] = [
    ("nothings", [0x4e]), ("marks", [0x28]), ("lists", [0x5d]), ("tuples", [0x4e, 0x85]),
    ("tuples of nothing", [0x29]), ("places", [0x4e, 0x94]),
    ("far places", [0x4e, 0x72, 1, 0, 0, 0x7f, 0x30]), ("copies", [0x4e, 0x32, 0x32]),
    ("dictionaries", [0x7d, 0x4e, 0x4e, 0x73]), ("elements", [0x5d, 0x4e, 0x61]),
  ]

  @Test("no pickle takes more than 32 times its size and 64 MiB", arguments: parts.indices)
  func memory(_ index: Int) async {
    // Each in a process of its own, whose peak is that of the reading.
    await #expect(processExitsWith: .success) { [index] in
      let part = PyTorchHostileTests.parts[index]
      let size = 4_000_000
      let pickle = (0..<size).map { part.bytes[$0 % part.bytes.count] }
      let bytes = StoredBytes(Pickle.archive([]) { $0[0].contents = [0x80, 2] + pickle })
      let before = PeakMemory.bytes
      do throws(ModelFileError) {
        _ = try Checkpoint(pytorch: bytes, name: "m.pt")
        preconditionFailure("read")
      } catch {
        precondition([.tooLarge, .truncated].contains(error.code), "\(error)")
      }
      let taken = PeakMemory.bytes - before
      precondition(taken <= 32 * size + 64 << 20, "\(part.name): \(taken) bytes of \(size)")
    }
  }

  @Test("values that are named again and again are not visited beyond all measure")
  func bomb() {
    // Each list holds the one before it ten times: 10^40 tensors in 2,000 bytes.
    var value = Pickle.tensor([1], [1]) + [0x71, 0]
    for depth in 1...40 {
      let again = (0..<9).flatMap { _ in [0x68, UInt8(depth - 1)] as [UInt8] }
      // A list that takes up the one before it, which lies beneath it on the stack.
      value +=
        [0x85, 0x30, 0x5d, 0x28, 0x68, UInt8(depth - 1)] + again + [0x65, 0x71, UInt8(depth)]
    }
    let archive = StoredBytes(Pickle.archive(value))
    let time = ProcessorTime.ofThread {
      let error = #expect(throws: ModelFileError.self) {
        try Checkpoint(pytorch: archive, name: "m.pt")
      }
      #expect(error?.code == .tooLarge)
    }
    #expect(time < 3)
  }

  @Test("a long key that is used again and again takes no memory beyond all measure")
  func keys() {
    let key = Pickle.text(String(repeating: "k", count: 100_000)) + [0x71, 1]
    var value = Pickle.tensor([1], [1]) + [0x71, 0, 0x30] + key + [0x30, 0x7d, 0x28]
    for number in 0..<5_000 {
      value += Pickle.text("\(number)") + [0x7d, 0x68, 1, 0x68, 0, 0x73]
    }
    let error = #expect(throws: ModelFileError.self) {
      try Checkpoint(pytorch: StoredBytes(Pickle.archive(value + [0x75])), name: "m.pt")
    }
    #expect(error?.code == .tooLarge)
  }

  @Test("lists in lists are read 64 deep, refused deeper, and let go of at any depth")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: 0x28, count: depth) + Pickle.tensor([1], [1])
        + [UInt8](repeating: 0x74, count: depth)
    }
    let checkpoint = try Checkpoint(
      pytorch: StoredBytes(Pickle.archive(nested(64))), name: "m.pt")
    #expect(checkpoint.entries[0].name == Array(repeating: "0", count: 64).joined(separator: "."))
    for depth in [65, 300_000] {
      let error = #expect(throws: ModelFileError.self) {
        try Checkpoint(pytorch: StoredBytes(Pickle.archive(nested(depth))), name: "m.pt")
      }
      #expect(error?.code == .depth)
      #expect(
        error?.description
          == "m.pt, data.pkl: dictionaries and lists in each other more than 64 deep, at most 64 was expected"
      )
    }
    // A list that holds itself.
    #expect(Self.read(Pickle.archive([0x5d, 0x71, 0, 0x68, 0, 0x61])) == .depth)
  }

  @Test("pickles are executed by nothing")
  func executed() throws {
    let scratch = try Scratch()
    let command = Pickle.tuple(Pickle.text("touch \(scratch.path("touched"))"))
    for (module, name) in [("os", "system"), ("posix", "system"), ("subprocess", "getoutput")] {
      let function = Pickle.global(module, name)
      for value in [
        Pickle.call(function, command), [0x28] + function + command.dropFirst().dropLast() + [0x6f],
        function + command + [0x81],
      ] {
        #expect(Self.read(Pickle.archive(value)) == .unsupported)
        #expect(Self.read(Pickle.stream(value)) == .unsupported)
      }
    }
    #expect(scratch.names == [])
  }
}
