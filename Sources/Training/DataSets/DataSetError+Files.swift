import Spellings

// Sentences about files, directories and compressed data.

extension DataSetError {
  static func unknownName(_ name: String, nearest: String?, choices: [String]) -> Self {
    Self(.unknownName, "data \(name)", Spellings.unknown(nearest: nearest, among: choices))
  }

  static func missing(_ path: String, expected: String) -> Self {
    Self(.missing, path, "no such \(expected), expected one that exists")
  }

  static func notInstalled(_ directory: String, dataSet: String, package: String) -> Self {
    Self(
      .notInstalled, directory,
      "no such directory, expected \(dataSet) from the Debian package \(package)"
        + "; install it with: apt-get install \(package)")
  }

  static func noCandidate(_ directory: String, part: IDXPart) -> Self {
    Self(
      .noCandidate, directory, "no file of \(part.words), expected one named like \(part.sample)")
  }

  static func severalCandidates(_ directory: String, part: IDXPart, found: [String]) -> Self {
    let shown = found.prefix(2).joined(separator: ", ") + (found.count > 2 ? ", …" : "")
    return Self(
      .severalCandidates, directory,
      "\(found.count) files of \(part.words) (\(shown)), expected one")
  }

  static func unreadable(_ path: String, reason: String) -> Self {
    Self(.unreadable, path, "cannot be opened (\(reason)), expected a readable file or directory")
  }

  static func readFailed(_ path: String, offset: Int, reason: String) -> Self {
    Self(
      .readFailed, "\(path) byte \(offset)",
      "reading failed (\(reason)), expected the rest of the file")
  }

  static func notRegular(_ path: String, is found: String, expected: String) -> Self {
    Self(.notRegular, path, "\(found), expected \(expected)")
  }

  static func empty(_ name: String) -> Self {
    Self(.empty, name, "an empty file, expected data")
  }

  static func notGzip(_ name: String) -> Self {
    Self(.gzip, "\(name) byte 0", "not gzip data, expected the bytes 1f 8b of a .gz file")
  }

  static func damagedGzip(_ name: String, offset: Int, reason: String) -> Self {
    Self(.gzip, "\(name) byte \(offset)", "damaged data (\(reason)), expected valid gzip data")
  }

  static func truncatedGzip(_ name: String, offset: Int) -> Self {
    Self(
      .truncated, "\(name) byte \(offset)",
      "the compressed data ends here, expected the rest of the gzip member")
  }

  static func trailingGzip(_ name: String, offset: Int) -> Self {
    Self(
      .trailingBytes, "\(name) byte \(offset)",
      "bytes after the gzip member, expected another member or the end")
  }

  static func checksum(_ name: String, offset: Int, reason: String) -> Self {
    Self(
      .checksum, "\(name) byte \(offset)",
      "\(reason), expected the check sum and length of the decompressed data")
  }
}
