import Operators
import Tensors

enum Folding {
  static func spelling(_ name: String) -> ONNXSpelling? { nil }
  static let names: [String] = []
  static func needsShapesAlone(_ name: String) -> Bool { name == "Shape" || name == "Size" }
  static func fold(_ node: NodeDescription, limit: Int) throws(OperatorError) -> [StoredTensor]? {
    nil
  }
}
