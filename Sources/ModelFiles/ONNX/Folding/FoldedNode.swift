import Operators
import Tensors

/// A node whose inputs are known, with the limit to what may be written out.
struct FoldedNode {
  // Lists of so many words take a gigabyte or two.
  static let mostElements = 1 << 26

  let node: NodeDescription
  let limit: Int

  init(_ node: NodeDescription, limit: Int) {
    self.node = node
    self.limit = limit
  }

  /// Whether an input is there.
  func has(_ index: Int) -> Bool { node.hasInput(index) }

  /// The known input with the given number, which may be one value everywhere.
  func tensor(_ index: Int) throws(OperatorError) -> StoredTensor {
    guard let constant = try node.input(index).constant else { throw .unknownInput(node, index) }
    return constant
  }

  /// The known input with the given number, few enough elements to be written out.
  func listed(_ index: Int) throws(OperatorError) -> StoredTensor {
    let tensor = try tensor(index)
    try check(tensor.shape)
    return tensor
  }

  /// Refuses a shape with too many elements to be written out.
  func check(_ shape: Shape) throws(OperatorError) {
    guard shape.count <= limit else { throw tooLarge("\(shape.count) elements of shape \(shape)") }
  }

  /// An error of the size of what is to be written out.
  func tooLarge(_ found: String) -> OperatorError {
    .tooLarge(node, "\(found) to be known before the network runs, at most \(limit) were expected")
  }

  /// A shape from lengths, its count checked.
  func shape(_ lengths: [Int]) throws(OperatorError) -> Shape {
    do {
      return try Shape(checking: lengths)
    } catch {
      throw .unsupported(node, "\(error)")
    }
  }

  /// The axis from 0 that an attribute means.
  func axis(_ name: String, default fallback: Int, rank: Int) throws(OperatorError) -> Int {
    try node.axis(try node.integer(name, default: fallback), rank: rank)
  }

  /// Refuses inputs whose elements are of different types.
  func checkTypes(_ inputs: some Sequence<Int>) throws(OperatorError) {
    var type: StoredType?
    for index in inputs where has(index) {
      let found = try tensor(index).type
      if let type, type != found {
        throw .inputKind(node, index, found, expected: "\(type.rawValue) like the first was")
      }
      type = found
    }
  }

  /// What shapes broadcast to, few enough elements to be written out.
  func broadcast(_ shapes: [Shape]) throws(OperatorError) -> Shape {
    let rank = shapes.map(\.rank).max() ?? 0
    var lengths = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (axis, length) in shape.lengths.enumerated() {
        let place = axis + rank - shape.rank
        guard length == lengths[place] || length == 1 || lengths[place] == 1 else {
          throw .unsupported(
            node,
            "inputs \(shapes.map(\.description).joined(separator: ", ")), shapes that broadcast were "
              + "expected")
        }
        if lengths[place] == 1 { lengths[place] = length }
      }
    }
    let found = try shape(lengths)
    try check(found)
    return found
  }
}

extension Shape {
  /// The places of a tensor's elements where it is broadcast to a larger shape, in row-major order;
  /// `nil` where it has that shape.
  func places(in output: Shape) -> [Int]? {
    guard self != output else { return nil }
    var places = [0]
    // From the last axis on, each repeats what is there for each of its indices.
    var stride = 1
    for axis in output.lengths.indices.reversed() {
      let own = axis - (output.rank - rank)
      let step = own < 0 || lengths[own] == 1 ? 0 : stride
      if own >= 0 { stride *= lengths[own] }
      if output[axis] == 1 { continue }
      places = (0..<output[axis]).flatMap { index in places.map { $0 + index * step } }
    }
    return places
  }
}
