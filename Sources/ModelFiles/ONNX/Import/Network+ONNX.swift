import Networks
import Tensors

extension Network {
  /// The network that an ONNX model's graph describes, with the numbers of its initializers.
  ///
  /// Parameters have the names of the file. What the file leaves open is fixed by the options; a
  /// first axis that nothing says is the batch.
  ///
  /// - Throws: ``ModelFileError`` with code `.unknownOperator`, `.node`, `.graph`, `.input` or
  ///   `.unsupported`, or a code of reading a tensor.
  public init(_ model: ONNXModel, options: ONNXOptions = ONNXOptions()) throws(ModelFileError) {
    var importer = try ONNXImporter(model, options: options)
    self = try importer.network()
  }
}

extension ONNXModel {
  /// The operators of the main graph that are not known here, in the order of the alphabet.
  public var unknownOperators: [String] {
    let known = Set(ONNXImporter.knownOperators)
    return Set(graph.node.map(\.opType)).subtracting(known).sorted()
  }

  /// The names of the main graph's inputs that have no initializer, in the file's order.
  public var inputNames: [String] {
    let initializers = Set(graph.initializer.map(\.name))
    return graph.input.map(\.name).filter { !initializers.contains($0) }
  }
}
