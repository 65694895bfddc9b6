/// A named value of a node.
package struct ONNXAttributeProto: ONNXMessage {
  static let kind = "attribute"

  package private(set) var name = ""
  package private(set) var f: Float = 0
  package private(set) var i: Int64 = 0
  package private(set) var s: [UInt8] = []
  package private(set) var floats: [Float] = []
  package private(set) var ints: [Int64] = []
  package private(set) var strings: [[UInt8]] = []
  package private(set) var tensors: [ONNXTensorProto] = []
  package private(set) var graphs: [ONNXGraphProto] = []
  /// Which of the values counts, by the numbers of ONNX's `AttributeType`.
  package private(set) var type: Int32 = 0
  package private(set) var refAttrName = ""
  // Of one element or none: most attributes have neither a tensor nor a graph.
  private var presentTensor: [ONNXTensorProto] = []
  private var presentGraph: [ONNXGraphProto] = []

  package var hasT: Bool { !presentTensor.isEmpty }
  package var t: ONNXTensorProto { presentTensor.first ?? ONNXTensorProto() }
  package var hasG: Bool { !presentGraph.isEmpty }
  package var g: ONNXGraphProto { presentGraph.first ?? ONNXGraphProto() }

  /// All graphs that are its value.
  var allGraphs: [ONNXGraphProto] { presentGraph + graphs }

  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError) {
    switch field.number {
    case 1: name = try decoder.text(field)
    case 2: f = try decoder.float(field)
    case 3: i = try decoder.integer(field)
    case 4: s = try decoder.bytes(field)
    case 5:
      if hasT {
        try decoder.decode(&presentTensor[0], from: field)
        presentTensor[0].place = nil
      } else {
        try decoder.append(try decoder.tensor(field), to: &presentTensor)
      }
    case 6:
      guard !hasG else { throw decoder.secondGraph(field) }
      try decoder.append(try decoder.graph(field), to: &presentGraph)
    case 7: try decoder.append(floats: field, to: &floats)
    case 8: try decoder.append(integers: field, to: &ints)
    case 9: try decoder.append(try decoder.bytes(field), to: &strings)
    case 10: try decoder.append(field, to: &tensors)
    case 11: try decoder.append(try decoder.graph(field), to: &graphs)
    case 20: type = Int32(truncatingIfNeeded: try decoder.integer(field))
    case 21: refAttrName = try decoder.text(field)
    default: break
    }
  }
}
