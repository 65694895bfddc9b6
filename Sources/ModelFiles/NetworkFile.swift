import Networks
import Tensors

extension Network {
  /// The network in a file: an ONNX model (`.onnx`).
  ///
  /// ```swift
  /// let network = try Network(contentsOf: "model.onnx")
  /// ```
  /// - Parameters:
  ///   - path: the file.
  ///   - options: what the file leaves open, such as the shapes of inputs.
  /// - Throws: ``ModelFileError`` where the file cannot be read, is damaged, or asks for something
  ///   that is not known here.
  public init(
    contentsOf path: String, options: ONNXOptions = ONNXOptions()
  ) throws(ModelFileError) {
    try self.init(ONNXModel(contentsOf: path), options: options)
  }
}
