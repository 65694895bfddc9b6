import Tensors

/// What `torch.save` wrote before version 1.6: five pickles, then the storages one after the other.
///
/// The pickles are a number that marks the format, its version, what the machine was, the saved value, and
/// the keys of the storages in their order. A storage is the number of its elements in 64 bits and these,
/// the lowest byte first on every machine.
struct PyTorchStream: PyTorchStorages {
  // 0x1950a86a20f9469cfc6c.
  private static let magic: [UInt8] = [
    0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
  ]
  private static let version = 1001

  private let bytes: StoredBytes
  private let name: String
  private var places: [String: Range<Int>] = [:]
  private var counts: [String: Int] = [:]

  init(_ bytes: StoredBytes, name: String) { (self.bytes, self.name) = (bytes, name) }

  /// The tensors by their names, in the pickle's order.
  func tensors() throws(ModelFileError) -> [(name: String, tensor: PyTorchTensor)] {
    try bytes.withUnsafeBytes { bytes throws(ModelFileError) in
      var offset = 0
      try checkHead(bytes, &offset)
      var saved = machine(bytes, offset)
      let value = try saved.value()
      offset += saved.offset
      var stream = self
      try stream.place(of: saved, bytes, &offset)
      return try stream.tensors(value, of: saved, name: name)
    }
  }

  private func machine(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> PickleMachine {
    PickleMachine(
      UnsafeRawBufferPointer(rebasing: bytes[offset...]), name: name, start: offset)
  }

  private func checkHead(
    _ bytes: UnsafeRawBufferPointer, _ offset: inout Int
  ) throws(ModelFileError) {
    var head = machine(bytes, 0)
    guard case .long(let number) = try head.value(),
      bytes[number.offsets].elementsEqual(Self.magic)
    else {
      throw ModelFileError(
        .unsupported, name, "a pickle of something else, a file of torch.save was expected")
    }
    offset = head.offset
    var second = machine(bytes, offset)
    guard case .integer(Self.version) = try second.value() else {
      throw ModelFileError(
        .unsupported, "\(name) byte \(offset)",
        "another version of the format, \(Self.version) was expected")
    }
    offset += second.offset
    // The byte order and the sizes of types on the machine, which change nothing in the file.
    var third = machine(bytes, offset)
    _ = try third.value()
    offset += third.offset
  }

  /// Finds where the storages lie.
  private mutating func place(
    of saved: PickleMachine, _ bytes: UnsafeRawBufferPointer, _ offset: inout Int
  ) throws(ModelFileError) {
    var sizes: [String: Int] = [:]
    for storage in saved.contents.storages {
      let key = String(decoding: saved.bytes[storage.key.offsets], as: UTF8.self)
      // A storage of a type that is not read takes bytes all the same.
      let size = storage.type?.storedSize ?? 1
      guard sizes.updateValue(size, forKey: key) ?? size == size else {
        throw ModelFileError(
          .storage, "\(name), storage \(shown(key))", "of two types, one was expected")
      }
    }
    var last = machine(bytes, offset)
    guard case .list(let list) = try last.value() else {
      throw ModelFileError(
        .syntax, "\(name) byte \(offset)", "no list of storages, one was expected")
    }
    offset += last.offset
    for value in last.contents.lists[list] {
      guard case .text(let text) = value else {
        throw ModelFileError(
          .syntax, "\(name) byte \(offset)", "a storage without a key, a text was expected")
      }
      let key = String(decoding: last.bytes[text.offsets], as: UTF8.self)
      guard let size = sizes[key], places[key] == nil else {
        throw ModelFileError(
          .storage, "\(name), storage \(shown(key))",
          "listed twice or used nowhere, one of a tensor was expected")
      }
      guard bytes.count - offset >= 8 else { throw .storageEnds(name, bytes.count, key) }
      let count = Int64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
      offset += 8
      guard count >= 0, count <= (bytes.count - offset) / size else {
        throw .storageEnds(name, bytes.count, key)
      }
      places[key] = offset..<offset + Int(count) * size
      offset += Int(count) * size
    }
  }

  func storage(
    _ key: String, size: Int, _ subject: String
  ) throws(ModelFileError) -> PyTorchStorage {
    guard let place = places[key] else {
      throw ModelFileError(
        .storage, subject, "a storage \(shown(key)) that is not listed, one that is was expected")
    }
    guard size <= place.count else {
      throw ModelFileError(
        .truncated, subject,
        "\(place.count) bytes of storage \(shown(key)), \(size) were expected")
    }
    let stored = bytes[place]
    return PyTorchStorage(size: size, isBigEndian: false) { stored }
  }
}

extension ModelFileError {
  fileprivate static func storageEnds(_ name: String, _ offset: Int, _ key: String) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)",
      "ends within storage \(shown(key)), the rest of it was expected")
  }
}
