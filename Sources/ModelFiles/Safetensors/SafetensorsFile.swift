import Files
import Foundation
import Tensors
import Threads

/// A safetensors file that is to be written: its header, and the order of its data.
///
/// The header has the tensors in the given order. Their data lie by element size, the largest first, so
/// that every tensor starts at a multiple of its element size.
struct SafetensorsFile {
  let path: String
  let tensors: [PlannedTensor]
  /// The first bytes, up to the data.
  let header: [UInt8]
  // The tensors in the order of their data.
  private let order: [Int]
  /// The length of the whole file.
  let size: Int

  init(
    path: String, tensors: [PlannedTensor], metadata: [String: String]
  ) throws(CheckpointPlanError) {
    self.path = path
    self.tensors = tensors
    order = tensors.indices.sorted {
      (-tensors[$0].type.size, $0) < (-tensors[$1].type.size, $1)
    }
    var places = [Range<Int>](repeating: 0..<0, count: tensors.count)
    var next = 0
    for index in order {
      let (end, overflows) = next.addingReportingOverflow(tensors[index].byteCount)
      guard !overflows else { throw .tooLarge(tensors[index].name, tensors[index].shape) }
      places[index] = next..<end
      next = end
    }
    let entries = zip(tensors, places).map { tensor, place in
      "\(quoted(tensor.name)):{\"dtype\":\"\(SafetensorsType.name(of: tensor.type))\",\"shape\":"
        + "[\(tensor.shape.lengths.map(String.init).joined(separator: ","))],\"data_offsets\":"
        + "[\(place.lowerBound),\(place.upperBound)]}"
    }
    let own = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
    let text =
      "{" + (["\"__metadata__\":{\(own.joined(separator: ","))}"] + entries).joined(separator: ",")
      + "}"
    var bytes = Array(text.utf8)
    // The data start at a multiple of 8.
    bytes += [UInt8](repeating: 0x20, count: (8 - bytes.count % 8) % 8)
    guard bytes.count <= SafetensorsHeader.sizeLimit else {
      throw .format(
        "\(path): a header of \(bytes.count) bytes, at most \(SafetensorsHeader.sizeLimit) of a "
          + "safetensors file were expected; smaller files with --max-shard-size hold fewer tensors"
      )
    }
    header = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) } + bytes
    size = header.count + next
  }

  /// Whether the file is there, whole and drawn by the same plan.
  ///
  /// A file takes its place only when all of it is written, so its length and its header tell.
  var isComplete: Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard (try? file.seekToEnd()) == UInt64(size), (try? file.seek(toOffset: 0)) != nil,
      let start = try? file.read(upToCount: header.count)
    else { return false }
    return start.elementsEqual(header)
  }

  /// Draws and writes the file.
  ///
  /// - Throws: `FileError` where it cannot be written, ``ModelFileError`` where a template's tensor cannot
  ///   be read; the file is as it was before then.
  func write(
    _ draft: FileDraft, seed: UInt64, threads: ThreadPool, room: PieceRoom, onBytes: (Int) -> Void
  ) throws {
    try header.withUnsafeBytes { try draft.write($0) }
    onBytes(header.count)
    for index in order {
      do {
        try tensors[index].forEachPiece(seed: seed, threads: threads, room: room) {
          bytes throws(FileError) in
          try draft.write(bytes)
          onBytes(bytes.count)
        }
      } catch .body(let error) {
        throw error
      } catch .template(let error) {
        throw error
      }
    }
    try draft.finish()
  }
}
