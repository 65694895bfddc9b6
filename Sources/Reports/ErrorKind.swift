import Diagnoses
import Files
import GaussianIntegrals
import Initializers
import ModelFiles
import Networks
import Operators
import Recipes
import Tensors
import Training

/// The kind of an error of the library, which decides the exit status of the tool and the status that a
/// function of the C interface returns.
public enum ErrorKind: Int32, Sendable, Hashable, CaseIterable {
  /// What was asked for is wrong.
  case usage = 64
  /// A file's content is wrong.
  case data = 65
  /// A file is not there.
  case missing = 66
  /// Reading or writing failed.
  case inputOutput = 74

  /// The kind of an error; `nil` for one that is not the library's own.
  public init?(_ error: any Error) {
    switch error {
    case is InitializerError, is GaussianIntegralError, is OperatorError, is NetworkError,
      is TrainingError, is TensorError:
      self = .usage
    case let error as CheckpointPlanError:
      // What is in a file is not the command line's fault.
      self = [.unmatched, .unheld].contains(error.code) ? .data : .usage
    case let error as RecipeError:
      self = [.data, .text, .rule].contains(error.code) ? .data : .usage
    case let error as DataSetError:
      switch error.code.kind {
      case .usage: self = .usage
      case .data: self = .data
      case .missing: self = .missing
      case .inputOutput: self = .inputOutput
      }
    case let error as ModelFileError:
      switch error.code.kind {
      case .usage: self = .usage
      case .data: self = .data
      case .missing: self = .missing
      case .inputOutput: self = .inputOutput
      }
    case is FileError: self = .inputOutput
    case is ReportError: self = .missing
    default: return nil
    }
  }
}
