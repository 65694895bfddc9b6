import Foundation

/// What the tool writes for people.
enum Terminal {
  /// Whether standard output is a terminal that shows colours: `NO_COLOR` and `TERM=dumb` are
  /// honoured.
  static var usesColor: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }

  /// Whether standard error is a terminal, where a progress bar can be drawn.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// The width of the terminal that a file descriptor writes to; `nil` where it has none.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      ? Int(size.ws_col) : nil
  }

  /// Writes a line to standard output.
  static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes a line to standard error.
  static func complain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Writes text to a file descriptor, whole unless the reader is gone.
  static func write(_ text: String, to descriptor: Int32) {
    write(Data(text.utf8), to: descriptor)
  }

  /// Writes bytes to a file descriptor, whole unless the reader is gone.
  static func write(_ data: Data, to descriptor: Int32) {
    data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(descriptor, part.baseAddress!, part.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }
  }
}
