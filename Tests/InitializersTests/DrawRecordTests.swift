import Initializers
import Streams
import Tensors
import TestSupport
import Testing
import Threads

/// What could be wrong: a number that loses digits in the text, axes that are forgotten, a law that draws
/// something else when it is made again, a text from a file that traps.
@Suite("Records of draws")
struct DrawRecordTests {
  // Shapes are small and fans unequal.
  private static func specs() throws -> [ParameterSpec] {
    [
      .dense(in: 35, out: 99), .dense(in: 99, out: 35, layout: .pytorch),
      try .convolution(in: 6, out: 8, kernel: [3, 5], groups: 2, layout: .pytorch),
      try .fusedProjections(in: 24, out: [16, 8, 4], layout: .pytorch),
      try .fusedGates(in: 7, out: 5, gates: 4, layout: .pytorch), try .experts(3, in: 5, out: 7),
    ]
  }

  private static let shape: Shape = [35, 99]

  private func bits(_ record: DrawRecord) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: record.spec.shape.count) { buffer, count in
      let memory = UnsafeMutableRawPointer(buffer.baseAddress!)
      record.law.fill(
        ElementBuffer(start: memory, count: record.spec.shape.count, type: .float32), from: 0,
        of: record.spec, stream: ParameterStream(seed: 7, path: "weight"), threads: .single)
      count = record.spec.shape.count
    }
  }

  @Test("every initializer's draw is drawn again from its line, bit for bit")
  func everyInitializer() throws {
    var count = 0
    for name in InitializerCatalog.names {
      let spelled = Self.arguments[name].map { "\(name):\($0)" } ?? name
      guard let initializer = try? InitializerCatalog.initializer(spelled: spelled) else {
        continue
      }
      for spec in try Self.specs() {
        guard let law = try? initializer.law(for: spec) else { continue }
        let record = DrawRecord(law: law, spec: spec)
        let again = try DrawRecord(record.text, shape: spec.shape)
        let isEqual = bits(again) == bits(record)
        #expect(isEqual, "\(spelled): \(record.text)")
        #expect(again.text == record.text)
        count += 1
      }
    }
    // Of nearly all names and all six shapes.
    #expect(count > 150, "\(count)")
  }

  private static let arguments = [
    "normal": "0.02", "uniform": "0.1", "constant": "0.3", "sparse": "0.9",
    "truncatedNormal": "0.02",
    "orthogonal": "1.4",
  ]

  @Test("a path may hold anything, semicolons and spaces too")
  func path() throws {
    let spec = ParameterSpec.dense(in: 35, out: 99)
    let law = try Normal(standardDeviation: 0.1)
    let record = DrawRecord(law: law, spec: spec, path: "a; path b; axes input:3")
    #expect(try DrawRecord(record.text, shape: spec.shape).path == "a; path b; axes input:3")
  }

  @Test(
    "lines that are no records are refused word for word",
    arguments: [
      "", "normal", "normal 0", "normal 0 x", "normal 0 0.1 0.2", "gauss 0 1",
      "orthogonal 1.0 round",
      "orthogonal 1.0 flattened", "normal 0 1; axes", "normal 0 1; axes input:35",
      "normal 0 1; axes input:-35 output:-99", "orthogonal 1 flattened; axes input:35 width:99",
      "normal 0 1 | normal 0 1", "normal 0 1; sections 0 1 2",
      "normal 0 1 | normal 0 1; axes output:99 input:35; sections 7 1 2",
      "normal 0 1 | normal 0 1; axes output:99 input:35; sections 0 9223372036854775807 2",
      "identity 1.0; axes input:9223372036854775807 output:9223372036854775807",
      "forgetGates 0 0", "forgetGates 4.5 2", "gateConstants 1 0.5",
    ])
  func refused(_ text: String) {
    let error = #expect(throws: InitializerError.self) {
      try DrawRecord(text, shape: Self.shape)
    }
    #expect(error?.code == .record, "\(text)")
    #expect(error?.description.contains("not known, a law with its numbers such as") == true)
  }

  @Test("numbers that no law has are refused as the law refuses them")
  func numbers() {
    for text in ["normal 0 -1", "normal nan 1", "uniform 2 1", "sparse share 2 1", "identity inf"] {
      #expect(throws: InitializerError.self, "\(text)") {
        try DrawRecord(text, shape: Self.shape)
      }
    }
  }
}
