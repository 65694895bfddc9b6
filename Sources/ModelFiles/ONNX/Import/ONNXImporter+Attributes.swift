import Operators
import Tensors

extension ONNXImporter {
  /// The attributes of a node by name, graphs left out.
  func attributes(
    of node: ONNXNodeProto, _ place: NodePlace
  ) throws(ModelFileError) -> [String: NodeDescription.Attribute] {
    var attributes: [String: NodeDescription.Attribute] = [:]
    for attribute in node.attribute {
      let value = try value(of: attribute, place)
      guard attributes.updateValue(value, forKey: attribute.name) == nil else {
        throw .node(place, "attribute '\(shown(attribute.name))' twice, once was expected")
      }
    }
    return attributes
  }

  private func value(
    of attribute: ONNXAttributeProto, _ place: NodePlace
  ) throws(ModelFileError) -> NodeDescription.Attribute {
    guard attribute.refAttrName.isEmpty else {
      throw .node(
        place, "attribute '\(shown(attribute.name))' refers to a function's, a value was expected")
    }
    switch attribute.type {
    case 1: return .float(attribute.f)
    case 2: return .integer(attribute.i)
    case 3: return .text(String(decoding: attribute.s, as: UTF8.self))
    case 4: return .tensor(try model.tensor(attribute.t))
    case 5: return .other("a graph")
    case 6: return .floats(attribute.floats)
    case 7: return .integers(attribute.ints)
    case 8: return .texts(attribute.strings.map { String(decoding: $0, as: UTF8.self) })
    case 9: return .other("a list of tensors")
    case 10: return .other("a list of graphs")
    default: return .other("of kind \(attribute.type)")
    }
  }
}
