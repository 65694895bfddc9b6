import Foundation
import SwiftProtobuf

/// The messages of ONNX that are read, and how many bytes of memory a decoded one may take.
package enum ONNXMessage: String, CaseIterable {
  case model, opset, entry, function, graph, node, attribute, tensor, value, type, tensorType
  case shape, dimension

  /// What the contents of a known field are.
  package enum Field: Equatable {
    case integer, integers
    case float, floats
    case text, texts
    case data, datas
    case message(ONNXMessage)
    // Contents that stay in the file, and only their place is decoded.
    case placed(size: Int)
  }

  /// The bytes of memory that decoding takes: a growing array holds an element up to three times.
  var cost: Int {
    switch self {
    // Fields of these lie in a block of their own.
    case .model: 2048
    case .attribute: 3 * MemoryLayout<ONNXAttributeProto>.stride + 1536
    case .opset: 3 * MemoryLayout<ONNXOperatorSetIdProto>.stride
    case .entry: 3 * MemoryLayout<ONNXStringStringEntryProto>.stride
    case .function: 3 * MemoryLayout<ONNXFunctionProto>.stride
    case .graph: 3 * MemoryLayout<ONNXGraphProto>.stride
    case .node: 3 * MemoryLayout<ONNXNodeProto>.stride
    case .tensor: 3 * MemoryLayout<ONNXTensorProto>.stride
    case .value: 3 * MemoryLayout<ONNXValueInfoProto>.stride
    case .type: MemoryLayout<ONNXTypeProto>.stride
    case .tensorType: MemoryLayout<ONNXTensorTypeProto>.stride
    case .shape: MemoryLayout<ONNXTensorShapeProto>.stride
    case .dimension: 3 * MemoryLayout<ONNXDimensionProto>.stride
    }
  }

  /// Whether tensors may lie in it, whose contents are left out.
  var holdsTensors: Bool {
    switch self {
    case .model, .graph, .node, .attribute, .tensor: true
    default: false
    }
  }

  /// What field of the message a number means; `nil` for unknown ones, which are kept.
  func field(_ number: Int) -> Field? { fields[number] }

  /// The known fields, as `Generated/onnx.proto` declares them.
  package var fields: [Int: Field] {
    switch self {
    case .model: Self.modelFields
    case .opset: Self.opsetFields
    case .entry: Self.entryFields
    case .function: Self.functionFields
    case .graph: Self.graphFields
    case .node: Self.nodeFields
    case .attribute: Self.attributeFields
    case .tensor: Self.tensorFields
    case .value: Self.valueFields
    case .type: Self.typeFields
    case .tensorType: Self.tensorTypeFields
    case .shape: Self.shapeFields
    case .dimension: Self.dimensionFields
    }
  }

  private static let modelFields: [Int: Field] = [
    1: .integer, 2: .text, 3: .text, 4: .text, 5: .integer, 6: .text, 7: .message(.graph),
    8: .message(.opset), 14: .message(.entry), 25: .message(.function),
  ]
  private static let opsetFields: [Int: Field] = [1: .text, 2: .integer]
  private static let entryFields: [Int: Field] = [1: .text, 2: .text]
  private static let functionFields: [Int: Field] = [1: .text, 10: .text]
  private static let graphFields: [Int: Field] = [
    1: .message(.node), 2: .text, 5: .message(.tensor), 10: .text, 11: .message(.value),
    12: .message(.value), 13: .message(.value), 15: .datas, 16: .message(.entry),
  ]
  private static let nodeFields: [Int: Field] = [
    1: .texts, 2: .texts, 3: .text, 4: .text, 5: .message(.attribute), 6: .text, 7: .text,
    8: .text, 9: .message(.entry),
  ]
  private static let attributeFields: [Int: Field] = [
    1: .text, 2: .float, 3: .integer, 4: .data, 5: .message(.tensor), 6: .message(.graph),
    7: .floats, 8: .integers, 9: .datas, 10: .message(.tensor), 11: .message(.graph), 13: .text,
    14: .data, 15: .datas, 20: .integer, 21: .text, 22: .data, 23: .datas,
  ]
  private static let tensorFields: [Int: Field] = [
    1: .integers, 2: .integer, 3: .data, 4: .placed(size: 4), 5: .integers, 6: .datas,
    7: .integers, 8: .text, 9: .placed(size: 1), 10: .placed(size: 8), 11: .integers, 12: .text,
    13: .message(.entry), 14: .integer, 16: .message(.entry),
  ]
  private static let valueFields: [Int: Field] = [
    1: .text, 2: .message(.type), 3: .text, 4: .message(.entry),
  ]
  private static let typeFields: [Int: Field] = [
    1: .message(.tensorType), 4: .data, 5: .data, 6: .text, 7: .data, 8: .data, 9: .data,
  ]
  private static let tensorTypeFields: [Int: Field] = [1: .integer, 2: .message(.shape)]
  private static let shapeFields: [Int: Field] = [1: .message(.dimension)]
  private static let dimensionFields: [Int: Field] = [1: .integer, 2: .text, 3: .text]
}
