import Networks
import Tensors

extension Network {
  /// The network in a file: an ONNX model (`.onnx`) or a network in words (`.yaml`, `.yml`).
  ///
  /// ```swift
  /// let network = try Network(contentsOf: "model.onnx")
  /// ```
  /// - Parameters:
  ///   - path: the file.
  ///   - options: what an ONNX file leaves open, such as the shapes of inputs.
  /// - Throws: ``ModelFileError`` where the file cannot be read, is damaged, or asks for something
  ///   that is not known here.
  public init(
    contentsOf path: String, options: ONNXOptions = ONNXOptions()
  ) throws(ModelFileError) {
    switch path.split(separator: ".").last {
    case "onnx": try self.init(ONNXModel(contentsOf: path), options: options)
    case "yaml", "yml":
      guard options.shapes.isEmpty else {
        throw ModelFileError(
          .input, path, "shapes of inputs given, those of the file alone were expected")
      }
      try self.init(yamlFile: path)
    default:
      throw ModelFileError(
        .unsupported, path, "a file of an unknown kind, one in .onnx or .yaml was expected")
    }
  }

  /// The network in a file, for any number of examples: the first axis of each input is open, also
  /// where the file or a given shape fixes it.
  ///
  /// - Throws: ``ModelFileError`` as for ``init(contentsOf:options:)``, and with code `.input` where the
  ///   network cannot be had for any number of examples.
  public static func forAnyBatch(
    contentsOf path: String, options: ONNXOptions = ONNXOptions()
  ) throws(ModelFileError) -> Network {
    guard path.hasSuffix(".onnx") else { return try Network(contentsOf: path, options: options) }
    return try forAnyBatch(ONNXModel(contentsOf: path), options: options)
  }

  /// The network of a model, for any number of examples.
  ///
  /// - Throws: ``ModelFileError`` as the form for files does.
  public static func forAnyBatch(
    _ model: ONNXModel, options: ONNXOptions = ONNXOptions()
  ) throws(ModelFileError) -> Network {
    func network(_ batch: Int) throws(ModelFileError) -> Network {
      var options = options
      options.batch = batch
      options.overridesBatch = true
      return try Network(model, options: options)
    }
    let opened: Network?
    do {
      opened = try network(2).opened(like: network(3))
    } catch {
      // What is wrong for one example too has a better sentence of its own.
      _ = try Network(model, options: options)
      opened = nil
    }
    guard let opened else {
      throw ModelFileError(
        .input, model.name,
        "shapes that hold for one number of examples alone, for any were expected")
    }
    return opened
  }
}
