extension Network {
  /// The place of the parameter with the given path in ``parameters`` and in ``Weights/tensors``.
  ///
  /// - Throws: ``NetworkError`` with code `.unknownPath`, with the nearest path there is.
  public func parameterIndex(at path: String) throws(NetworkError) -> Int {
    guard let index = parameters.firstIndex(where: { $0.path == path }) else {
      throw .unknownPath(path, known: parameters.map(\.path))
    }
    return index
  }

  /// The parameter with the given path: `blocks.3.attention.query.weight`.
  ///
  /// - Throws: ``NetworkError`` with code `.unknownPath`, with the nearest path there is.
  public func parameter(at path: String) throws(NetworkError) -> Parameter {
    parameters[try parameterIndex(at: path)]
  }
}
