import Networks

/// Why there is no spectrum.
public struct SpectrumError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason it is.
  public struct Code: Sendable, Hashable {
    private enum Value { case notFinite, memory, convergence, network, statistics }
    private let value: Value
    /// An element of the matrix is not a finite number.
    public static let notFinite = Code(value: .notFinite)
    /// There is not the memory.
    public static let memory = Code(value: .memory)
    /// The algorithm does not come to an end.
    public static let convergence = Code(value: .convergence)
    /// The network has no such Jacobian, or does not take such inputs.
    public static let network = Code(value: .network)
    /// Normalization by the statistics of a batch makes each example depend on the others.
    public static let statistics = Code(value: .statistics)
  }

  /// What kind of reason it is.
  public let code: Code
  /// What is and what was expected.
  public let description: String

  static func notFinite(_ rows: Int, _ columns: Int) -> SpectrumError {
    SpectrumError(
      code: .notFinite,
      description:
        "matrix \(rows)×\(columns): an element that is no number, finite ones were expected")
  }

  static func memory(_ rows: Int, _ columns: Int) -> SpectrumError {
    SpectrumError(
      code: .memory,
      description: "matrix \(rows)×\(columns): no memory for its singular values, less was expected"
    )
  }

  static func convergence(_ rows: Int, _ columns: Int) -> SpectrumError {
    SpectrumError(
      code: .convergence,
      description:
        "matrix \(rows)×\(columns): singular values that do not settle, others were expected")
  }

  static func network(_ detail: String) -> SpectrumError {
    SpectrumError(code: .network, description: "jacobian: \(detail)")
  }

  static func network(_ error: NetworkError) -> SpectrumError {
    SpectrumError(
      code: error.code == .memory ? .memory : .network, description: error.description)
  }

  static func statistics(_ node: String) -> SpectrumError {
    SpectrumError(
      code: .statistics,
      description: "\(node): statistics of the batch, those of evaluation were expected")
  }
}
