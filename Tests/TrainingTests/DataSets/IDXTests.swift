import Foundation
import Testing
import Training

@Suite("IDX files")
struct IDXTests {
  static let plainNames = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  @Test("every fault of a header has its code and its sentence", arguments: IDXFaults.headers)
  func header(fault: Fault) {
    #expect(fault.error()?.code == fault.code)
    #expect(fault.error()?.description == fault.sentence)
  }

  @Test("every fault of the contents has its code and its sentence", arguments: IDXFaults.contents)
  func contents(fault: Fault) {
    #expect(fault.error()?.code == fault.code)
    #expect(fault.error()?.description == fault.sentence)
  }

  @Test(
    "every fault of the compression has its code and its sentence", arguments: IDXFaults.compression
  )
  func compression(fault: Fault) {
    #expect(fault.error()?.code == fault.code)
    #expect(fault.error()?.description == fault.sentence)
  }

  @Test("elements of every type come back as they were written")
  func elementTypes() throws {
    func values(_ type: UInt8, _ elements: [[UInt8]]) throws -> [Float] {
      let plain = idxBytes(type: type, shape: [elements.count], elements: elements.flatMap { $0 })
      let array = try IDXArray(bytes: plain, name: "t")
      #expect(try IDXArray(bytes: gzip(plain), name: "t") == array)
      #expect(array.shape == [elements.count])
      return array.values
    }
    #expect(try values(0x08, [[0], [1], [128], [255]]) == [0, 1, 128, 255])
    #expect(try values(0x09, [[0], [1], [128], [255]]) == [0, 1, -128, -1])
    let int16: [Int16] = [0, 258, .min, .max, -1]
    #expect(try values(0x0b, int16.map { bigEndian($0) }) == int16.map { Float($0) })
    let int32: [Int32] = [0, 16_909_060, .min, .max, -1]
    #expect(try values(0x0c, int32.map { bigEndian($0) }) == int32.map { Float($0) })
    let float32: [Float] = [0, -0.1, .pi, .leastNonzeroMagnitude, -.greatestFiniteMagnitude]
    #expect(try values(0x0d, float32.map { bigEndian($0.bitPattern) }) == float32)
    let float64: [Double] = [0, -0.1, .pi, 1e-300, 3e38]
    #expect(
      try values(0x0e, float64.map { bigEndian($0.bitPattern) }) == float64.map { Float($0) })
  }

  @Test("elements beyond one chunk keep their places", arguments: [0x08, 0x0b, 0x0e] as [UInt8])
  func chunks(type: UInt8) throws {
    // A prime, so that no chunk of 2^20 bytes ends where the file does.
    let count = 2_097_169
    let size = [0x08: 1, 0x0b: 2, 0x0e: 8][type, default: 0]
    var bytes = idxBytes(type: type, shape: [count], elements: [])
    bytes.reserveCapacity(8 + count * size)
    for index in 0..<count {
      switch size {
      case 1: bytes.append(UInt8(truncatingIfNeeded: index % 251))
      case 2: bytes += [UInt8(0), UInt8(truncatingIfNeeded: index % 251)]
      default: bytes += bigEndian(Double(index % 251).bitPattern)
      }
    }
    let values = try IDXArray(bytes: gzip(bytes, level: 1), name: "t").values
    #expect(values.count == count)
    #expect(values.indices.allSatisfy { values[$0] == Float($0 % 251) })
  }

  @Test("gzip data in several members is one file")
  func members() throws {
    let bytes = idxBytes(shape: [6], elements: [1, 2, 3, 4, 5, 6])
    let members = gzip(Array(bytes[..<3])) + gzip([]) + gzip(Array(bytes[3...]))
    #expect(try IDXArray(bytes: members, name: "t").values == [1, 2, 3, 4, 5, 6])
  }

  @Test("images of one to four dimensions give the shape of one example")
  func shapes() throws {
    for (shape, expected) in [
      ([4], [1]), ([4, 6], [6]), ([4, 2, 3], [2, 3]), ([4, 3, 1, 2], [3, 1, 2]),
    ] {
      let size = shape.reduce(1, *)
      let test = [2] + shape.dropFirst()
      let set = try IDXFixture.with {
        $0.trainImages = idxBytes(shape: shape, elements: (0..<size).map { UInt8($0) })
        $0.testImages = idxBytes(shape: test, elements: (0..<size / 2).map { UInt8($0) })
      }.read()
      #expect(set.inputShape == expected)
      #expect(set.train.featureCount == expected.reduce(1, *))
      #expect(set.train.inputs.count == size)
    }
  }

  @Test("both sets are standardized by the mean and deviation of the training set")
  func standardization() throws {
    let set = try IDXFixture().read()
    // The numbers 0 to 23 have mean 11.5 and variance (24^2 - 1) / 12.
    let deviation = (575.0 / 12).squareRoot()
    for (index, value) in set.train.inputs.enumerated() {
      #expect(abs(Double(value) - (Double(index) - 11.5) / deviation) < 1e-6)
    }
    for (index, value) in set.test.inputs.enumerated() {
      #expect(abs(Double(value) - (Double(index) + 12.5) / deviation) < 1e-6)
    }
    #expect(set.train.labels == [0, 1, 1, 0])
    #expect(set.test.labels == [1, 0])
    #expect(set.classNames == ["0", "1"])
  }

  @Test("a directory is read under each spelling of its files", arguments: [false, true])
  func directory(compressed: Bool) throws {
    let expected = try IDXFixture().read()
    for names in [
      Self.plainNames,
      ["digits-train-images", "digits-train-labels", "digits-test-images", "digits-test-labels"],
      ["train_images.idx3", "train_labels.idx1", "test_images.idx3", "test_labels.idx1"],
      [
        "a.train-images.idx3-ubyte", "b.Train-Labels.idx1", "t10k-images", "c-t10k-labels-idx1-int",
      ],
    ] {
      try withDirectory { path in
        let names = names.map { compressed ? $0 + ".gz" : $0 }
        try IDXFixture().write(to: path, names: names, compressed: compressed)
        for other in [".train-images", "train-images.sha256", "train-images.png", "README.md"] {
          try Data([1]).write(to: URL(fileURLWithPath: "\(path)/\(other)"))
        }
        let set = try DataSet.idx(directory: path + "/")
        #expect(set.name == path.split(separator: "/").last.map(String.init))
        #expect(set.train == expected.train)
        #expect(set.test == expected.test)
      }
    }
  }
}
