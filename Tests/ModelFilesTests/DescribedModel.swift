import ModelFiles

/// What is read of a model, in the form in which `Tests/Golden/modelfiles.py` says what onnx reads.
struct DescribedModel: Decodable, Equatable {
  let file: String
  let producerName: String
  let domains: [String]
  let versions: [Int64]
  let functions: [String]
  let graph: DescribedGraph

  init(_ model: ONNXModelProto, file: String) {
    self.file = file
    producerName = model.producerName
    domains = model.opsetImport.map(\.domain)
    versions = model.opsetImport.map(\.version)
    functions = model.functions.map(\.name)
    graph = DescribedGraph(model.graph)
  }
}

struct DescribedGraph: Decodable, Equatable {
  let name: String
  let node: [DescribedNode]
  let initializer: [DescribedTensor]
  let input: [DescribedValue]
  let output: [DescribedValue]
  let sparse: Int

  init(_ graph: ONNXGraphProto) {
    name = graph.name
    node = graph.node.map { DescribedNode($0) }
    initializer = graph.initializer.map { DescribedTensor($0) }
    input = graph.input.map { DescribedValue($0) }
    output = graph.output.map { DescribedValue($0) }
    sparse = graph.sparseInitializer.count
  }
}

struct DescribedNode: Decodable, Equatable {
  let name: String
  let opType: String
  let domain: String
  let input: [String]
  let output: [String]
  let attribute: [DescribedAttribute]

  init(_ node: ONNXNodeProto) {
    (name, opType, domain) = (node.name, node.opType, node.domain)
    (input, output) = (node.input, node.output)
    attribute = node.attribute.map { DescribedAttribute($0) }
  }
}

struct DescribedAttribute: Decodable, Equatable {
  let name: String
  let f: Float
  let i: Int64
  let s: String
  let floats: [Float]
  let ints: [Int64]
  let strings: [String]
  let type: Int32
  let refAttrName: String
  // Of one element or none.
  let t: [DescribedTensor]
  let g: [DescribedGraph]
  let tensors: [DescribedTensor]
  let graphs: [DescribedGraph]

  init(_ attribute: ONNXAttributeProto) {
    (name, f, i, type) = (attribute.name, attribute.f, attribute.i, attribute.type)
    (floats, ints, refAttrName) = (attribute.floats, attribute.ints, attribute.refAttrName)
    s = hexadecimal(attribute.s)
    strings = attribute.strings.map(hexadecimal)
    t = attribute.hasT ? [DescribedTensor(attribute.t)] : []
    g = attribute.hasG ? [DescribedGraph(attribute.g)] : []
    tensors = attribute.tensors.map { DescribedTensor($0) }
    graphs = attribute.graphs.map { DescribedGraph($0) }
  }
}

struct DescribedTensor: Decodable, Equatable {
  let name: String
  let dims: [Int64]
  let dataType: Int32
  let dataLocation: Int32
  let isSegment: Bool
  let external: [[String]]

  init(_ tensor: ONNXTensorProto) {
    (name, dims, dataType) = (tensor.name, tensor.dims, tensor.dataType)
    (dataLocation, isSegment) = (tensor.dataLocation, tensor.hasSegment)
    external = tensor.externalData.map { [$0.key, $0.value] }
  }
}

struct DescribedValue: Decodable, Equatable {
  let name: String
  // Of one element or none; a length too, where the axis has one.
  let elemType: [Int32]
  let lengths: [[[Int64]]]
  let axes: [String]

  init(_ value: ONNXValueInfoProto) {
    name = value.name
    let tensor = value.type.tensorType
    elemType = value.type.hasTensorType ? [tensor.elemType] : []
    lengths = tensor.hasShape ? [tensor.shape.dim.map { $0.hasDimValue ? [$0.dimValue] : [] }] : []
    axes = tensor.shape.dim.map(\.dimParam)
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
