import Initializers
import Streams
import Tensors
import Threads

/// A tensor of a checkpoint that is to be written, whose numbers are made as they are written.
public struct PlannedTensor: Sendable {
  /// Where the numbers come from.
  public enum Contents: Sendable {
    /// They are drawn.
    case drawn(DrawRecord)
    /// They are those of the template.
    case copied(Checkpoint.Entry)
  }

  /// Its name in the file.
  public let name: String
  /// How its elements are written.
  public let type: StoredType
  /// The lengths of its axes.
  public let shape: Shape
  /// Where the numbers come from.
  public let contents: Contents
  /// The initializer as the command line spells it, or what else is done.
  public let spelling: String
  /// Why, in a few words.
  public let reason: String

  /// The number of bytes.
  ///
  /// - Precondition: the plan has counted them.
  var byteCount: Int { shape.count * type.size }

  /// The path whose stream gives the numbers; `nil` where they are copied.
  public var path: String? {
    if case .drawn(let record) = contents { record.path ?? name } else { nil }
  }

  /// The standard deviation of the law that draws it; `nil` where it is copied.
  public var standardDeviation: Double? {
    guard case .drawn(let record) = contents else { return nil }
    return record.law.variance(of: record.spec).squareRoot()
  }

  // So many elements are drawn at a time: enough to be shared among threads, few enough to stay near.
  private static let pieceLength = 1 << 20

  /// Calls `body` with all bytes, piece by piece in order.
  ///
  /// Memory is taken for one piece; for a law of whole matrices, for the tensor.
  func forEachPiece<Failure: Error>(
    seed: UInt64, threads: ThreadPool, room: PieceRoom,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(PieceError<Failure>) {
    switch contents {
    case .drawn(let record):
      let stream = ParameterStream(seed: seed, path: record.path ?? name)
      let length = record.law.isElementwise ? Self.pieceLength : max(shape.count, 1)
      for start in stride(from: 0, to: shape.count, by: length) {
        let count = min(length, shape.count - start)
        let memory = room.bytes(count * type.size)
        record.law.fill(
          ElementBuffer(start: memory.baseAddress, count: count, type: type.elementType!),
          from: start, of: record.spec, stream: stream, threads: threads)
        do { try body(UnsafeRawBufferPointer(memory)) } catch { throw .body(error) }
      }
    case .copied(let entry):
      let bytes: StoredBytes
      do {
        bytes = try entry.tensor().converted(to: type).littleEndianBytes
      } catch {
        throw .template(error)
      }
      let length = Self.pieceLength * 8
      for start in stride(from: 0, to: bytes.count, by: length) {
        let piece = bytes[start..<min(start + length, bytes.count)]
        do {
          try piece.withUnsafeBytes { bytes throws(Failure) in try body(bytes) }
        } catch { throw .body(error) }
        piece.letGo()
      }
    }
  }
}

/// Why a tensor could not be handed on piece by piece.
enum PieceError<Failure: Error>: Error {
  /// What the pieces were handed to failed.
  case body(Failure)
  /// The template's numbers cannot be read.
  case template(ModelFileError)
}

/// Memory for pieces, used again for each.
final class PieceRoom {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { memory.deallocate() }

  /// Memory for so many bytes, good until the next call.
  func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count < count {
      memory.deallocate()
      memory = .allocate(byteCount: count, alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }
}
