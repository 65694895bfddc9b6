import ModelFiles
import Tensors

/// A tensor that an audit reads when its turn comes.
package struct AuditSource: Sendable {
  package let name: String
  package let type: StoredType
  package let shape: Shape
  package let contents: @Sendable () throws -> StoredTensor

  package init(
    _ name: String, _ type: StoredType, _ shape: Shape,
    contents: @escaping @Sendable () throws -> StoredTensor
  ) {
    (self.name, self.type, self.shape, self.contents) = (name, type, shape, contents)
  }

  package init(_ name: String, _ tensor: StoredTensor) {
    self.init(name, tensor.type, tensor.shape) { tensor }
  }

  package init(_ entry: Checkpoint.Entry) {
    self.init(entry.name, entry.type, entry.shape) { try entry.tensor() }
  }

  var byteCount: Int { shape.count.multipliedReportingOverflow(by: type.size).partialValue }
}
