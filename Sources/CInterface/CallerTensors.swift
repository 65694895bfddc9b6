import CXavier
import Xavier

/// The lengths of axes as a caller gives them.
func shape(_ lengths: UnsafePointer<Int64>?, rank: Int, of name: String) throws -> Shape {
  guard 0...64 ~= rank else { throw InterfaceError("\(name): rank \(rank), at most 64") }
  guard rank > 0 else { return [] }
  guard let lengths else { throw InterfaceError("\(name): no shape, \(rank) lengths") }
  do {
    return try Shape(checking: (0..<rank).map { Int(lengths[$0]) })
  } catch {
    throw InterfaceError(status: XAVIER_USAGE, "\(name): \(error)")
  }
}

/// A number of things that a caller passes, and where the first is.
func list<Element>(
  _ start: UnsafePointer<Element>?, _ count: Int, _ name: String
) throws -> UnsafeBufferPointer<Element> {
  guard count >= 0, count == 0 || start != nil else {
    throw InterfaceError("\(name): NULL for \(count) of them, their address")
  }
  return UnsafeBufferPointer(start: start, count: count)
}

extension StoredType {
  /// The type with a number of the C interface.
  init(_ number: xavier_type) throws {
    let all: [Int32: StoredType] = [
      XAVIER_FLOAT32: .float32, XAVIER_FLOAT64: .float64, XAVIER_FLOAT16: .float16,
      XAVIER_BFLOAT16: .bfloat16, XAVIER_FLOAT8_E4M3: .float8E4M3,
      XAVIER_FLOAT8_E5M2: .float8E5M2, XAVIER_INT8: .int8, XAVIER_INT16: .int16,
      XAVIER_INT32: .int32, XAVIER_INT64: .int64, XAVIER_UINT8: .uint8, XAVIER_UINT16: .uint16,
      XAVIER_UINT32: .uint32, XAVIER_UINT64: .uint64, XAVIER_BOOL: .bool,
    ]
    guard let type = all[number] else {
      throw InterfaceError("type: \(number), one of XAVIER_FLOAT32 to XAVIER_BOOL")
    }
    self = type
  }
}

/// A tensor in a caller's memory.
struct CallerTensor {
  let name: String
  let type: StoredType
  let shape: Shape
  private let data: UnsafeRawPointer?

  init(_ tensor: xavier_tensor) throws {
    name = try text(tensor.name, "name of a tensor")
    type = try StoredType(tensor.type)
    shape = try CInterface.shape(tensor.shape, rank: tensor.rank, of: "tensor \(name)")
    data = tensor.data
    let (bytes, overflows) = shape.count.multipliedReportingOverflow(by: type.size)
    guard !overflows, bytes >= 0 else {
      throw InterfaceError("tensor \(name): \(shape), a shape whose bytes can be counted")
    }
  }

  /// Its numbers, in the caller's memory.
  func stored() throws -> StoredTensor {
    guard data != nil || shape.count == 0 else {
      throw InterfaceError("tensor \(name): no data, \(shape) numbers")
    }
    let bytes = UnsafeRawBufferPointer(start: data, count: shape.count * type.size)
    return try StoredTensor(
      type: type, shape: shape, bytes: StoredBytes(bytes, owner: CallerMemory()))
  }

  /// The tensors that a caller passes, each under a name of its own.
  static func all(
    _ start: UnsafePointer<xavier_tensor>?, _ count: Int, _ what: String
  ) throws -> [CallerTensor] {
    let tensors = try list(start, count, what).map { try CallerTensor($0) }
    var names: Set<String> = []
    for tensor in tensors where !names.insert(tensor.name).inserted {
      throw InterfaceError("\(what): two of the name \(tensor.name), a name of its own for each")
    }
    return tensors
  }

  /// Tensors as a checkpoint.
  static func checkpoint(
    _ tensors: [CallerTensor], name: String, format: CheckpointFormat
  ) throws -> Checkpoint {
    Checkpoint(
      name: name, format: format,
      entries: try tensors.map { Checkpoint.Entry($0.name, try $0.stored()) })
  }
}

/// Memory that the caller keeps until the call returns; nothing that lives longer may look at it.
final class CallerMemory: Sendable {}
