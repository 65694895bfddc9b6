import Foundation
import Tensors
import TestSupport
import Testing

import ModelFiles

/// The files of the wheels that `Scripts/fetch-test-models.sh` unpacks.
@Suite("Models of wheels")
struct WheelTests {
  private static let folder = sourcesFolder.deletingLastPathComponent()
    .appendingPathComponent(".test-models")

  private static func files(_ ending: String) throws -> [String] {
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return try #require(files, "run Scripts/fetch-test-models.sh").filter { $0.hasSuffix(ending) }
      .map { folder.appendingPathComponent($0).path }.sorted()
  }

  @Test("every model is read, and each of its tensors or what is not supported is refused by name")
  func models() throws {
    var (count, tensors, refused) = (0, 0, [ModelFileError.Code: Int]())
    func visit(_ graph: ONNXGraphProto, of model: ONNXModel) throws {
      func read(_ tensor: ONNXTensorProto) throws {
        do throws(ModelFileError) {
          let stored = try model.tensor(tensor)
          #expect(stored.floats.count == stored.shape.count)
          tensors += 1
        } catch {
          refused[error.code, default: 0] += 1
          #expect(error.code == .elementType, "\(error)")
        }
      }
      for tensor in graph.initializer { try read(tensor) }
      for attribute in graph.node.flatMap(\.attribute) {
        if attribute.hasT { try read(attribute.t) }
        if attribute.hasG { try visit(attribute.g, of: model) }
      }
    }
    for path in try Self.files(".onnx") {
      let model = try ONNXModel(contentsOf: path)
      try visit(model.graph, of: model)
      count += 1
    }
    #expect(count == 1924)
    #expect(tensors == 7460)
    // One constant of texts.
    #expect(refused == [.elementType: 1])
  }

  @Test("every tensor of the test data is read, or refused by name")
  func tensors() throws {
    var (count, refused) = (0, [ModelFileError.Code: Int]())
    let paths = try Self.files(".pb")
    for path in paths {
      do throws(ModelFileError) {
        let tensor = try ONNXTensor(contentsOf: path).tensor
        #expect(tensor.floats.count == tensor.shape.count)
        count += 1
      } catch {
        refused[error.code, default: 0] += 1
        #expect(error.description.contains("expected"))
      }
    }
    #expect(paths.count == 6356)
    #expect(count == 6069)
    // 231 of texts and of narrower types than a byte; the others are sequences and optional values.
    #expect(refused == [.elementType: 231, .unsupported: 50, .count: 5, .shape: 1])
  }
}
