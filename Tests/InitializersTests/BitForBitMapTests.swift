import Initializers
import Streams
import Tensors
import TestSupport
import Testing

/// Draws of whole maps against `Tests/Golden/draws1.py`, an independent implementation of what
/// REPRODUCIBILITY.md says.
@Suite("Sparse and orthogonal draws have the bits that are written down")
struct BitForBitMapTests {
  /// The parameters of the script, by their names there.
  private func specs() throws -> [String: ParameterSpec] {
    [
      "dense": .dense(in: 35, out: 99),
      "denseWide": .dense(in: 99, out: 35),
      "densePyTorch": .dense(in: 35, out: 99, layout: .pytorch),
      "densePyTorchWide": .dense(in: 99, out: 35, layout: .pytorch),
      "convolution": try .convolution(in: 10, out: 12, kernel: [3, 4], groups: 2),
      "convolutionPyTorch": try .convolution(
        in: 10, out: 120, kernel: [2, 3], groups: 2, layout: .pytorch),
      "transposed": try .transposedConvolution(in: 8, out: 14, kernel: [3], stride: [2], groups: 2),
      "depthwise": try .depthwiseConvolution(channels: 6, multiplier: 2, kernel: [3, 3]),
      "gates": try .fusedGates(in: 20, out: 11, gates: 4),
      "gatesPyTorch": try .fusedGates(in: 11, out: 20, gates: 4, layout: .pytorch),
      "experts": try .experts(5, in: 9, out: 8),
      "projections": try .fusedProjections(in: 24, out: [24, 8, 8]),
      "projectionsPyTorch": try .fusedProjections(in: 24, out: [40, 12, 8], layout: .pytorch),
    ]
  }

  @Test("matrices of every layout: groups, gates, experts, kernels and fused sections")
  func maps() throws {
    let specs = try specs()
    let golden = try StreamOneGolden.file.maps
    #expect(Set(golden.map(\.spec)) == Set(specs.keys))
    for map in golden {
      let spec = try #require(specs[map.spec])
      let type = try #require(ElementType(rawValue: map.type))
      let initializer = try InitializerCatalog.initializer(spelled: map.initializer)
      var bytes = [UInt8](repeating: 0xff, count: spec.shape.count * type.size)
      try bytes.withUnsafeMutableBytes {
        try initializer.fill(
          ElementBuffer(start: $0.baseAddress, count: spec.shape.count, type: type), of: spec,
          path: "layers.0.weight", seed: 7)
      }
      let bits = map.bits.indices.map { StreamOneGolden.digits(bytes, $0, size: type.size) }
      #expect(bits == map.bits, "\(map.initializer) \(map.spec) \(type)")
      let digest = StreamOneGolden.hexadecimal(SHA256.digest(of: bytes))
      #expect(digest == map.sha256, "\(map.initializer) \(map.spec) \(type)")
    }
  }
}
