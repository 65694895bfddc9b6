// Sentences about files.

extension ModelFileError {
  static func missing(_ path: String) -> Self {
    Self(.missing, path, "no such file, one that exists was expected")
  }

  static func unreadable(_ path: String, reason: String) -> Self {
    Self(.unreadable, path, "cannot be read (\(reason)), a readable file was expected")
  }

  static func notRegular(_ path: String, is found: String) -> Self {
    Self(.notRegular, path, "\(found), a regular file was expected")
  }
}

/// Text of a file as a sentence shows it: its beginning, on one line.
func shown(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars.prefix(100) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      line += "\\u{\(String(scalar.value, radix: 16))}"
    default: line.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.dropFirst(100).isEmpty ? line : line + "…"
}
