import ArgumentParser
import Foundation
import Lab
import Launchers
import Xavier

/// An error as the tool reports it: one line, and the exit code that tells its kind.
///
/// | code | kind |
/// |---|---|
/// | 64 | the command line is wrong |
/// | 65 | a file's content is wrong |
/// | 66 | a file is not there |
/// | 70 | the tool itself is wrong |
/// | 74 | reading or writing failed |
struct Failure {
  let message: String
  let exitCode: Int32

  init(_ error: any Error, verb: String? = nil) {
    if let kind = Self.ownKind(of: error) ?? ErrorKind(error) {
      (message, exitCode) = ("\(error)", kind.rawValue)
      return
    }
    let code = XavierCommand.exitCode(for: error).rawValue
    message = code == 0 ? XavierCommand.fullMessage(for: error) : Self.oneLine(error, verb)
    exitCode = code == 0 || code == EX_USAGE ? code : EX_SOFTWARE
  }

  /// The kind of an error that the tool alone throws.
  private static func ownKind(of error: any Error) -> ErrorKind? {
    switch error {
    case is Usage, is LauncherError: .usage
    case is LabServerError: .inputOutput
    case let error as PartError: error.code == .unreadable ? .inputOutput : .data
    default: nil
    }
  }

  private static func oneLine(_ error: any Error, _ verb: String?) -> String {
    let text = XavierCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    let sentence = text.prefix(1).lowercased() + text.dropFirst()
    let guessed = sentence.replacingOccurrences(of: ". Did you mean", with: ", did you mean")
    return "command line: \(guessed)\(guessed.hasSuffix("?") ? "" : ";") "
      + "'xavier \(verb.map { "\($0) " } ?? "")--help' lists what was expected"
  }
}
