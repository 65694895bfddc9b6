import CZip
import Tensors

/// The entries of a zip archive in memory, through libzip.
final class ZipReader {
  /// One file of the archive, as its directory declares it.
  struct Entry {
    let index: UInt64
    let name: String
    /// Bytes when decompressed.
    let size: Int
  }

  /// The most bytes that one byte of deflate data can give: 258 bytes for two bits (RFC 1951).
  private static let greatestRatio = 1032

  private let bytes: StoredBytes
  private let name: String
  private let archive: OpaquePointer
  /// The number of entries.
  let count: Int

  init(_ bytes: StoredBytes, name: String) throws(ModelFileError) {
    (self.bytes, self.name) = (bytes, name)
    guard bytes.count > 0 else {
      throw ModelFileError(.archive, name, "an empty file, an npz archive was expected")
    }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    // The memory stays where it is as long as `bytes`.
    let source = bytes.withUnsafeBytes { bytes in
      zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &error)
    }
    guard let source else { throw .archive(name, &error) }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
      zip_source_free(source)
      throw .archive(name, &error)
    }
    self.archive = archive
    count = Int(zip_get_num_entries(archive, 0))
  }

  deinit { zip_discard(archive) }

  /// What the archive's directory says of an entry.
  func entry(_ index: Int) throws(ModelFileError) -> Entry {
    var status = zip_stat_t()
    guard zip_stat_index(archive, UInt64(index), UInt32(ZIP_FL_ENC_RAW), &status) == 0,
      let text = status.name
    else { throw .archive(name, zip_get_error(archive)) }
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
    return Entry(index: UInt64(index), name: entryName, size: Int(status.size))
  }

  /// The array that an entry holds.
  ///
  /// Memory is taken for what both the directory and the array's own header declare.
  func tensor(_ entry: Entry, _ subject: String) throws(ModelFileError) -> StoredTensor {
    guard let file = zip_fopen_index(archive, entry.index, 0) else {
      throw .archive(subject, zip_get_error(archive))
    }
    defer { zip_fclose(file) }
    var start = try read(12, file, subject)
    let size = try NPYHeader.size(start, subject)
    guard size <= entry.size else { throw .npyEnds(subject, entry.size) }
    // A header is longer than what was read, or the dictionary is found to be missing.
    start += try read(max(size - start.count, 0), file, subject)
    let header = try NPYHeader(start, subject)
    try header.check(fileSize: entry.size, subject)
    let contents = try StoredBytes(count: header.contentSize) { memory throws(ModelFileError) in
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
    return try header.tensor(contents)
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
      if count < 0 { throw .archive(subject, zip_file_get_error(file)) }
      if count == 0 { break }
      filled += Int(count)
    }
    return filled
  }
}

extension ModelFileError {
  /// The error that libzip reports.
  static func archive(_ subject: String, _ error: UnsafeMutablePointer<zip_error_t>?) -> Self {
    let reason = error.flatMap { zip_error_strerror($0) }.map { String(cString: $0) } ?? "unknown"
    return Self(
      .archive, subject, "damaged (\(shown(reason).lowercased())), a valid npz archive was expected"
    )
  }
}
