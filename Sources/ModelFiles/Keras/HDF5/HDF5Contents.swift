import Tensors

/// What an HDF5 file holds: groups, datasets and their attributes, without the numbers.
struct HDF5Contents: Sendable, Equatable {
  /// What an attribute is.
  enum Value: Sendable, Hashable {
    case text(String)
    case texts([String])
    /// Numbers of a type, with their axes and bytes.
    case numbers(HDF5Type, lengths: [Int], bytes: [UInt8])
    /// What no file of weights needs.
    case other
  }

  /// A named value of a group or dataset.
  struct Attribute: Sendable, Hashable {
    let name: String
    let value: Value
  }

  /// Numbers of the file.
  struct Dataset: Sendable, Hashable {
    let type: HDF5Type
    let shape: Shape
    /// The first byte where they lie in the file as they are in memory.
    let place: Int?
  }

  /// A group, or a dataset.
  struct Object: Sendable, Hashable {
    /// Names of groups with slashes between; empty for the outermost group.
    let path: String
    let dataset: Dataset?
    var attributes: [Attribute] = []

    /// The text of an attribute.
    func text(_ name: String) -> String? {
      if case .text(let text) = attributes.first(where: { $0.name == name })?.value {
        text
      } else {
        nil
      }
    }
  }

  /// The objects, groups before what they hold.
  private(set) var objects: [Object] = []
  private var paths: Set<String> = []

  init() {}

  /// Adds a message of the program.
  ///
  /// - Parameter size: the bytes of the file.
  mutating func add(
    _ message: HDF5Answer.Message, fileSize size: Int, name: String
  ) throws(ModelFileError) {
    var message = message
    switch message.kind {
    case UInt8(ascii: "G"): try add(Object(path: try message.text(), dataset: nil), name)
    case UInt8(ascii: "D"):
      let path = try message.text()
      try add(
        Object(path: path, dataset: try Self.dataset(&message, path, fileSize: size, name)), name)
    case UInt8(ascii: "A"):
      guard !objects.isEmpty else { throw HDF5Answer.wrong(name) }
      let attribute = Attribute(name: try message.text(), value: try Self.value(&message, name))
      objects[objects.count - 1].attributes.append(attribute)
    default: throw HDF5Answer.wrong(name)
    }
    try message.end()
  }

  // The outermost group comes first and every other object after the group it lies in.
  private mutating func add(_ object: Object, _ name: String) throws(ModelFileError) {
    let parent = object.path.lastIndex(of: "/").map { String(object.path[..<$0]) } ?? ""
    guard objects.isEmpty ? object.path.isEmpty && object.dataset == nil : paths.contains(parent),
      objects.isEmpty || !object.path.isEmpty, !object.path.hasSuffix("/"),
      paths.insert(object.path).inserted
    else { throw HDF5Answer.wrong(name) }
    objects.append(object)
  }

  private static func dataset(
    _ message: inout HDF5Answer.Message, _ path: String, fileSize: Int, _ name: String
  ) throws(ModelFileError) -> Dataset {
    guard let type = HDF5Type(rawValue: try message.byte()) else { throw HDF5Answer.wrong(name) }
    let isPlaced = try message.byte()
    let (place, stored) = (try message.natural(), try message.natural())
    let lengths = try self.lengths(&message, name)
    let subject = "\(name), \(shown(path))"
    let shape: Shape
    do {
      shape = try Shape(checking: lengths)
    } catch {
      throw ModelFileError(.shape, subject, error.description)
    }
    let (size, overflows) = shape.count.multipliedReportingOverflow(by: type.size)
    // No compressed byte gives more than 1032.
    let (most, isVast) = max(fileSize, 64).multipliedReportingOverflow(by: 1032)
    guard !overflows, isVast || size <= most else {
      throw ModelFileError(
        .tooLarge, subject,
        "\(shape) elements in a file of \(fileSize) bytes, as many as it can hold were expected")
    }
    guard isPlaced == 1 else { return Dataset(type: type, shape: shape, place: nil) }
    guard stored == size, place <= fileSize, size <= fileSize - place else {
      throw ModelFileError(
        .truncated, subject,
        "\(size) bytes from byte \(place) in a file of \(fileSize), ones within it were expected")
    }
    return Dataset(type: type, shape: shape, place: place)
  }

  private static func lengths(
    _ message: inout HDF5Answer.Message, _ name: String
  ) throws(ModelFileError) -> [Int] {
    let rank = try message.byte()
    guard rank <= 32 else { throw HDF5Answer.wrong(name) }
    var lengths: [Int] = []
    for _ in 0..<rank { lengths.append(try message.natural()) }
    return lengths
  }

  private static func value(
    _ message: inout HDF5Answer.Message, _ name: String
  ) throws(ModelFileError) -> Value {
    switch try message.byte() {
    case UInt8(ascii: "T"): return .text(try message.text())
    case UInt8(ascii: "L"):
      let count = try message.natural()
      var texts: [String] = []
      for _ in 0..<count { texts.append(try message.text()) }
      return .texts(texts)
    case UInt8(ascii: "N"):
      guard let type = HDF5Type(rawValue: try message.byte()) else { throw HDF5Answer.wrong(name) }
      return .numbers(
        type, lengths: try lengths(&message, name), bytes: try message.letters())
    case UInt8(ascii: "O"): return .other
    default: throw HDF5Answer.wrong(name)
    }
  }
}

/// A type of elements as messages have it.
enum HDF5Type: UInt8, Sendable, Hashable {
  case float64 = 1, float32, float16
  case int8 = 5, int16, int32, int64, uint8, uint16, uint32, uint64
  case bool
  /// Two bytes of no type, which Keras writes for bfloat16.
  case opaque

  /// The bytes of an element.
  var size: Int { stored?.size ?? 2 }

  /// The type of the elements; `nil` where an attribute has to say it.
  var stored: StoredType? {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .float16: .float16
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .uint16: .uint16
    case .uint32: .uint32
    case .uint64: .uint64
    case .bool: .bool
    case .opaque: nil
    }
  }

  /// The type that HDF5 and Keras write elements of a type as; `nil` where they have none.
  init?(_ type: StoredType) {
    switch type {
    case .float64: self = .float64
    case .float32: self = .float32
    case .float16: self = .float16
    case .bfloat16: self = .opaque
    case .float8E4M3, .float8E5M2: return nil
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint8: self = .uint8
    case .uint16: self = .uint16
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .bool: self = .bool
    }
  }
}
