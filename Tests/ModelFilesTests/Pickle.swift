import Foundation
import ModelFiles
import Tensors

/// Pickles and files of PyTorch, written by hand so that they can be wrong.
enum Pickle {
  static func text(_ text: String) -> [UInt8] { [0x58] + little(text.utf8.count, 4) + text.utf8 }

  static func int(_ number: Int) -> [UInt8] { [0x8a, 8] + little(number, 8) }

  static func tuple(_ items: [UInt8]...) -> [UInt8] { [0x28] + items.joined() + [0x74] }

  static func list(_ items: [UInt8]...) -> [UInt8] { [0x5d, 0x28] + items.joined() + [0x65] }

  static func global(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + "\(module)\n\(name)\n".utf8
  }

  static func call(_ function: [UInt8], _ arguments: [UInt8]) -> [UInt8] {
    function + arguments + [0x52]
  }

  static func dictionary(_ pairs: [(String, [UInt8])]) -> [UInt8] {
    [0x7d, 0x28] + pairs.flatMap { text($0) + $1 } + [0x75]
  }

  static func storage(
    _ count: Int, key: String = "0", type: String = "FloatStorage", part: [UInt8] = []
  ) -> [UInt8] {
    tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(count), part) + [0x51]
  }

  /// A tensor of a storage of `count` elements.
  static func tensor(
    _ lengths: [Int], _ strides: [Int], offset: Int = 0, of count: Int = 6, key: String = "0",
    type: String = "FloatStorage", part: [UInt8] = []
  ) -> [UInt8] {
    call(
      global("torch._utils", "_rebuild_tensor_v2"),
      tuple(
        storage(count, key: key, type: type, part: part), int(offset), ints(lengths), ints(strides),
        [0x89], call(global("collections", "OrderedDict"), [0x29])))
  }

  static func ints(_ numbers: [Int]) -> [UInt8] { [0x28] + numbers.flatMap(int) + [0x74] }

  /// The pickle of a value.
  static func file(_ value: [UInt8]) -> [UInt8] { [0x80, 2] + value + [0x2e] }

  /// What `torch.save` writes of a value.
  static func archive(
    _ value: [UInt8], storages: [(String, [UInt8])] = [("0", zeros(24))],
    _ change: (inout [Zip.Entry]) -> Void = { _ in }
  ) -> [UInt8] {
    var entries = [Zip.Entry("m/data.pkl", file(value))]
    entries += storages.map { Zip.Entry("m/data/\($0)", $1) }
    change(&entries)
    return Zip.bytes(entries)
  }

  /// What it writes in its older form.
  static func stream(
    _ value: [UInt8], size: Int = 4, storages: [(String, [UInt8])] = [("0", zeros(24))],
    magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
  ) -> [UInt8] {
    let keys: [UInt8] = [0x5d, 0x28] + storages.flatMap { text($0.0) } + [0x65]
    let head: [UInt8] = file([0x8a, 10] + magic) + file(int(1001)) + file([0x7d])
    let contents: [UInt8] = storages.flatMap { little($0.1.count / size, 8) + $0.1 }
    return head + file(value) + file(keys) + contents
  }

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
