extension Checkpoint {
  /// The weights of an ONNX model.
  init(onnx path: String) throws(ModelFileError) {
    let bytes = try MappedFile.bytes(of: path)
    switch FileBeginning(bytes) {
    // A model has no mark of its own.
    case .unknown, .empty: break
    case let beginning:
      throw ModelFileError(
        .unsupported, path, "\(beginning.description), an ONNX model was expected")
    }
    try self.init(onnx: ONNXModel(contentsOf: path))
  }

  /// The weights of a model: what they declare now, their numbers when they are asked for, those of
  /// external data too.
  ///
  /// They are the initializers of the main graph; after them floats of more than one element in Constant
  /// nodes, by the name of the node's output, and floats among the initializers of branches and bodies. A
  /// name that comes again there gets `#2` and so on behind it.
  ///
  /// - Throws: ``ModelFileError`` with code `.duplicate` for two initializers or two keys of metadata of
  ///   one name, `.syntax` for one without a name, `.unsupported` for sparse ones, `.elementType` or
  ///   `.shape` for what one declares. What is wrong with its numbers is found when they are asked for.
  public init(onnx model: ONNXModel) throws(ModelFileError) {
    guard model.graph.sparseInitializer.isEmpty else {
      throw ModelFileError(
        .unsupported, model.name, "a sparse initializer, dense ones were expected")
    }
    var entries: [Entry] = []
    var names: Set<String> = []
    for weight in ONNXWeights(of: model).entries {
      let (name, tensor) = (weight.name, weight.tensor)
      guard !name.isEmpty else {
        throw ModelFileError(.syntax, model.name, "a tensor without a name, one was expected")
      }
      guard names.insert(name).inserted else {
        throw ModelFileError(
          .duplicate, "\(model.name), tensor \(shown(name))",
          "two tensors of this name, one was expected")
      }
      let (type, shape) = try model.declaration(of: tensor, named: name)
      entries.append(
        Entry(name, type, shape) { () throws(ModelFileError) in
          try model.tensor(tensor, named: name)
        })
    }
    var metadata: [String: String] = [:]
    for entry in model.model.metadata {
      guard metadata.updateValue(entry.value, forKey: entry.key) == nil else {
        throw ModelFileError(
          .duplicate, "\(model.name), metadata \(shown(entry.key))",
          "two texts of this key, one was expected")
      }
    }
    self.init(name: model.name, format: .onnx, entries: entries, metadata: metadata)
  }
}
