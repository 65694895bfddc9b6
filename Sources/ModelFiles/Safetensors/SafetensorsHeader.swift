import Tensors

/// What a safetensors file says of its tensors: eight bytes with the length of a JSON text, and the
/// text.
///
/// ```json
/// {"__metadata__": {"format": "pt"}, "weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
/// ```
/// Offsets count from the end of the text. All bytes behind it belong to one tensor each.
///
/// - Source: the format's README, https://github.com/huggingface/safetensors.
struct SafetensorsHeader {
  /// A header may be so long, as the format's own library has it.
  static let sizeLimit = 100_000_000

  /// One tensor.
  struct Entry {
    let name: String
    let type: StoredType
    let shape: Shape
    /// Where its bytes lie in the file.
    let place: Range<Int>
  }

  /// The tensors, in the order of the text.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// - Throws: ``ModelFileError``.
  init(_ file: StoredBytes, name: String) throws(ModelFileError) {
    guard file.count >= 8 else {
      throw ModelFileError(
        .truncated, name, "\(file.count) bytes, at least 8 of a safetensors file were expected")
    }
    let declared = file.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }
    guard declared <= UInt64(Self.sizeLimit) else {
      throw ModelFileError(
        .tooLarge, name,
        "a header of \(declared) bytes, at most \(Self.sizeLimit) of a safetensors file were "
          + "expected")
    }
    let start = 8 + Int(declared)
    guard start <= file.count else {
      throw ModelFileError(
        .truncated, name,
        "a header of \(declared) bytes in a file of \(file.count), one that ends within it was "
          + "expected")
    }
    var reader = JSONReader(file[8..<start], name: name, offset: 8)
    var places: [(range: Range<Int>, entry: Int)] = []
    try reader.object { reader, key throws(ModelFileError) in
      if key == "__metadata__" {
        try reader.object { reader, key throws(ModelFileError) in
          metadata[key] = try reader.string()
        }
        return
      }
      let (entry, own) = try Self.entry(key, &reader, name: name)
      guard own.upperBound <= file.count - start else {
        throw ModelFileError(
          .truncated, "\(name), tensor \(shown(key))",
          "bytes \(own.lowerBound) to \(own.upperBound) of \(file.count - start), offsets within "
            + "them were expected")
      }
      places.append((own, entries.count))
      entries.append(
        Entry(
          name: key, type: entry.type, shape: entry.shape,
          place: own.lowerBound + start..<own.upperBound + start))
    }
    try reader.end()
    try check(places, size: file.count - start, name: name)
  }

  private static func entry(
    _ key: String, _ reader: inout JSONReader, name: String
  ) throws(ModelFileError) -> ((type: StoredType, shape: Shape), Range<Int>) {
    let subject = "\(name), tensor \(shown(key))"
    var (dtype, lengths, offsets): (String?, [Int]?, [Int]?)
    try reader.object { reader, field throws(ModelFileError) in
      switch field {
      case "dtype": dtype = try reader.string()
      case "shape": lengths = try reader.naturals()
      case "data_offsets": offsets = try reader.naturals()
      default:
        throw ModelFileError(
          .syntax, subject,
          "key \(shown(field)), dtype, shape and data_offsets were expected")
      }
    }
    guard let dtype, let lengths, let offsets else {
      throw ModelFileError(
        .syntax, subject, "a key is missing, dtype, shape and data_offsets were expected")
    }
    let type = try SafetensorsType.type(dtype, subject: subject)
    let shape: Shape
    let count: Int
    do {
      shape = try Shape(checking: lengths)
      count = try StoredTensor.byteCount(type, shape)
    } catch {
      throw ModelFileError(.shape, subject, error.description)
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw ModelFileError(
        .syntax, subject,
        "data_offsets \(offsets), the first byte and the one behind the last "
          + "were expected")
    }
    guard offsets[1] - offsets[0] == count else {
      throw ModelFileError(
        .count, subject,
        "\(offsets[1] - offsets[0]) bytes, \(count) for shape \(shape) of \(dtype) were expected")
    }
    return ((type, shape), offsets[0]..<offsets[1])
  }

  // Overlaps would let one tensor change another, holes would hide what a file carries.
  private func check(
    _ places: [(range: Range<Int>, entry: Int)], size: Int, name: String
  ) throws(ModelFileError) {
    var next = 0
    let sorted = places.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for (range, entry) in sorted {
      guard range.lowerBound == next else {
        throw ModelFileError(
          .storage, "\(name), tensor \(shown(entries[entry].name))",
          "starts at byte \(range.lowerBound) of the data, at byte \(next) where the one before "
            + "ends was expected")
      }
      next = range.upperBound
    }
    guard next == size else {
      throw ModelFileError(
        .trailingBytes, name,
        "\(size - next) bytes behind the last tensor, the end of the file was expected")
    }
  }
}
