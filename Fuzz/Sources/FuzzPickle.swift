// Fuzzes the reader of PyTorch's files: any bytes give tensors that can be read, or a ModelFileError.

@testable import ModelFiles
import Tensors

/// The bytes are a file in one of both forms, and a pickle in an archive of three storages.
func fuzzPickle(_ input: UnsafeBufferPointer<UInt8>) {
  // A copy in memory of its own size, so that the sanitizer sees a byte beyond it.
  read(StoredBytes(input))
  read(StoredBytes(archive(Array(input))))
}

private func read(_ bytes: StoredBytes) {
  do throws(ModelFileError) {
    for entry in try Checkpoint(pytorch: bytes, name: "t").entries {
      do throws(ModelFileError) {
        let tensor = try entry.tensor()
        precondition(tensor.shape == entry.shape && tensor.type == entry.type)
        precondition(tensor.littleEndianBytes.count == entry.shape.count * entry.type.size)
        precondition(entry.shape.count > 1 << 16 || tensor.floats.count == entry.shape.count)
      } catch { check(error) }
    }
  } catch { check(error) }
}

private func check(_ error: ModelFileError) {
  precondition(error.detail.contains("expected"), "\(error)")
}

/// An archive of stored entries, whose check sums nobody compares.
private func archive(_ pickle: [UInt8]) -> [UInt8] {
  var (files, directory) = ([UInt8](), [UInt8]())
  let order = pickle.count % 2 == 0 ? "little" : "big"
  var entries = [("a/data.pkl", pickle), ("a/byteorder", Array(order.utf8))]
  entries += (0..<3).map { ("a/data/\($0)", [UInt8](repeating: 0x3f, count: 16 << $0)) }
  for (name, contents) in entries {
    let size = little(contents.count, 4)
    let common: [UInt8] =
      [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0] + size + size
      + little(name.utf8.count, 2) + [0, 0]
    directory += [0x50, 0x4b, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
    directory += little(files.count, 4) + Array(name.utf8)
    files += [0x50, 0x4b, 3, 4] + common + Array(name.utf8) + contents
  }
  let count = little(entries.count, 2)
  return files + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count
    + little(directory.count, 4) + little(files.count, 4) + [0, 0]
}

private func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
