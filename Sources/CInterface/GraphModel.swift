import CXavier
import Xavier

/// A network that a caller names or passes.
struct GraphModel {
  let name: String
  let network: Network
  /// The model itself, where it is ONNX.
  let onnx: ONNXModel?
  /// Whether the network is a file's, so that it may have weights.
  let isFile: Bool

  /// - Parameters:
  ///   - model: what the caller passes.
  ///   - batch: the number of examples where the network cannot be had for any.
  ///   - needsWeights: whether the numbers of weights have to be there.
  init(_ model: UnsafePointer<xavier_model>?, batch: Int, needsWeights: Bool) throws {
    guard let model = model?.pointee else { throw InterfaceError("model: NULL, one") }
    let path = try optionalText(model.path, "path of a model")
    let given = try optionalText(model.name, "name of a model")
    let activation = try optionalText(model.activation, "activation")
    let inputs = try CallerTensor.all(model.inputs, model.input_count, "inputs")
    let shapes = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.shape) })
    var options = ONNXOptions(shapes: shapes, batch: batch)
    options.needsWeights = needsWeights
    guard let path else {
      guard let start = model.bytes else {
        throw InterfaceError("model: neither path nor bytes, one of them")
      }
      guard model.size >= 0, activation == nil else {
        throw InterfaceError("activation: with a model in memory, with layer widths")
      }
      name = given ?? "model.onnx"
      let bytes = StoredBytes(
        UnsafeRawBufferPointer(start: start, count: model.size), owner: CallerMemory())
      let found = try ONNXModel(bytes: bytes, name: name)
      (onnx, isFile) = (found, true)
      network = try Self.network {
        try Network.forAnyBatch(found, options: options)
      } else: {
        try Network(found, options: options)
      }
      return
    }
    guard model.bytes == nil else { throw InterfaceError("model: path and bytes, one of them") }
    isFile = path.contains("/") || path.contains(/\.[A-Za-z]/)
    guard isFile else {
      guard inputs.isEmpty else { throw InterfaceError("inputs: with layer widths, with a file") }
      let function = try OperatorCatalog.activation(spelled: activation ?? ReLU.name)
      network = try Shorthand(path).network(activation: function)
      name = given ?? "\(path), \(activation ?? ReLU.name)"
      onnx = nil
      return
    }
    guard activation == nil else {
      throw InterfaceError("activation: with a file, with layer widths")
    }
    name = given ?? path
    onnx = path.hasSuffix(".onnx") ? try ONNXModel(contentsOf: path) : nil
    network = try Self.network {
      try Network.forAnyBatch(contentsOf: path, options: options)
    } else: {
      try Network(contentsOf: path, options: options)
    }
  }

  // For any number of examples, or where that cannot be for a given one.
  private static func network(_ open: () throws -> Network, else fixed: () throws -> Network) throws
    -> Network
  {
    do {
      return try open()
    } catch let error as ModelFileError where error.code == .input {
      return try fixed()
    }
  }
}
