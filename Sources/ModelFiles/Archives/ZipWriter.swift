import CZip
import Foundation
import Tensors

/// A zip archive that is made in memory, through libzip.
final class ZipWriter {
  private let name: String
  private let source: OpaquePointer
  private var archive: OpaquePointer?
  // What libzip reads when the archive is closed.
  private var contents: [StoredBytes] = []

  init(name: String) throws(ModelFileError) {
    self.name = name
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(nil, 0, 0, &error) else {
      throw .notMade(name, &error)
    }
    guard let archive = zip_open_from_source(source, ZIP_TRUNCATE, &error) else {
      zip_source_free(source)
      throw .notMade(name, &error)
    }
    // Closing the archive lets go of the source, which has the result.
    zip_source_keep(source)
    (self.source, self.archive) = (source, archive)
  }

  deinit {
    if let archive { zip_discard(archive) }
    zip_source_free(source)
  }

  /// Adds an entry whose bytes are the given ones in turn.
  func add(_ entry: String, _ parts: [StoredBytes], isDeflated: Bool) throws(ModelFileError) {
    contents += parts
    let fragments = parts.map { part in
      part.withUnsafeBytes { bytes in
        zip_buffer_fragment_t(
          data: UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
            .assumingMemoryBound(to: UInt8.self),
          length: UInt64(bytes.count))
      }
    }
    guard let file = zip_source_buffer_fragment(archive, fragments, UInt64(fragments.count), 0)
    else { throw .notMade(name, zip_get_error(archive)) }
    let index = zip_file_add(archive, entry, file, UInt32(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(file)
      throw .notMade(name, zip_get_error(archive))
    }
    // The first of January 1980, the first day of such archives; level 6 is zlib's own choice.
    guard zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0) == 0,
      zip_set_file_compression(
        archive, UInt64(index), isDeflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, isDeflated ? 6 : 0) == 0
    else { throw .notMade(name, zip_get_error(archive)) }
  }

  /// The archive, whole.
  func data() throws(ModelFileError) -> Data {
    if contents.isEmpty {
      // libzip writes no file for an archive without entries: this is the end of one.
      return Data([0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18))
    }
    guard let archive, zip_close(archive) == 0 else {
      throw .notMade(name, zip_get_error(archive))
    }
    self.archive = nil
    contents = []
    var status = zip_stat_t()
    zip_stat_init(&status)
    guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else {
      throw .notMade(name, zip_source_error(source))
    }
    defer { zip_source_close(source) }
    var data = Data(count: Int(status.size))
    var filled = 0
    while filled < data.count {
      let count = data.withUnsafeMutableBytes { bytes in
        zip_source_read(source, bytes.baseAddress.map { $0 + filled }, UInt64(bytes.count - filled))
      }
      guard count > 0 else { throw .notMade(name, zip_source_error(source)) }
      filled += Int(count)
    }
    return data
  }
}

extension ModelFileError {
  fileprivate static func notMade(
    _ name: String, _ error: UnsafeMutablePointer<zip_error_t>?
  ) -> Self {
    let reason = error.flatMap { zip_error_strerror($0) }.map { String(cString: $0) } ?? "unknown"
    return Self(
      .unwritable, name, "cannot be made (\(reason.lowercased())), an archive was expected")
  }
}
