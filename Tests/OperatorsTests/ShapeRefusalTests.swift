import Operators
import Tensors
import Testing
import Threads

@Suite("Operators that move elements refuse")
struct ShapeRefusalTests {
  private func refusal(
    _ name: String, _ attributes: [String: NodeDescription.Attribute] = [:], _ shape: Shape,
    _ lists: [[Int64]?] = [], outputs: Int = 1, opset: Int = 20
  ) -> OperatorError? {
    let known: [NodeDescription.InputDescription?] = lists.map { list in
      list.map {
        let tensor = StoredTensor([$0.count], integers: $0)
        return .init(shape: tensor.shape, type: .int64, constant: tensor)
      }
    }
    let node = NodeDescription(
      name, opset: opset, attributes: attributes, inputs: [.init(shape: shape)] + known,
      wantsOutput: Array(repeating: true, count: outputs))
    do {
      let imported = try OperatorCatalog.imported(name)!.imported(from: node)
      _ = try imported.function.outputShapes(imported.inputs.map { try node.input($0).shape })
      return nil
    } catch {
      return error as? OperatorError
    }
  }

  private let big = Int64.max
  private let small = Int64.min

  @Test("shapes that do not fit, word for word")
  func sentences() {
    #expect(
      refusal("Reshape", [:], [2, 3], [[4, -1]])?.description
        == "reshape: lengths [4, -1] for input 2×3, a divisor of its 6 elements was expected")
    #expect(
      refusal("Reshape", [:], [0, 3], [[0, -1]])?.description
        == "reshape: lengths [0, -1] for input 0×3, no length of 0 beside -1 was expected")
    #expect(
      refusal("Transpose", ["perm": .integers([0, 0])], [2, 3])?.description
        == "transpose: order [0, 0] for input 2×3, each of 2 axes once was expected")
    #expect(
      refusal("Squeeze", [:], [2, 1], [[0]])?.description
        == "squeeze: axis 0 of input 2×1, length 1 was expected")
    #expect(
      refusal("Unsqueeze", [:], [2], [[0, 0]])?.description
        == "unsqueeze: new axes [0, 0] for input 2, each once, from -3 to 2, was expected")
    #expect(
      refusal("Expand", [:], [3], [[2, 4]])?.description
        == "expand: lengths [2, 4] for input 3, equal ones or 1 on either side were expected")
    #expect(
      refusal("Tile", [:], [3], [[-1]])?.description
        == "tile: repeats [-1] for input 3, 1 of 0 or more were expected")
    #expect(
      refusal("Split", [:], [5], [[2, 2]], outputs: 2)?.description
        == "split: parts [2, 2] of axis 0 of input 5, lengths with sum 5 were expected")
    #expect(
      refusal("Slice", [:], [5], [[0], [5], [0], [0]])?.description
        == "slice: step 0 of axis 0, another number was expected")
    #expect(
      refusal("Pad", ["mode": .text("reflect")], [0], [[1, 0]])?.description
        == "pad: 1 and 0 around axis 0 of input 0, an axis with elements was expected")
    #expect(
      refusal("Gather", ["axis": .integer(2)], [4, 3], [[1]])?.description
        == "gather: axis 2 of input 4×3, one from -2 to 1 was expected")
    #expect(
      refusal("DepthToSpace", ["blocksize": .integer(2)], [1, 6, 2, 2])?.description
        == "depthToSpace: squares of side 2 for input 1×6×2×2, a side whose square divides 6 was "
        + "expected")
  }

  @Test("numbers that no machine holds: every one is an error and none a trap")
  func hostile() {
    let one: Shape = [2, 3]
    let all: [(String, [String: NodeDescription.Attribute], Shape, [[Int64]?], Int)] = [
      ("Reshape", [:], one, [[big, big]], 1), ("Reshape", [:], one, [[small]], 1),
      ("Reshape", [:], one, [[-1, -1]], 1), ("Reshape", [:], one, [[0, 0, 0]], 1),
      ("Reshape", [:], one, [Array(repeating: 1, count: 1000)], 1),
      ("Flatten", ["axis": .integer(big)], one, [], 1),
      ("Flatten", ["axis": .integer(small)], one, [], 1),
      ("Flatten", ["axis": .integer(1)], [0, 1 << 40, 1 << 40], [], 1),
      ("Transpose", ["perm": .integers([big, small])], one, [], 1),
      ("Transpose", ["perm": .integers([])], one, [], 1),
      ("Squeeze", [:], one, [[small]], 1), ("Unsqueeze", [:], one, [[big]], 1),
      ("Unsqueeze", [:], one, [Array(0..<1000)], 1),
      ("Expand", [:], [1], [[big, big]], 1), ("Expand", [:], [1], [[-1]], 1),
      ("Tile", [:], one, [[big, big]], 1), ("Tile", [:], one, [[small, 1]], 1),
      ("Concat", ["axis": .integer(small)], one, [], 1), ("Concat", [:], one, [], 1),
      ("Split", [:], one, [[big, big]], 2), ("Split", [:], one, [[-1, 3]], 2),
      ("Split", ["num_outputs": .integer(big)], one, [], 2),
      ("Split", ["num_outputs": .integer(0)], one, [], 1),
      ("Slice", [:], one, [[0], [big], [big]], 1), ("Slice", [:], one, [[0, 0], [1]], 1),
      ("Slice", [:], one, [[0, 0, 0], [1, 1, 1]], 1), ("Slice", [:], one, [[0]], 1),
      ("Slice", [:], one, [[0, 0], [1, 1], [0, -2]], 1),
      ("Pad", [:], one, [[big, big, big, big]], 1), ("Pad", [:], one, [[small, 0, small, 0]], 1),
      ("Pad", [:], one, [[-2, 0, -1, 0]], 1), ("Pad", [:], one, [[1]], 1),
      ("Pad", ["mode": .text("mirror")], one, [[0, 0, 0, 0]], 1),
      ("Gather", [:], one, [[small]], 1), ("Gather", [:], one, [[2]], 1),
      ("Gather", ["axis": .integer(small)], one, [[0]], 1),
      ("DepthToSpace", ["blocksize": .integer(big)], [1, 4, 2, 2], [], 1),
      ("DepthToSpace", ["blocksize": .integer(0)], [1, 4, 2, 2], [], 1),
      ("SpaceToDepth", ["blocksize": .integer(small)], [1, 4, 2, 2], [], 1),
      ("SpaceToDepth", ["blocksize": .integer(2)], [2, 2], [], 1),
      ("GatherND", ["batch_dims": .integer(small)], one, [[0]], 1),
      ("Trilu", [:], [3], [], 1), ("Resize", [:], one, [nil, nil, [big, big]], 1),
      ("Resize", [:], one, [nil, nil, [-1, 1]], 1), ("Resize", [:], one, [nil, nil, [1]], 1),
      ("Resize", [:], one, [], 1), ("Resize", [:], [0, 3], [nil, nil, [1, 3]], 1),
      ("Resize", ["mode": .text("area")], one, [nil, nil, [1, 1]], 1),
      ("Resize", ["axes": .integers([0, -2])], one, [nil, nil, [1, 1]], 1),
    ]
    for (name, attributes, shape, lists, outputs) in all {
      let error = refusal(name, attributes, shape, lists, outputs: outputs)
      #expect(error != nil, "\(name) \(attributes) \(lists)")
    }
    for scale in [0, -1, .infinity, 1e30] as [Float] {
      let resize = Resize(.scales([scale, 1]))
      #expect(throws: OperatorError.self, "scale \(scale)") { try resize.outputShapes([one]) }
    }
  }

  @Test("nothing of a slice whose ends are beyond all numbers")
  func extremes() throws {
    let ranges = [
      StridedSlice.Range(axis: 0, start: .min, end: .max, step: .max),
      StridedSlice.Range(axis: 1, start: .max, end: .min, step: .min),
    ]
    let slice = StridedSlice(ranges)
    #expect(try slice.outputShapes([[2, 3]]) == [[1, 1]])
    #expect(try OperatorRun.forward(slice, [2, 3], [0, 1, 2, 3, 4, 5]) == [2])
    let triangle = Trilu(diagonal: .min)
    #expect(try OperatorRun.forward(triangle, [1, 2], [1, 2]) == [1, 2])
    #expect(try OperatorRun.forward(Trilu(diagonal: .max), [1, 2], [1, 2]) == [0, 0])
  }
}
