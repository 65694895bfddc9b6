import Foundation
import Tensors

/// An HDF5 file whose parts were listed, and whose numbers are read when they are wanted.
///
/// `libhdf5` is not safe on bytes that mean harm, so it runs in a process of its own, which has nothing but
/// the open file and a pipe. Numbers that lie in the file as they are in memory are shared with the mapped
/// file; others come through the pipe.
struct HDF5File: Sendable {
  let contents: HDF5Contents
  private let name: String
  private let source: HDF5Source
  private let process: HDF5Process

  /// Lists a file.
  ///
  /// - Parameter process: who reads it; by default the program that is found.
  /// - Throws: ``ModelFileError``.
  init(
    _ source: HDF5Source, name: String, process: HDF5Process? = nil
  ) throws(ModelFileError) {
    self.name = name
    self.source = source
    switch FileBeginning(source.bytes) {
    case .hdf5: break
    case let beginning:
      throw ModelFileError(
        .unsupported, name, "\(beginning.description), an HDF5 file was expected")
    }
    var reader: HDF5Process
    if let process {
      reader = process
    } else {
      reader = HDF5Process(program: try HDF5Program.path(for: name))
    }
    // What takes longer than its bytes are worth goes round in circles.
    reader.processorSeconds = min(reader.processorSeconds, 4 + source.bytes.count / 5_000_000)
    self.process = reader
    var contents = HDF5Contents()
    var answer = HDF5Answer(name: name)
    var size = 0
    let request = HDF5Process.Request(
      verb: "list", file: source.file.descriptor, start: source.start, size: source.bytes.count)
    try reader.run(request, name: name) { bytes throws(ModelFileError) in
      size += bytes.count
      guard size <= Self.longestList else {
        throw ModelFileError(
          .tooLarge, name,
          "more than \(Self.longestList) bytes of names and attributes, fewer were expected")
      }
      answer.append(bytes)
      while let message = try answer.next() {
        try contents.add(message, fileSize: source.bytes.count, name: name)
      }
    }
    try answer.end()
    self.contents = contents
  }

  private static let longestList = 1 << 28

  /// The numbers of a dataset.
  ///
  /// - Throws: ``ModelFileError``.
  func tensor(
    _ dataset: HDF5Contents.Dataset, _ path: String, as type: StoredType
  ) throws(ModelFileError) -> StoredTensor {
    let subject = "\(name), \(shown(path))"
    let count = dataset.shape.count * dataset.type.size
    let bytes: StoredBytes
    if count == 0 {
      bytes = StoredBytes([])
    } else if let place = dataset.place {
      bytes = source.bytes[place..<place + count]
    } else {
      bytes = try read(path, count, subject)
    }
    do {
      return try StoredTensor(type: type, shape: dataset.shape, bytes: bytes)
    } catch {
      throw ModelFileError(.count, subject, error.description)
    }
  }

  // Numbers that are compressed, in chunks, or with their highest byte first.
  private func read(
    _ path: String, _ count: Int, _ subject: String
  ) throws(ModelFileError) -> StoredBytes {
    guard count <= NPZ.defaultLimit else {
      throw ModelFileError(
        .tooLarge, subject,
        "\(count) bytes in chunks, at most \(NPZ.defaultLimit) were expected")
    }
    var process = process
    // Ten megabytes a second are few.
    process.processorSeconds += count / 10_000_000
    let request = HDF5Process.Request(
      verb: "read", file: source.file.descriptor, start: source.start, size: source.bytes.count,
      dataset: path)
    return try StoredBytes(count: count) { memory throws(ModelFileError) in
      var answer = HDF5Answer(name: subject)
      var filled = 0
      try process.run(request, name: subject) { bytes throws(ModelFileError) in
        answer.append(bytes)
        while let message = try answer.next() {
          guard message.kind == UInt8(ascii: "B"), message.rest.count <= count - filled else {
            throw HDF5Answer.wrong(subject)
          }
          UnsafeMutableRawBufferPointer(rebasing: memory[filled...]).copyBytes(from: message.rest)
          filled += message.rest.count
        }
      }
      try answer.end()
      guard filled == count else {
        throw ModelFileError(
          .truncated, subject, "\(filled) bytes of numbers, \(count) were expected")
      }
    }
  }
}
