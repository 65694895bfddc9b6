import Operators
import Tensors

/// Elements of any type moved by the operators themselves, which are applied to the places of the
/// elements.
enum FoldedMovement {
  // Whole numbers from here on are not all Float32 numbers.
  private static let mostPlaces = 1 << 24

  static let names = [
    "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Transpose", "Expand", "Tile",
    "Concat", "Split", "Slice", "Pad", "Gather", "GatherElements", "GatherND", "DepthToSpace",
    "SpaceToDepth", "Trilu", "Where",
  ]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    let moved = moved(node)
    try folded.checkTypes(moved)
    let type = try folded.tensor(moved.lowerBound).type
    // What is left to an operator where it is too large to be folded.
    let total = try count(folded, moved)
    guard let total, total <= min(folded.limit, mostPlaces) else {
      if let whole = try kept(node, folded) { return [whole] }
      if type.isFloat { return nil }
      throw folded.tooLarge("\(total.map(String.init) ?? "more") elements")
    }
    guard let imported = try imported(node) else { return nil }
    if imported.function.keepsElements { return try kept(node, folded).map { [$0] } }
    var places = try Places(folded, moved)
    return try places.outputs()
  }

  // The inputs whose elements move; the others say where.
  private static func moved(_ node: NodeDescription) -> Range<Int> {
    switch node.operatorName {
    case "Concat": 0..<node.inputs.count
    case "Where": 1..<3
    default: 0..<1
    }
  }

  // How many elements are moved; `nil` for more than an `Int`.
  private static func count(
    _ folded: FoldedNode, _ moved: Range<Int>
  ) throws(OperatorError) -> Int? {
    var total = 0
    for index in moved where folded.has(index) {
      let (sum, overflows) = total.addingReportingOverflow(try folded.tensor(index).shape.count)
      if overflows { return nil }
      total = sum
    }
    return total
  }

  static func imported(_ node: NodeDescription) throws(OperatorError) -> ImportedOperator? {
    try OperatorCatalog.imported(node.operatorName)?.imported(from: node)
  }

  // The first input in another shape, where that is all that happens.
  private static func kept(
    _ node: NodeDescription, _ folded: FoldedNode
  ) throws(OperatorError) -> StoredTensor? {
    guard let function = try imported(node)?.function, function.keepsElements else { return nil }
    let tensor = try folded.tensor(0)
    let shape = try function.outputShapes([tensor.shape])[0]
    return try? tensor.reshaped(to: shape)
  }
}

/// The places of elements as numbers that an operator moves.
///
/// Place 0 stands for a value of zeros.
private struct Places {
  private let folded: FoldedNode
  private let moved: Range<Int>
  private let type: StoredType
  // The bytes of a zero and of all elements, of a tensor of one value just once.
  private var elements: [UInt8]

  init(_ folded: FoldedNode, _ moved: Range<Int>) throws(OperatorError) {
    self.folded = folded
    self.moved = moved
    type = try folded.tensor(moved.lowerBound).type
    elements = Array(repeating: 0, count: type.size)
  }

  // Adds a tensor's elements, and gives their places.
  private mutating func add(_ tensor: StoredTensor) -> [Float] {
    let first = elements.count / type.size
    let isFilled = tensor.isFilled && tensor.shape.count > 0
    (isFilled ? tensor.element(0) : tensor).littleEndianBytes.withUnsafeBytes {
      elements.append(contentsOf: $0)
    }
    return (0..<tensor.shape.count).map { Float(isFilled ? first : first + $0) }
  }

  mutating func outputs() throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    var inputs = node.inputs
    var numbers: [[Float]?] = inputs.map { _ in nil }
    for index in moved where folded.has(index) {
      let tensor = try folded.tensor(index)
      inputs[index] = .init(shape: tensor.shape)
      numbers[index] = add(tensor)
    }
    if node.operatorName == "Pad", node.opset >= 11, folded.has(2) {
      let constant = try folded.tensor(2)
      guard constant.type == type, constant.shape.count == 1 else {
        throw .inputKind(node, 2, constant.type, expected: "one element of \(type.rawValue) was")
      }
      inputs[2] = .init(shape: [], constant: StoredTensor([], floats: add(constant)))
    }
    let places = NodeDescription(
      node.operatorName, opset: node.opset, attributes: try attributes(), inputs: inputs,
      wantsOutput: node.wantsOutput)
    guard let imported = try FoldedMovement.imported(places) else { return nil }
    var arguments: [(Shape, [Float])] = []
    for index in imported.inputs {
      if numbers[index] == nil { numbers[index] = try folded.listed(index).floats }
      arguments.append((try node.input(index).shape, numbers[index]!))
    }
    let outputs = try OperatorCall.run(imported.function, arguments, folded)
    var tensors: [StoredTensor] = []
    for output in outputs { tensors.append(try tensor(output)) }
    return tensors
  }

  // The constant of old versions of Pad is an attribute: a place too.
  private mutating func attributes() throws(OperatorError) -> [String: NodeDescription.Attribute] {
    let node = folded.node
    var attributes = node.attributes
    if node.operatorName == "Pad", node.opset < 11 {
      let value = Double(try node.float("value", default: 0))
      attributes["value"] = .float(add(.filled(type: type, shape: [], value: value))[0])
    }
    return attributes
  }

  private func tensor(_ output: OperatorCall.Output) throws(OperatorError) -> StoredTensor {
    if let place = output.numbers.firstIndex(where: { $0.isNaN }) {
      throw .unsupported(
        folded.node,
        "element \(place) of the output has an index out of range, one within it was expected")
    }
    let size = type.size
    let bytes = StoredBytes(count: output.numbers.count * size) { memory in
      elements.withUnsafeBytes { elements in
        for (index, place) in output.numbers.enumerated() {
          UnsafeMutableRawBufferPointer(rebasing: memory[(index * size)..<((index + 1) * size)])
            .copyMemory(
              from: UnsafeRawBufferPointer(
                rebasing: elements[(Int(place) * size)..<((Int(place) + 1) * size)]))
        }
      }
    }
    do {
      return try StoredTensor(type: type, shape: output.shape, bytes: bytes)
    } catch {
      throw .unsupported(folded.node, "\(error)")
    }
  }
}
