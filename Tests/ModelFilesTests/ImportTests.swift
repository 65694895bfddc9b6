import Foundation
import Initializers
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

/// Small models made by onnx (`Tests/Golden/imports.py`).
@Suite("Importing the graph of an ONNX model")
struct ImportTests {
  private func load(_ name: String, _ options: ONNXOptions = ONNXOptions()) throws -> Network {
    let path = Golden.folder.appendingPathComponent("imports/\(name).onnx").path
    return try Network(contentsOf: path, options: options)
  }

  private func evaluate(
    _ name: String, _ arrays: [String: StoredTensor]
  ) throws -> StoredTensor {
    let network = try load(name, ONNXOptions(arrays: arrays))
    let weights = network.storedWeights()
    return try network.evaluate(arrays, weights: weights)[0].tensor
  }

  private let x = StoredTensor([2, 3], floats: [1, 2, 3, 4, 5, 6])

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let code: ModelFileError.Code
    let sentence: String
    var testDescription: String { name }

    init(_ name: String, _ code: ModelFileError.Code, _ sentence: String) {
      self.name = name
      self.code = code
      self.sentence = sentence
    }
  }

  static let refusals = [
    Refusal(
      "cycle", .graph,
      "node 'first' (Add): input 'b' is computed later or in a cycle, nodes in their order were expected"
    ),
    Refusal(
      "missing", .graph,
      "node 'sum' (Add): input 'w' is not there, a value of the graph was expected"),
    Refusal(
      "missing_output", .graph,
      "node 'y' (output): input 'y' is not there, a value of the graph was expected"),
    Refusal("twice", .graph, "node 'two' (Relu): value 'y' twice, once was expected"),
    Refusal("no_outputs", .graph, "no outputs, at least one was expected"),
    Refusal(
      "domain", .unknownOperator,
      "node 'act' (FastGelu): operator of domain 'com.microsoft', one of ai.onnx was expected"),
    Refusal("old", .unknownOperator, "operator set 5, 6 to 27 was expected"),
    Refusal("new", .unknownOperator, "operator set 99, 6 to 27 was expected"),
    Refusal(
      "no_opset", .unknownOperator,
      "no version of the operator set ai.onnx, one was expected"),
    Refusal(
      "too_old", .unknownOperator,
      "node 'act' (Gelu): operator set 17, 20 to 27 was expected"),
    Refusal(
      "attribute", .node,
      "node 'act' (LeakyRelu): LeakyRelu: attribute alpha is a text, a number was expected"),
    Refusal(
      "open", .input, "input 'x': axis 2 of batch×3×height×any is open, a length was expected"),
    Refusal(
      "function", .unsupported,
      "function 'f' of its own, operators of ONNX alone were expected"),
    Refusal(
      "condition", .node,
      "node 'choice' (If): a condition that is not known before the network runs, one was expected;"
        + " it follows from input 'c'"),
    Refusal(
      "reshape", .node,
      "node 'shape' (Reshape): reshape: lengths [4, 4] for input 2×3, a shape of 6 elements was"
        + " expected"),
    Refusal(
      "unknown_shape", .node,
      "node 'shape' (Reshape): Reshape: input 1 depends on numbers that are not known yet, a"
        + " constant was expected; 's' follows from input 's', whose numbers were expected"),
    Refusal(
      "overflow", .node,
      "node 'wide' (Expand): expand: output shape [9223372036854775807, 9223372036854775807]: more"
        + " than 9223372036854775807 elements, at most 9223372036854775807 were expected"),
    Refusal(
      "constant", .node,
      "node 'fill' (ConstantOfShape): ConstantOfShape: shape [1099511627776, 1073741824]: more than"
        + " 9223372036854775807 elements, at most 9223372036854775807 were expected"),
    Refusal(
      "slice", .node,
      "node 'cut' (Slice): slice: axis 5 of input 2×3, one from -2 to 1 was expected"),
    Refusal(
      "matmul", .node,
      "node 'dense' (MatMul): matMul: inputs 2×3 and 4×5, inner lengths 3 and 4 alike were expected"
    ),
  ]

  @Test("a model that cannot be imported is refused in one sentence", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let error = #expect(throws: ModelFileError.self) { try load(refusal.name) }
    #expect(error?.code == refusal.code)
    let sentence = error?.description.replacing(/^.*\/imports\//, with: "") ?? ""
    let mark = refusal.sentence.hasPrefix("node") || refusal.sentence.hasPrefix("input") ? "," : ":"
    #expect(sentence == "\(refusal.name).onnx\(mark) \(refusal.sentence)")
  }

  @Test(
    "an operator that is not known is refused with the nearest name and the list of all",
    arguments: [("unknown", "act", "Rleu", "Relu"), ("loop", "again", "Loop", "Floor")])
  func unknown(model: String, node: String, name: String, nearest: String) throws {
    let error = #expect(throws: ModelFileError.self) { try load(model) }
    #expect(error?.code == .unknownOperator)
    #expect(
      error?.description.contains(
        "node '\(node)' (\(name)): operator \(name): not known, did you mean \(nearest)? one of Abs,"
      ) == true)
  }

  @Test("values beyond the memory there may be are refused before it is taken")
  func memory() throws {
    let network = try load("gigabytes")
    let weights = network.storedWeights()
    let error = #expect(throws: NetworkError.self) {
      try network.evaluate(
        ["x": StoredTensor([1], floats: [1])], weights: weights, memoryLimit: 1 << 30)
    }
    #expect(error?.code == .memory)
    #expect(
      error?.description
        == "network: its values take more bytes than can be counted, at most 1073741824 were expected"
    )
  }

  @Test("open axes take the shapes that are given, by name or by array")
  func openAxes() throws {
    let byName = try load("open_axes", ONNXOptions(shapes: ["x": [7, 3, 4]]))
    #expect(byName.outputs[0].shape == [7, 3, 5])
    let batch = #expect(throws: ModelFileError.self) { try load("open_axes") }
    #expect(batch?.code == .input)
    let wrong = #expect(throws: ModelFileError.self) {
      try load("open_axes", ONNXOptions(shapes: ["x": [7, 3, 5]]))
    }
    #expect(
      wrong?.detail == "shape 7×3×5, batch×time×4 was expected")
    let unknown = #expect(throws: ModelFileError.self) {
      try load("open_axes", ONNXOptions(shapes: ["y": [1]]))
    }
    #expect(unknown?.detail == "not known, did you mean x? one of x was expected")
  }

  @Test("an embedding that is tied to the head is one parameter, transposed where it is used so")
  func tied() throws {
    let network = try load("tied")
    #expect(network.parameters.map(\.path) == ["table"])
    let ids = StoredTensor([2, 3], integers: [0, 1, 2, 3, 4, 6])
    let found = try evaluate("tied", ["ids": ids])
    #expect(found.shape == [2, 3, 7])
    // Entry i of the head's output is the product of two rows of the table, 4 i + k over 8.
    let rows = (0..<7).map { row in (0..<4).map { Float(4 * row + $0) / 8 } }
    let expected = [0, 1, 2, 3, 4, 6].flatMap { a in
      (0..<7).map { b in zip(rows[a], rows[b]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    #expect(found.floats == expected)
  }

  @Test("weights that a file fills with one number are parameters with declared axes")
  func filled() throws {
    let network = try load("filled")
    #expect(network.parameters.map(\.path) == ["w"])
    #expect(network.parameters[0].spec == .dense(in: 3, out: 4))
    #expect(try evaluate("filled", ["x": x]).floats == [3, 3, 3, 3, 7.5, 7.5, 7.5, 7.5])
  }

  @Test("a number that the file lists is a parameter, one inside a node is not")
  func scalar() throws {
    let network = try load("scalar")
    #expect(network.parameters.map(\.path) == ["half"])
    #expect(network.constants.count == 1)
    #expect(try evaluate("scalar", ["x": x]).floats == [1.5, 2, 2.5, 3, 3.5, 4])
  }

  @Test("arithmetic on shapes leaves no trace")
  func shapeArithmetic() throws {
    let network = try load("shape_arithmetic")
    #expect(network.nodes.count == 1 && network.parameters.isEmpty && network.constants.isEmpty)
    #expect(try evaluate("shape_arithmetic", ["x": x]).shape == [6])
  }

  @Test("a known condition takes its branch, with the branch's own numbers")
  func branch() throws {
    let network = try load("taken")
    #expect(network.parameters.map(\.path) == ["w"])
    #expect(try evaluate("taken", ["x": x]).floats == [1, 4, 9, 4, 10, 18])
  }

  @Test("arrays are held to the inputs: their names, shapes and kinds")
  func arrays() throws {
    let network = try load("tied")
    let weights = network.storedWeights()
    func sentence(_ arrays: [String: StoredTensor]) -> String? {
      #expect(throws: NetworkError.self) { try network.evaluate(arrays, weights: weights) }?
        .description
    }
    #expect(sentence([:]) == "input ids: no array, one was expected")
    let ids = StoredTensor([2, 3], integers: [0, 1, 2, 3, 4, 5])
    #expect(
      sentence(["ids": ids, "id": ids])
        == "input id: not known, did you mean ids? one of ids was expected")
    #expect(
      sentence(["ids": StoredTensor([3, 2], integers: [0, 1, 2, 3, 4, 5])])
        == "input ids: shape 3×2, 2×3 was expected")
    #expect(
      sentence(["ids": x]) == "input ids: an array of float32, int64 was expected")
    #expect(
      sentence(["ids": StoredTensor([2, 3], integers: [0, 1, 2, 3, 4, 1 << 25])])
        == "input ids: 33554432, whole numbers up to 16777216 were expected")
  }
}
