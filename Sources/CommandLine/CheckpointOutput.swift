import Foundation
import Xavier

/// Where `xavier init` writes, in the format that the name asks for.
struct CheckpointOutput {
  /// What was done.
  struct Outcome {
    var isComplete = true
    var lines: [String] = []
  }

  private enum Writer {
    case safetensors(SafetensorsWriter)
    case onnx(ONNXWriter)
    case npz(NPZWriter)
    case keras(KerasWeightsWriter)
  }

  private let writer: Writer
  /// The files, an index first.
  let paths: [String]
  /// The bytes that are written.
  let byteCount: Int
  private let ranks: Ranks

  init(
    _ path: String, _ drawing: DrawingArguments, _ verb: InitVerb, _ ranks: Ranks
  ) throws {
    self.ranks = ranks
    let path = try Self.file(path)
    let kind = path.split(separator: "/").last?.split(separator: ".").last
    let size = try verb.maxShardSize.map { try ByteCount.parse("--max-shard-size", $0) }
    if kind != "safetensors", size != nil || verb.rankOptions.shard != nil {
      throw Usage("--output: \(path) in several files, a file in .safetensors")
    }
    if kind != "safetensors", !ranks.isAlone {
      throw Usage(
        "--output: \(path) for \(ranks.title), by \(ranks.source), a file in .safetensors or "
          + "--shard 0/1")
    }
    switch kind {
    case "safetensors":
      let writer = try SafetensorsWriter(
        drawing.plan, to: path, fileSize: size ?? SafetensorsWriter.defaultFileSize,
        share: SafetensorsWriter.Share(rank: ranks.rank, of: ranks.count))
      (self.writer, byteCount) = (.safetensors(writer), writer.byteCount)
      paths = (writer.indexPath.map { [$0] } ?? []) + writer.paths
    case "onnx":
      guard let model = drawing.onnx else {
        throw Usage("--output: \(path) of a model that is no ONNX file, a file in .safetensors")
      }
      let writer = try ONNXWriter(drawing.plan, graphOf: model, to: path)
      (self.writer, byteCount, paths) = (.onnx(writer), writer.byteCount, writer.paths)
    case "npz":
      let writer = try NPZWriter(drawing.plan, to: path)
      (self.writer, byteCount, paths) = (.npz(writer), drawing.plan.byteCount, [path])
    case "h5" where path.hasSuffix(".weights.h5"):
      let writer = try KerasWeightsWriter(drawing.plan, groupsOf: drawing.template, to: path)
      (self.writer, byteCount, paths) = (.keras(writer), drawing.plan.byteCount, [path])
    default:
      throw Usage(
        "--output: \(path), a file in .safetensors, .onnx, .npz or .weights.h5, or a folder")
    }
  }

  /// Draws and writes.
  func write(threads: ThreadPool, onBytes: (Int) -> Void) throws -> Outcome {
    var outcome = Outcome()
    switch writer {
    case .safetensors(let writer):
      let done = try writer.write(threads: threads, onBytes: onBytes)
      if writer.ownCount == 0 {
        outcome.lines.append(
          "nothing to write for \(ranks.title): the checkpoint is "
            + "\(Numbers.counted(writer.paths.count, "file"))")
      }
      if !done.written.isEmpty { outcome.lines.append("wrote \(Self.shown(done.written))") }
      outcome.isComplete = done.isComplete
      if !done.kept.isEmpty {
        outcome.lines.append(
          "kept \(Numbers.counted(done.kept.count, "file")) that \(done.kept.count == 1 ? "was" : "were")"
            + " there already, whole")
      }
      if !done.isComplete {
        outcome.lines.append(
          writer.indexPath == nil
            ? "the file is another rank's" : "files of other shares are missing yet: no index")
      }
    case .onnx(let writer):
      try writer.write(threads: threads, onBytes: onBytes)
      outcome.lines.append("wrote \(Self.shown(paths))")
    case .npz(let writer):
      try writer.write(threads: threads, onBytes: onBytes)
      outcome.lines.append("wrote \(Self.shown(paths))")
    case .keras(let writer):
      try writer.write(threads: threads, onBytes: onBytes)
      outcome.lines.append("wrote \(Self.shown(paths))")
    }
    return outcome
  }

  private static func shown(_ files: [String]) -> String {
    files.count <= 2
      ? Numbers.list(files) : "\(files.count) files, \(files[0]) to \(files[files.count - 1])"
  }

  // A folder stands for the file that readers look for in it; one that is missing is made.
  private static func file(_ path: String) throws -> String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard path.hasSuffix("/") || exists && isFolder.boolValue else { return path }
    if !exists {
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      } catch {
        throw Usage("--output: \(path), which cannot be made, a folder that can be")
      }
    }
    return path + (path.hasSuffix("/") ? "" : "/") + "model.safetensors"
  }
}
