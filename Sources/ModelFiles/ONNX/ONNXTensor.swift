import Foundation
import Tensors

/// A tensor in a file of its own, as ONNX's test data has them: one `TensorProto`.
public struct ONNXTensor: Sendable {
  /// The tensor's name; empty where it has none.
  public let name: String
  /// The tensor.
  public let tensor: StoredTensor

  /// The tensor in a file.
  ///
  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular` of the file, or
  ///   a code of `init(bytes:name:)`.
  public init(contentsOf path: String) throws(ModelFileError) {
    try self.init(bytes: MappedFile.bytes(of: path), name: path)
  }

  /// The tensor in memory, whose bytes it shares.
  ///
  /// - Throws: ``ModelFileError`` with code `.truncated`, `.syntax` or `.encoding` for damaged bytes,
  ///   `.tooLarge` for too many of them or too many parts, `.unsupported`, `.elementType`, `.shape`,
  ///   `.storage`, `.count`, `.range` or `.externalData` for what they say.
  public init(bytes: StoredBytes, name: String) throws(ModelFileError) {
    let tensor = try bytes.withUnsafeBytes { bytes throws(ModelFileError) in
      try ONNXDecoder.message(ONNXTensorProto.self, in: bytes, name: name)
    }
    self.name = tensor.name
    self.tensor = try ONNXSource(bytes: bytes, name: name, folder: nil).tensor(tensor)
  }
}

extension ONNXModel {
  /// A tensor of the model, an initializer or an attribute's, which errors call by its name or the one given.
  ///
  /// Elements that lie in the file as in memory are shared with it and not copied.
  ///
  /// - Throws: ``ModelFileError`` with code `.unsupported`, `.elementType`, `.shape`, `.storage`,
  ///   `.count`, `.range` or `.externalData`, or of a file of external data `.missing`, `.unreadable`
  ///   or `.notRegular`; each names the tensor.
  package func tensor(
    _ tensor: ONNXTensorProto, named name: String? = nil
  ) throws(ModelFileError) -> StoredTensor {
    try source.tensor(tensor, named: name)
  }

  /// What a tensor says of itself, without its contents.
  ///
  /// - Throws: as ``tensor(_:)`` does for these.
  func declaration(
    of tensor: ONNXTensorProto, named name: String? = nil
  ) throws(ModelFileError) -> (type: StoredType, shape: Shape) {
    try source.declaration(of: tensor, "\(self.name), tensor \(shown(name ?? tensor.name))")
  }
}

extension ONNXSource {
  /// No tensor has more axes: NumPy's limit.
  static let rankLimit = 64

  /// The tensor that a message and its contents in the file are.
  func tensor(
    _ tensor: ONNXTensorProto, named given: String? = nil
  ) throws(ModelFileError) -> StoredTensor {
    let own = given ?? tensor.name
    let subject =
      own.isEmpty ? "\(name), a tensor without a name" : "\(name), tensor \(shown(own))"
    if tensor.hasSegment {
      throw ModelFileError(
        .unsupported, subject, "a segment of a tensor, or a sequence, a whole tensor was expected")
    }
    let (type, shape) = try declaration(of: tensor, subject)
    let (size, overflows) = shape.count.multipliedReportingOverflow(by: type.size)
    if overflows { throw .tensorSize(subject, shape) }
    let bytes =
      switch tensor.dataLocation {
      case 0: try contents(of: tensor, type, shape, size, subject)
      case 1: try externalContents(of: tensor, size, subject)
      default:
        throw ModelFileError(
          .storage, subject, "data location \(tensor.dataLocation), 0 or 1 was expected")
      }
    do throws(TensorError) {
      return try StoredTensor(type: type, shape: shape, bytes: bytes)
    } catch { throw ModelFileError(.count, subject, error.description) }
  }

  fileprivate func declaration(
    of tensor: ONNXTensorProto, _ subject: String
  ) throws(ModelFileError) -> (type: StoredType, shape: Shape) {
    (
      try ONNXElementType.type(tensor.dataType, subject: subject),
      try shape(tensor.dims, subject)
    )
  }

  private func shape(_ dims: [Int64], _ subject: String) throws(ModelFileError) -> Shape {
    guard dims.count <= Self.rankLimit else {
      throw ModelFileError(
        .shape, subject, "\(dims.count) axes, at most \(Self.rankLimit) were expected")
    }
    do throws(TensorError) {
      return try Shape(checking: dims.map { Int($0) })
    } catch { throw ModelFileError(.shape, subject, error.description) }
  }
}

extension ModelFileError {
  static func tensorSize(_ subject: String, _ shape: Shape) -> Self {
    Self(
      .shape, subject, "\(shape.count) elements, as many as memory can address were expected")
  }
}
