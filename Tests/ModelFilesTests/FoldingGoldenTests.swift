import ModelFiles
import Operators
import Tensors
import TestSupport
import Testing

@Suite("Folding")
struct FoldingGoldenTests {
  private func check(_ file: String) throws {
    for node in try GoldenNodes.load(file) {
      let folded = try Folding.fold(node.described(unknown: []), limit: 1 << 20)
      guard let found = folded else {
        Issue.record("not folded: \(node)")
        continue
      }
      #expect(found.count == node.outputs.count, "\(node)")
      for (output, golden) in zip(found, node.outputs) {
        let expected = try golden.stored
        #expect(output.shape == expected.shape, "\(node)")
        #expect(output.type == expected.type, "\(node)")
        let isEqual =
          node.isClose
          ? zip(output.doubles, expected.doubles).allSatisfy {
            abs($0 - $1) <= 2e-5 * max(1, abs($1))
          } : output.littleEndianBytes.array == expected.littleEndianBytes.array
        #expect(isEqual, "\(node)")
      }
    }
  }

  @Test("moves elements of every type as NumPy does, byte by byte")
  func movement() throws { try check("nodes") }
}
