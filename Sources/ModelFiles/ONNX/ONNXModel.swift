import Foundation
import Tensors

/// An ONNX model as its file holds it: the graph decoded, the tensors where they lie in the file.
///
/// ## Edge cases
/// Fields that the messages in `Messages` do not read are passed over; they stay in the file, where each
/// graph knows its place. Nothing is checked that takes knowledge of operators.
public struct ONNXModel: Sendable {
  /// A file may be so long, as protobuf counts bytes in 31 bits.
  public static let sizeLimit = 1 << 31 - 1

  /// What errors call the model: the path as given.
  public let name: String
  /// The decoded messages, without the contents of tensors.
  package let model: ONNXModelProto
  /// The file, for the contents of tensors.
  let source: ONNXSource

  /// The main graph.
  package var graph: ONNXGraphProto { model.graph }

  /// The model in a file, which stays mapped as long as one of its tensors is in use.
  ///
  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular` of the file, or
  ///   a code of `init(bytes:name:folder:)`.
  public init(contentsOf path: String) throws(ModelFileError) {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let isAtRoot = path.hasPrefix("/") && folder.isEmpty
    try self.init(
      bytes: MappedFile.bytes(of: path), name: path,
      folder: isAtRoot ? "/" : folder.isEmpty ? "." : folder)
  }

  /// The model in memory.
  ///
  /// - Parameters:
  ///   - bytes: the file's contents, which tensors share.
  ///   - name: what errors call the model.
  ///   - folder: where files of external data lie; `nil` refuses them.
  /// - Throws: ``ModelFileError`` with code `.truncated`, `.syntax` or `.encoding` for damaged bytes,
  ///   `.tooLarge` for more than ``sizeLimit`` bytes or for so many parts that they take more than 32
  ///   times the file's size and 64 MiB, `.depth` for graphs in graphs too deep, `.noGraph` for a file
  ///   without a graph.
  public init(bytes: StoredBytes, name: String, folder: String? = nil) throws(ModelFileError) {
    self.name = name
    model = try bytes.withUnsafeBytes { bytes throws(ModelFileError) in
      try ONNXDecoder.message(ONNXModelProto.self, in: bytes, name: name)
    }
    source = ONNXSource(bytes: bytes, name: name, folder: folder)
    guard model.hasGraph else {
      throw ModelFileError(.noGraph, name, "no graph, an ONNX model with one was expected")
    }
  }
}
