import Tensors
import Threads

/// Writes a plan as an ONNX model: the graph of a model with the plan's numbers in its initializers.
public struct ONNXWriter: Sendable {
  private let plan: CheckpointPlan
  private let file: ONNXFile

  /// The bytes that are written.
  public var byteCount: Int { file.size + file.externalSize }
  /// The files that are written, the model first.
  public let paths: [String]

  /// The files of a plan.
  ///
  /// - Parameters:
  ///   - plan: what is written; its tensors have the names, types and shapes of the model's.
  ///   - model: whose graph it is.
  ///   - path: the file, `model.onnx`.
  /// - Throws: ``ModelFileError`` where the model cannot be copied, ``CheckpointPlanError`` where a
  ///   tensor has another type than the graph has it.
  public init(_ plan: CheckpointPlan, graphOf model: ONNXModel, to path: String) throws {
    var tensors: [String: PlannedTensor] = [:]
    for tensor in plan.tensors { tensors[tensor.name] = tensor }
    for initializer in model.graph.initializer {
      guard let tensor = tensors[initializer.name] else { continue }
      let own = try model.declaration(of: initializer)
      guard own.type == tensor.type, own.shape == tensor.shape else {
        throw CheckpointPlanError.format(
          "\(path), tensor \(shown(tensor.name)): \(tensor.type) of shape \(tensor.shape), "
            + "\(own.type) of shape \(own.shape) as its graph has it was expected")
      }
    }
    self.plan = plan
    let metadata = DrawMetadata.entries(plan, plan.tensors).filter { $0.key.hasPrefix("xavier.") }
    file = try ONNXFile(path: path, model: model, tensors: tensors, metadata: metadata)
    paths = [path] + (file.externalPath.map { [$0] } ?? [])
  }

  /// Draws and writes.
  ///
  /// - Throws: `FileError` where a file cannot be written, ``ModelFileError`` where the model's numbers
  ///   cannot be read.
  public func write(threads: ThreadPool = .shared, onBytes: (Int) -> Void = { _ in }) throws {
    try file.write(seed: plan.seed, threads: threads, onBytes: onBytes)
  }
}
