import CZlib
import Foundation
import Training

/// The bytes of an IDX file.
func idxBytes(type: UInt8 = 0x08, shape: [Int], elements: [UInt8]) -> [UInt8] {
  [0, 0, type, UInt8(shape.count)] + shape.flatMap { bigEndian(UInt32($0)) } + elements
}

/// An integer as big-endian bytes.
func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

/// Bytes as one member of a gzip file.
func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
  var stream = z_stream()
  let status = deflateInit2_(
    &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK, "zlib status \(status), expected \(Z_OK)")
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "the output is too small")
      return output.count - Int(stream.avail_out)
    }
  }
  return Array(output[..<count])
}

/// Four images of 2 x 3 bytes for training, two for testing, in two classes.
struct IDXFixture: Sendable {
  var trainImages = idxBytes(shape: [4, 2, 3], elements: Array(0..<24))
  var trainLabels = idxBytes(shape: [4], elements: [0, 1, 1, 0])
  var testImages = idxBytes(shape: [2, 2, 3], elements: Array(24..<36))
  var testLabels = idxBytes(shape: [2], elements: [1, 0])

  func read() throws(DataSetError) -> DataSet {
    try DataSet.idx(
      name: "t", trainImages: trainImages, trainLabels: trainLabels, testImages: testImages,
      testLabels: testLabels)
  }

  /// The fixture with something changed.
  static func with(_ change: (inout IDXFixture) -> Void) -> IDXFixture {
    var fixture = IDXFixture()
    change(&fixture)
    return fixture
  }

  /// Writes the four files.
  func write(to directory: String, names: [String], compressed: Bool) throws {
    for (name, bytes) in zip(names, [trainImages, trainLabels, testImages, testLabels]) {
      let bytes = compressed ? gzip(bytes) : bytes
      try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    }
  }
}

/// Runs the body with the path of a new directory and removes it afterwards.
func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "/xavier-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
