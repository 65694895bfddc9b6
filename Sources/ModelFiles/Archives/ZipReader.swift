import CZip
import Synchronization
import Tensors

/// The entries of a zip archive in memory, through libzip.
///
/// Entries may be read by several threads, one after the other.
final class ZipReader: Sendable {
  /// One file of the archive, as its directory declares it.
  struct Entry {
    let index: UInt64
    let name: String
    /// Bytes when decompressed.
    let size: Int
    /// Whether its bytes lie in the archive as they are.
    let isStored: Bool
  }

  // libzip's archive, which one thread at a time may use.
  private struct Handle: @unchecked Sendable { let pointer: OpaquePointer }

  /// The most bytes that one byte of deflate data can give: 258 bytes for two bits (RFC 1951).
  private static let greatestRatio = 1032

  let bytes: StoredBytes
  private let name: String
  // What errors call an archive.
  private let kind: String
  private let handle: Mutex<Handle>
  private let directory: ZipDirectory?
  /// The number of entries.
  let count: Int

  /// - Parameters:
  ///   - name: what errors call the file.
  ///   - kind: what errors say that was expected, an archive of that kind.
  init(
    _ bytes: StoredBytes, name: String, kind: String = "npz"
  ) throws(ModelFileError) {
    (self.bytes, self.name, self.kind) = (bytes, name, kind)
    guard bytes.count > 0 else {
      throw ModelFileError(
        .archive, name, "an empty file, \(Self.archive(of: kind)) was expected")
    }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    // The memory stays where it is as long as `bytes`.
    let source = bytes.withUnsafeBytes { bytes in
      zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &error)
    }
    guard let source else { throw .archive(name, &error, kind) }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      zip_source_free(source)
      throw .archive(name, &error, kind)
    }
    count = Int(zip_get_num_entries(archive, 0))
    handle = Mutex(Handle(pointer: archive))
    directory = bytes.withUnsafeBytes { ZipDirectory($0) }
  }

  deinit { handle.withLock { zip_discard($0.pointer) } }

  static func archive(of kind: String) -> String {
    kind == "npz" ? "an npz archive" : "a \(kind) archive"
  }

  /// What the archive's directory says of an entry.
  func entry(_ index: Int) throws(ModelFileError) -> Entry {
    try handle.withLock { handle throws(ModelFileError) in try entry(index, handle.pointer) }
  }

  private func entry(
    _ index: Int, _ archive: OpaquePointer
  ) throws(ModelFileError) -> Entry {
    var status = zip_stat_t()
    guard zip_stat_index(archive, UInt64(index), UInt32(ZIP_FL_ENC_RAW), &status) == 0,
      let text = status.name
    else { throw .archive(name, zip_get_error(archive), kind) }
    guard let entryName = String(validatingCString: text) else {
      throw ModelFileError(
        .encoding, "\(name), entry \(index)", "a name that is not UTF-8, UTF-8 was expected")
    }
    let subject = "\(name), entry \(shown(entryName))"
    let needed = UInt64(ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD)
    guard status.valid & needed == needed, status.encryption_method == ZIP_EM_NONE else {
      throw ModelFileError(.unsupported, subject, "encrypted, plain data was expected")
    }
    guard Int32(status.comp_method) == ZIP_CM_STORE || Int32(status.comp_method) == ZIP_CM_DEFLATE
    else {
      throw ModelFileError(
        .unsupported, subject,
        "compression method \(status.comp_method), 0 (stored) or 8 (deflated) was expected")
    }
    let isStored = Int32(status.comp_method) == ZIP_CM_STORE
    let (greatest, overflows) = status.comp_size.multipliedReportingOverflow(
      by: isStored ? 1 : UInt64(Self.greatestRatio))
    guard status.comp_size <= UInt64(bytes.count), overflows || status.size <= greatest else {
      throw ModelFileError(
        .archive, subject,
        "\(status.size) bytes from \(status.comp_size) in an archive of \(bytes.count), sizes that "
          + "are possible were expected")
    }
    return Entry(
      index: UInt64(index), name: entryName, size: Int(status.size), isStored: isStored)
  }

  /// The array that an entry holds.
  ///
  /// Memory is taken for what both the directory and the array's own header declare.
  func tensor(_ entry: Entry, _ subject: String) throws(ModelFileError) -> StoredTensor {
    try open(entry, subject) { file throws(ModelFileError) in
      let header = try header(entry, file, subject)
      let contents = try rest(header.contentSize, entry, file, subject)
      return try header.tensor(contents)
    }
  }

  /// What an array says before its elements, which are not read.
  func header(_ entry: Entry, _ subject: String) throws(ModelFileError) -> NPYHeader {
    try open(entry, subject) { file throws(ModelFileError) in
      try header(entry, file, subject)
    }
  }

  /// The bytes of an entry that is stored, shared with the archive; `nil` where it is compressed, or its
  /// place is not plain.
  ///
  /// Their check sum is not compared.
  func stored(_ entry: Entry) -> StoredBytes? {
    guard entry.isStored, let directory, directory.places.count == count else { return nil }
    let range = bytes.withUnsafeBytes { bytes in
      directory.range(of: Int(entry.index), name: entry.name, size: entry.size, in: bytes)
    }
    return range.map { bytes[$0] }
  }

  /// The bytes of an entry, shared with the archive where ``stored(_:)`` can.
  func contents(_ entry: Entry, _ subject: String) throws(ModelFileError) -> StoredBytes {
    if let stored = stored(entry) { return stored }
    return try open(entry, subject) { file throws(ModelFileError) in
      try rest(entry.size, entry, file, subject)
    }
  }

  private func open<Result>(
    _ entry: Entry, _ subject: String,
    _ body: (OpaquePointer) throws(ModelFileError) -> sending Result
  ) throws(ModelFileError) -> sending Result {
    try handle.withLock { handle throws(ModelFileError) in
      guard let file = zip_fopen_index(handle.pointer, entry.index, 0) else {
        throw .archive(subject, zip_get_error(handle.pointer), kind)
      }
      defer { zip_fclose(file) }
      return try body(file)
    }
  }

  private func header(
    _ entry: Entry, _ file: OpaquePointer, _ subject: String
  ) throws(ModelFileError) -> NPYHeader {
    var start = try read(12, file, subject)
    let size = try NPYHeader.size(start, subject)
    guard size <= entry.size else { throw .npyEnds(subject, entry.size) }
    // A header is longer than what was read, or the dictionary is found to be missing.
    start += try read(max(size - start.count, 0), file, subject)
    let header = try NPYHeader(start, subject)
    try header.check(fileSize: entry.size, subject)
    return header
  }

  /// The bytes of an entry up to its end.
  private func rest(
    _ count: Int, _ entry: Entry, _ file: OpaquePointer, _ subject: String
  ) throws(ModelFileError) -> StoredBytes {
    let contents = try StoredBytes(count: count) { memory throws(ModelFileError) in
      guard try read(into: memory, file, subject) == memory.count else {
        throw ModelFileError(
          .truncated, subject, "ends early, \(entry.size) bytes were expected")
      }
    }
    // Asking for one more byte makes libzip compare the check sum.
    guard try read(1, file, subject).isEmpty else {
      throw ModelFileError(
        .trailingBytes, subject, "more bytes, \(entry.size) were expected")
    }
    return contents
  }

  private func read(
    _ count: Int, _ file: OpaquePointer, _ subject: String
  ) throws(ModelFileError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(ModelFileError) in
      let memory = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      filled = try read(into: memory, file, subject)
    }
  }

  private func read(
    into memory: UnsafeMutableRawBufferPointer, _ file: OpaquePointer, _ subject: String
  ) throws(ModelFileError) -> Int {
    var filled = 0
    while filled < memory.count {
      let part = min(memory.count - filled, 1 << 30)
      let count = zip_fread(file, memory.baseAddress.map { $0 + filled }, UInt64(part))
      if count < 0 { throw .archive(subject, zip_file_get_error(file), kind) }
      if count == 0 { break }
      filled += Int(count)
    }
    return filled
  }
}

extension ZipReader.Entry {
  /// Throws where the name would leave a folder that it was unpacked in.
  ///
  /// Nothing is unpacked here, but no writer of arrays or tensors makes such a name.
  /// A name may begin with a slash: arrays are named after values of ONNX, which do.
  func checkPath(in archive: String) throws(ModelFileError) {
    guard !name.split(separator: "/").contains("..") else {
      throw ModelFileError(
        .archive, "\(archive), entry \(shown(name))",
        "a path that leaves the archive, one within it was expected")
    }
  }
}

extension ModelFileError {
  /// The error that libzip reports.
  static func archive(
    _ subject: String, _ error: UnsafeMutablePointer<zip_error_t>?, _ kind: String
  ) -> Self {
    let reason = error.flatMap { zip_error_strerror($0) }.map { String(cString: $0) } ?? "unknown"
    return Self(
      .archive, subject,
      "damaged (\(shown(reason).lowercased())), a valid \(kind) archive was expected")
  }
}
