import Tensors

/// What a file is to have, as the program that lays it out reads it.
struct HDF5Description {
  private(set) var bytes: [UInt8] = []

  /// Groups have no type and no shape.
  init(
    parts: [(path: String, type: HDF5Type?, shape: Shape?, attributes: [HDF5Contents.Attribute])]
  ) {
    for part in parts {
      add(part.type == nil ? "G" : "D")
      add(letters: Array(part.path.utf8))
      if let type = part.type {
        bytes.append(type.rawValue)
        add(lengths: part.shape?.lengths ?? [])
      }
      for attribute in part.attributes { add(attribute) }
    }
    add("Z")
  }

  private mutating func add(_ attribute: HDF5Contents.Attribute) {
    add("A")
    add(letters: Array(attribute.name.utf8))
    switch attribute.value {
    case .text(let text):
      bytes.append(UInt8(ascii: "T"))
      add(letters: Array(text.utf8))
    case .texts(let texts):
      bytes.append(UInt8(ascii: "L"))
      add(number: texts.count)
      for text in texts { add(letters: Array(text.utf8)) }
    case .numbers(let type, let lengths, let numbers):
      bytes.append(UInt8(ascii: "N"))
      bytes.append(type.rawValue)
      add(lengths: lengths)
      add(letters: numbers)
    case .other: preconditionFailure("attribute \(attribute.name): of another kind")
    }
  }

  // A message without its length, which nobody needs here.
  private mutating func add(_ kind: Unicode.Scalar) {
    bytes += [UInt8(ascii: kind), 0, 0, 0, 0]
  }

  private mutating func add(lengths: [Int]) {
    bytes.append(UInt8(lengths.count))
    for length in lengths { add(number: length) }
  }

  private mutating func add(letters: [UInt8]) {
    withUnsafeBytes(of: UInt32(letters.count).littleEndian) { bytes += $0 }
    bytes += letters
  }

  private mutating func add(number: Int) {
    withUnsafeBytes(of: UInt64(number).littleEndian) { bytes += $0 }
  }
}
