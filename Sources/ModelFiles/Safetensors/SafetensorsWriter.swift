import Files
import Foundation
import Tensors
import Threads

/// Writes a plan as safetensors: one file, or several with an index where one would be too large.
///
/// With `model.safetensors` the files are `model-00001-of-00003.safetensors` and so on, as Hugging Face
/// has them, and `model.safetensors.index.json`, written last. What is there already and whole is not
/// drawn again.
public struct SafetensorsWriter: Sendable {
  /// A file may have so many bytes of tensors where nothing else is said: 5 GB.
  public static let defaultFileSize = 5_000_000_000

  /// Which of the files this process writes: those whose number, from 0, leaves `rank` when divided by
  /// `count`.
  public struct Share: Sendable, Hashable {
    /// The number of this process, from 0.
    public let rank: Int
    /// How many processes there are.
    public let count: Int

    /// A share; by default the whole.
    public init(rank: Int = 0, of count: Int = 1) {
      self.rank = rank
      self.count = count
    }
  }

  private let plan: CheckpointPlan
  private let path: String
  private let files: [SafetensorsFile]
  private let share: Share

  /// The files that hold the tensors, in order.
  public var paths: [String] { files.map(\.path) }
  /// The index; `nil` where one file holds all.
  public var indexPath: String? { files.count > 1 ? path + ".index.json" : nil }
  /// The files that this process writes.
  private var own: [SafetensorsFile] {
    files.enumerated().filter { $0.offset % share.count == share.rank }.map(\.element)
  }
  /// How many files this process writes; 0 where there are more processes than files.
  public var ownCount: Int { own.count }
  /// The bytes that this process writes where no file is there yet.
  public var byteCount: Int { own.reduce(0) { $0 + $1.size } }

  /// The files of a plan.
  ///
  /// - Parameters:
  ///   - plan: what is written.
  ///   - path: the file, `model.safetensors`.
  ///   - fileSize: the most bytes of tensors in one file; a larger tensor has a file of its own.
  ///   - share: which of the files are written here.
  /// - Throws: ``CheckpointPlanError`` where safetensors cannot hold the tensors.
  public init(
    _ plan: CheckpointPlan, to path: String, fileSize: Int = defaultFileSize,
    share: Share = Share()
  ) throws(CheckpointPlanError) {
    self.plan = plan
    self.path = path
    self.share = share
    let parts = Self.parts(plan.tensors, fileSize: fileSize)
    let stem = path.hasSuffix(".safetensors") ? String(path.dropLast(12)) : path
    var files: [SafetensorsFile] = []
    for (index, tensors) in parts.enumerated() {
      let own =
        parts.count == 1
        ? path
        : stem + "-" + Self.digits(index + 1) + "-of-" + Self.digits(parts.count) + ".safetensors"
      files.append(
        try SafetensorsFile(
          path: own, tensors: tensors, metadata: DrawMetadata.entries(plan, tensors)))
    }
    self.files = files
  }

  private static func digits(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private static func parts(_ tensors: [PlannedTensor], fileSize: Int) -> [[PlannedTensor]] {
    var parts: [[PlannedTensor]] = [[]]
    var size = 0
    for tensor in tensors {
      if size > 0, tensor.byteCount > fileSize - size {
        parts.append([])
        size = 0
      }
      parts[parts.count - 1].append(tensor)
      size += tensor.byteCount
    }
    return parts
  }

  /// What was done.
  public struct Outcome: Sendable, Hashable {
    /// The files that were written.
    public internal(set) var written: [String] = []
    /// The files that were there already, whole.
    public internal(set) var kept: [String] = []
    /// Whether all files of the checkpoint are there.
    public internal(set) var isComplete = false
  }

  /// Draws and writes what is not there yet.
  ///
  /// - Parameters:
  ///   - threads: who draws.
  ///   - onBytes: called with every number of bytes that is done, those of files that were there too.
  /// - Throws: `FileError` where a file cannot be written, ``ModelFileError`` where a template's tensor
  ///   cannot be read. Files that are finished stay, none is half written.
  public func write(
    threads: ThreadPool = .shared, onBytes: (Int) -> Void = { _ in }
  ) throws -> Outcome {
    var outcome = Outcome()
    let room = PieceRoom()
    var missing: [SafetensorsFile] = []
    for file in own {
      if file.isComplete {
        outcome.kept.append(file.path)
        onBytes(file.size)
      } else {
        missing.append(file)
      }
    }
    let index = indexPath.map { path in
      SharedIndex(
        path: path,
        data: CheckpointIndex.data(
          files.map { ($0.path.lastComponent, $0.tensors.map(\.name)) }, size: plan.byteCount))
    }
    try index?.removeOther()
    for file in missing {
      let draft = try FileDraft(for: file.path, size: file.size)
      // Whoever held the draft before may have finished the file.
      if file.isComplete {
        draft.discard()
        outcome.kept.append(file.path)
        onBytes(file.size)
        continue
      }
      // While a file is missing there is no index, whoever wrote it.
      index?.remove()
      try file.write(draft, seed: plan.seed, threads: threads, room: room, onBytes: onBytes)
      outcome.written.append(file.path)
    }
    outcome.isComplete = areAllComplete
    if outcome.isComplete, let index {
      try index.write()
      // A file of all tensors from before would be read in place of the index.
      unlink(path)
    }
    return outcome
  }

  private var areAllComplete: Bool {
    // A client of a network file system asks the server for names that are new when it lists a folder.
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return false
    }
    let present = Set(names)
    return files.allSatisfy { present.contains($0.path.lastComponent) }
      && files.allSatisfy { $0.isComplete }
  }
}

extension String {
  /// What follows the last slash.
  var lastComponent: String { String(split(separator: "/").last ?? "") }
}
