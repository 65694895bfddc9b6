import CXavier
import Xavier

/// A call of the C interface that is wrong: what is and, without the last words, what was expected.
struct InterfaceError: Error, CustomStringConvertible {
  let description: String
  let status: Int32

  /// A mistake of the caller's.
  init(_ text: String) {
    description = text + " was expected"
    status = XAVIER_USAGE
  }

  init(status: Int32, _ description: String) {
    self.status = status
    self.description = description
  }

  static func memory(_ bytes: Int) -> InterfaceError {
    InterfaceError(
      status: XAVIER_INTERNAL, "memory: \(bytes) bytes cannot be had, as many were expected")
  }
}

/// Runs the work of a function and gives its status; what is thrown becomes a sentence of the caller's.
func reporting(_ place: TextPlace?, _ work: () throws -> Void) -> xavier_status {
  place?.pointee = nil
  do {
    try work()
    return XAVIER_OK
  } catch {
    let (status, sentence) = described(error)
    try? give(sentence, to: place)
    return status
  }
}

private func described(_ error: any Error) -> (Int32, String) {
  switch error {
  case let error as InterfaceError: (error.status, error.description)
  case is CancellationError: (XAVIER_CANCELLED, "cancelled: the progress function ended the work")
  default: (ErrorKind(error)?.rawValue ?? XAVIER_INTERNAL, "\(error)")
  }
}
