import ArgumentParser
import Foundation
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
    switch error {
    case is InitializerError, is GaussianIntegralError, is OperatorError, is NetworkError,
      is TrainingError, is Usage:
      (message, exitCode) = ("\(error)", EX_USAGE)
    case let error as CheckpointPlanError:
      // Two files that do not belong together are not the command line's fault.
      (message, exitCode) = (
        error.description, error.code == .unmatched ? EX_DATAERR : EX_USAGE
      )
    case let error as RecipeError:
      (message, exitCode) = (
        error.description, [.data, .text, .rule].contains(error.code) ? EX_DATAERR : EX_USAGE
      )
    case let error as DataSetError:
      message = error.description
      exitCode =
        switch error.code.kind {
        case .usage: EX_USAGE
        case .data: EX_DATAERR
        case .missing: EX_NOINPUT
        case .inputOutput: EX_IOERR
        }
    case let error as ModelFileError:
      message = error.description
      exitCode =
        switch error.code.kind {
        case .usage: EX_USAGE
        case .data: EX_DATAERR
        case .missing: EX_NOINPUT
        case .inputOutput: EX_IOERR
        }
    case is FileError: (message, exitCode) = ("\(error)", EX_IOERR)
    case is ReportError: (message, exitCode) = ("\(error)", EX_NOINPUT)
    default:
      let code = XavierCommand.exitCode(for: error).rawValue
      message = code == 0 ? XavierCommand.fullMessage(for: error) : Self.oneLine(error, verb)
      exitCode = code == 0 || code == EX_USAGE ? code : EX_SOFTWARE
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
