import Operators
import Tensors

/// Arithmetic on whole numbers, which wraps around at the width of their type.
///
/// ## Conversion
/// Quotients are rounded towards zero. A remainder has the sign of the divisor, with `fmod` that of
/// the dividend. A power with a negative exponent is rounded towards zero too.
enum FoldedArithmetic {
  static let names = [
    "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max", "Sum", "BitwiseAnd", "BitwiseOr",
    "BitwiseXor",
  ]

  static func fold(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let node = folded.node
    let type = try folded.tensor(0).type
    if node.operatorName == "Pow", try folded.tensor(1).type != type { return try mixed(folded) }
    try folded.checkTypes(node.inputs.indices)
    if type.isFloat {
      return node.operatorName == "Mod" ? try floatMod(folded) : try FoldedFloats.fold(folded)
    }
    var (shape, numbers) = try operand(folded, 0)
    for index in node.inputs.indices.dropFirst() {
      let (other, more) = try operand(folded, index)
      let output = try folded.broadcast([shape, other])
      let (a, b) = (shape.places(in: output), other.places(in: output))
      var results: [Int64] = []
      results.reserveCapacity(output.count)
      for element in 0..<output.count {
        let (x, y) = (numbers[a?[element] ?? element], more[b?[element] ?? element])
        results.append(wrapped(try apply(x, y, type, folded), type))
      }
      (shape, numbers) = (output, results)
    }
    return [StoredTensor(shape, integers: numbers, type: type)]
  }

  private static func operand(
    _ folded: FoldedNode, _ index: Int
  ) throws(OperatorError) -> (Shape, [Int64]) {
    let tensor = try folded.listed(index)
    return (tensor.shape, tensor.words)
  }

  /// The lower bits of a number as one of the type.
  static func wrapped(_ x: Int64, _ type: StoredType) -> Int64 {
    switch type {
    case .int8: Int64(Int8(truncatingIfNeeded: x))
    case .int16: Int64(Int16(truncatingIfNeeded: x))
    case .int32: Int64(Int32(truncatingIfNeeded: x))
    case .uint8: Int64(UInt8(truncatingIfNeeded: x))
    case .uint16: Int64(UInt16(truncatingIfNeeded: x))
    case .uint32: Int64(UInt32(truncatingIfNeeded: x))
    case .bool: x == 0 ? 0 : 1
    default: x
    }
  }

  private static func apply(
    _ a: Int64, _ b: Int64, _ type: StoredType, _ folded: FoldedNode
  ) throws(OperatorError) -> Int64 {
    let node = folded.node
    let (x, y) = (UInt64(bitPattern: a), UInt64(bitPattern: b))
    switch node.operatorName {
    case "Add", "Sum": return a &+ b
    case "Sub": return a &- b
    case "Mul": return a &* b
    case "BitwiseAnd": return a & b
    case "BitwiseOr": return a | b
    case "BitwiseXor": return a ^ b
    case "Min": return type == .uint64 ? Int64(bitPattern: min(x, y)) : min(a, b)
    case "Max": return type == .uint64 ? Int64(bitPattern: max(x, y)) : max(a, b)
    case "Pow": return try power(a, b, type, node)
    default: break
    }
    guard b != 0 else { throw .unsupported(node, "a divisor of 0, another number was expected") }
    if node.operatorName == "Div" {
      return type == .uint64 ? Int64(bitPattern: x / y) : a.dividedReportingOverflow(by: b).0
    }
    if type == .uint64 { return Int64(bitPattern: x % y) }
    let rest = a.remainderReportingOverflow(dividingBy: b).0
    let hasOtherSign = rest != 0 && (rest < 0) != (b < 0)
    let keepsSign = try node.flag("fmod", default: false)
    return hasOtherSign && !keepsSign ? rest &+ b : rest
  }

  private static func power(
    _ base: Int64, _ exponent: Int64, _ type: StoredType, _ node: NodeDescription
  ) throws(OperatorError) -> Int64 {
    if type.isSigned, exponent < 0 {
      guard base != 0 else {
        throw .unsupported(node, "a negative power of 0, another base was expected")
      }
      return base == 1 ? 1 : base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0
    }
    var (result, square, rest) = (1 as Int64, base, UInt64(bitPattern: exponent))
    while rest > 0 {
      if rest & 1 == 1 { result = result &* square }
      square = square &* square
      rest >>= 1
    }
    return result
  }

  // Powers whose exponent has another type than the base, which the result has.
  private static func mixed(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let (base, exponent) = (try folded.listed(0), try folded.listed(1))
    if base.type.isInteger, exponent.type.isInteger {
      let exponent = exponent.converted(to: base.type.isSigned ? .int64 : base.type)
      let output = try folded.broadcast([base.shape, exponent.shape])
      let (a, b) = (base.shape.places(in: output), exponent.shape.places(in: output))
      let (bases, exponents) = (base.words, exponent.words)
      var results: [Int64] = []
      for element in 0..<output.count {
        results.append(
          try power(
            bases[a?[element] ?? element], exponents[b?[element] ?? element], base.type,
            folded.node))
      }
      return [StoredTensor(output, integers: results, type: base.type)]
    }
    let input = NodeDescription.InputDescription.self
    let floats = NodeDescription(
      "Pow", opset: folded.node.opset,
      inputs: [base, exponent].map { tensor in
        input.init(shape: tensor.shape, constant: tensor.converted(to: .float32))
      })
    let powers = try FoldedFloats.fold(FoldedNode(floats, limit: folded.limit))
    return powers.map { $0.map { $0.converted(to: base.type) } }
  }

  private static func floatMod(_ folded: FoldedNode) throws(OperatorError) -> [StoredTensor]? {
    let (a, b) = (try folded.listed(0), try folded.listed(1))
    let output = try folded.broadcast([a.shape, b.shape])
    let (from, other) = (a.shape.places(in: output), b.shape.places(in: output))
    let (x, y) = (a.doubles, b.doubles)
    let rests = (0..<output.count).map { element in
      x[from?[element] ?? element].truncatingRemainder(dividingBy: y[other?[element] ?? element])
    }
    return [StoredTensor(output, doubles: rests, type: a.type)]
  }
}
