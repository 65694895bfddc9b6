import Training

/// A fault of a file and the sentence that tells of it.
struct Fault: Sendable, CustomStringConvertible {
  let code: DataSetError.Code
  let sentence: String
  let read: @Sendable () throws(DataSetError) -> DataSet

  init(
    _ code: DataSetError.Code, _ sentence: String,
    _ read: @escaping @Sendable () throws(DataSetError) -> DataSet
  ) {
    self.code = code
    self.sentence = sentence
    self.read = read
  }

  var description: String { sentence }

  /// The error that reading throws.
  func error() -> DataSetError? {
    do throws(DataSetError) {
      _ = try read()
      return nil
    } catch { return error }
  }
}
