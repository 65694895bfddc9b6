import Foundation
import Initializers
import Tensors
import Threads

/// Draws a checkpoint again from what it says of itself, and compares.
public struct DrawVerification: Sendable {
  /// What was found.
  public struct Outcome: Sendable, Hashable {
    /// How many tensors were drawn again and have the same bits.
    public internal(set) var equal = 0
    /// The tensors that differ, and the first element that does.
    public internal(set) var different: [Difference] = []
    /// The tensors that the checkpoint says nothing of: they were not drawn.
    public internal(set) var unrecorded: [String] = []
  }

  /// A tensor that is not what its record draws.
  public struct Difference: Sendable, Hashable {
    /// The tensor.
    public let name: String
    /// The first element that differs, in row-major order.
    public let element: Int
  }

  private let checkpoints: [Checkpoint]

  /// The checkpoint at a path, one file or an index.
  ///
  /// - Throws: ``ModelFileError`` where it cannot be read.
  public init(contentsOf path: String) throws(ModelFileError) {
    let whole = try Checkpoint(contentsOf: path)
    guard whole.format == .safetensorsIndex else {
      checkpoints = [whole]
      return
    }
    // Each file records its own tensors.
    let folder = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
    var parts: [Checkpoint] = []
    for file in try CheckpointIndex(contentsOf: path).files {
      parts.append(try Checkpoint(contentsOf: folder + file))
    }
    checkpoints = parts
  }

  /// The number of bytes that are compared.
  public var byteCount: Int {
    checkpoints.reduce(0) { sum, checkpoint in
      sum + checkpoint.entries.reduce(0) { $0 + $1.shape.count * $1.type.size }
    }
  }

  /// Draws and compares.
  ///
  /// - Throws: ``ModelFileError`` with code `.record` where a file does not say how it was drawn, or where
  ///   it cannot be read.
  public func run(
    threads: ThreadPool = .shared, onBytes: (Int) -> Void = { _ in }
  ) throws(ModelFileError) -> Outcome {
    var outcome = Outcome()
    let room = PieceRoom()
    for checkpoint in checkpoints {
      let (seed, records) = try Self.records(of: checkpoint)
      for entry in checkpoint.entries {
        guard let text = records[entry.name] else {
          outcome.unrecorded.append(entry.name)
          onBytes(entry.shape.count * entry.type.size)
          continue
        }
        let subject = "\(checkpoint.name), tensor \(shown(entry.name))"
        guard let type = entry.type.elementType else {
          throw ModelFileError(
            .record, subject, "elements of type \(entry.type) drawn, floats were expected")
        }
        let record: DrawRecord
        do {
          record = try DrawRecord(text, shape: entry.shape)
          try record.law.check(type, for: record.spec)
        } catch {
          throw ModelFileError(.record, subject, error.description)
        }
        let tensor = PlannedTensor(
          name: entry.name, type: entry.type, shape: entry.shape, contents: .drawn(record),
          spelling: "", reason: "")
        if let element = try Self.firstDifference(
          entry, tensor, seed: seed, threads: threads, room: room, onBytes: onBytes)
        {
          outcome.different.append(Difference(name: entry.name, element: element))
        } else {
          outcome.equal += 1
        }
      }
    }
    return outcome
  }

  private static func records(
    of checkpoint: Checkpoint
  ) throws(ModelFileError) -> (seed: UInt64, [String: String]) {
    guard checkpoint.metadata[DrawMetadata.draws] != nil,
      let seed = checkpoint.metadata[DrawMetadata.seed].flatMap({ UInt64($0) })
    else {
      throw ModelFileError(
        .record, checkpoint.name,
        "nothing that says how it was drawn, a file written by 'xavier init' was expected")
    }
    let stream = checkpoint.metadata[DrawMetadata.stream] ?? "none"
    guard stream == DrawMetadata.streamVersion else {
      throw ModelFileError(
        .record, checkpoint.name,
        "stream \(shown(stream)), \(DrawMetadata.streamVersion) was expected")
    }
    return (seed, try DrawMetadata.records(checkpoint.metadata, of: checkpoint.name))
  }

  private static func firstDifference(
    _ entry: Checkpoint.Entry, _ tensor: PlannedTensor, seed: UInt64, threads: ThreadPool,
    room: PieceRoom, onBytes: (Int) -> Void
  ) throws(ModelFileError) -> Int? {
    let stored = try entry.tensor().littleEndianBytes
    var offset = 0
    var difference: Int?
    do {
      try tensor.forEachPiece(seed: seed, threads: threads, room: room) { bytes throws(Never) in
        let piece = stored[offset..<offset + bytes.count]
        piece.withUnsafeBytes { own in
          guard difference == nil, memcmp(own.baseAddress!, bytes.baseAddress!, bytes.count) != 0
          else { return }
          let place = bytes.indices.first { own[$0] != bytes[$0] }!
          difference = (offset + place) / entry.type.size
        }
        piece.letGo()
        offset += bytes.count
        onBytes(bytes.count)
      }
    } catch {
      switch error {
      case .template(let error): throw error
      }
    }
    return difference
  }
}

extension ModelFileError.Code {
  /// A file does not say how it was drawn, or says it wrongly.
  public static let record = Self("record")
}
