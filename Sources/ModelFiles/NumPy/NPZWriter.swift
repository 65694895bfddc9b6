import Tensors
import Threads

/// Writes a plan as NumPy's archive of arrays.
///
/// The archive is made in memory. It has no place for what a checkpoint says of itself.
public struct NPZWriter: Sendable {
  private let plan: CheckpointPlan
  private let path: String

  /// The archive of a plan.
  ///
  /// - Throws: ``CheckpointPlanError`` with code `.format` for types that NumPy does not have.
  public init(_ plan: CheckpointPlan, to path: String) throws(CheckpointPlanError) {
    let foreign: Set<StoredType> = [.bfloat16, .float8E4M3, .float8E5M2]
    for tensor in plan.tensors where foreign.contains(tensor.type) {
      throw .format(
        "\(path), tensor \(shown(tensor.name)): elements of type \(tensor.type), one that NumPy has "
          + "was expected; safetensors has it")
    }
    self.plan = plan
    self.path = path
  }

  /// Draws and writes.
  ///
  /// - Throws: ``ModelFileError`` where the file cannot be written or a template's tensor cannot be read.
  public func write(
    threads: ThreadPool = .shared, onBytes: (Int) -> Void = { _ in }
  ) throws(ModelFileError) {
    var archive = NPZ()
    let room = PieceRoom()
    for tensor in plan.tensors {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(tensor.byteCount)
      do {
        try tensor.forEachPiece(seed: plan.seed, threads: threads, room: room) {
          piece throws(Never) in
          bytes += piece
          onBytes(piece.count)
        }
      } catch {
        switch error {
        case .template(let error): throw error
        }
      }
      do {
        try archive.append(
          StoredTensor(type: tensor.type, shape: tensor.shape, bytes: bytes), name: tensor.name)
      } catch let error as ModelFileError {
        throw error
      } catch {
        throw ModelFileError(.count, tensor.name, "\(error)")
      }
    }
    try archive.write(to: path)
  }
}
