import Tensors

/// The tensors of a model that hold its weights, with the names by which they are asked for.
///
/// They are the initializers of the main graph under their own names; after them, in the order of the nodes,
/// floats of more than one element in Constant nodes, under the name of the node's output, and floats among
/// the initializers of graphs in nodes, such as the branches of an If. A name that was taken gets `#2` and so
/// on behind it.
struct ONNXWeights {
  /// One tensor.
  struct Entry {
    /// The name by which it is asked for.
    let name: String
    /// The tensor.
    let tensor: ONNXTensorProto
  }

  /// All of them.
  private(set) var entries: [Entry]
  private var names: [FileRange: String] = [:]
  private var taken: Set<String>
  // How often a name came.
  private var counts: [String: Int] = [:]

  init(of model: ONNXModel) {
    let initializers = model.graph.initializer
    entries = initializers.map { Entry(name: $0.name, tensor: $0) }
    taken = Set(initializers.map(\.name))
    for tensor in initializers {
      if let place = tensor.place { names[place] = tensor.name }
    }
    addNodes(of: model.graph)
  }

  /// The name of a tensor of the model; `nil` for one that is none of these.
  func name(of tensor: ONNXTensorProto) -> String? { tensor.place.flatMap { names[$0] } }

  /// A name for a weight that no tensor of the file is: the one given, or one of its own where that was taken.
  mutating func freeName(_ name: String) -> String {
    var (free, count) = (name, counts[name, default: 1])
    while !taken.insert(free).inserted {
      count += 1
      free = "\(name)#\(count)"
    }
    counts[name] = count
    return free
  }

  private mutating func addNodes(of graph: ONNXGraphProto) {
    for node in graph.node {
      if let tensor = node.constant, tensor.hasSeveralElements, let name = node.output.first {
        add(tensor, name)
      }
      for inner in node.attribute.flatMap(\.allGraphs) {
        for tensor in inner.initializer { add(tensor, tensor.name) }
        addNodes(of: inner)
      }
    }
  }

  private mutating func add(_ tensor: ONNXTensorProto, _ name: String) {
    guard !name.isEmpty, tensor.isFloat, let place = tensor.place else { return }
    let free = freeName(name)
    names[place] = free
    entries.append(Entry(name: free, tensor: tensor))
  }
}

extension ONNXNodeProto {
  /// The tensor that the node gives, where it is a Constant with one.
  fileprivate var constant: ONNXTensorProto? {
    guard opType == "Constant", domain.isEmpty || domain == "ai.onnx", attribute.count == 1,
      let value = attribute.first, value.name == "value", value.hasT
    else { return nil }
    return value.t
  }
}

extension ONNXTensorProto {
  fileprivate var isFloat: Bool {
    (try? ONNXElementType.type(dataType, subject: ""))?.isFloat ?? false
  }

  // A negative length is refused where the tensor is read.
  fileprivate var hasSeveralElements: Bool { !dims.contains(0) && dims.contains { $0 != 1 } }
}
