import Files
import Foundation
import Tensors
import Threads

/// An ONNX model that is to be written: another model's graph, byte for byte, with other numbers in its
/// initializers.
///
/// What the reader does not know of stays as it is. Numbers that the model had in a file of external data
/// lie in one again, beside the new model and with `.data` behind its name.
struct ONNXFile {
  private enum Segment {
    case bytes(StoredBytes)
    case tensor(PlannedTensor)

    var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .tensor(let tensor): tensor.byteCount
      }
    }
  }

  private let path: String
  private let segments: [Segment]
  private let external: [(tensor: PlannedTensor, offset: Int)]

  /// The length of the model's file.
  var size: Int { segments.reduce(0) { $0 + $1.count } }
  /// The length of the file of external data.
  var externalSize: Int { external.last.map { $0.offset + $0.tensor.byteCount } ?? 0 }
  /// The file of external data; `nil` where there is none.
  var externalPath: String? { external.isEmpty ? nil : path + ".data" }

  // Data begin where pages of memory do, so that they can be mapped.
  private static let alignment = 4096

  /// - Parameters:
  ///   - path: where the model is to be.
  ///   - model: whose graph it has.
  ///   - tensors: what its initializers will hold, by name.
  ///   - metadata: entries for `metadata_props`, in place of those with the same keys.
  /// - Throws: ``ModelFileError`` where the model cannot be copied.
  init(
    path: String, model: ONNXModel, tensors: [String: PlannedTensor], metadata: [String: String]
  ) throws(ModelFileError) {
    var maker = SegmentMaker(
      bytes: model.source.bytes, name: model.name, location: path.lastComponent + ".data",
      tensors: tensors)
    segments = try maker.model(metadata)
    external = maker.external
    self.path = path
    guard size <= ONNXModel.sizeLimit else {
      throw .fileSize(path, size, limit: ONNXModel.sizeLimit)
    }
  }

  /// Draws and writes the model, its external data first.
  ///
  /// - Throws: `FileError` where a file cannot be written, ``ModelFileError`` where the model's numbers
  ///   cannot be read.
  func write(seed: UInt64, threads: ThreadPool, onBytes: (Int) -> Void) throws {
    let room = PieceRoom()
    let draft = try FileDraft(for: path, size: size + externalSize)
    let data = try externalPath.map { try FileDraft(for: $0, size: externalSize) }
    func add(_ tensor: PlannedTensor, to file: FileDraft) throws {
      do {
        try tensor.forEachPiece(seed: seed, threads: threads, room: room) {
          bytes throws(FileError) in
          try file.write(bytes)
          onBytes(bytes.count)
        }
      } catch .body(let error) {
        throw error
      } catch .template(let error) {
        throw error
      }
    }
    if let data {
      var place = 0
      for (tensor, offset) in external {
        try [UInt8](repeating: 0, count: offset - place).withUnsafeBytes { try data.write($0) }
        try add(tensor, to: data)
        place = offset + tensor.byteCount
      }
    }
    for segment in segments {
      switch segment {
      case .bytes(let bytes): try bytes.withUnsafeBytes { try draft.write($0) }
      case .tensor(let tensor): try add(tensor, to: draft)
      }
    }
    if let data {
      // A model from before would be read with the new data.
      unlink(path)
      try data.finish()
    }
    try draft.finish()
  }

  /// Walks through the messages of a model and keeps all fields but the contents of its initializers.
  private struct SegmentMaker {
    let bytes: StoredBytes
    let name: String
    let location: String
    let tensors: [String: PlannedTensor]
    var external: [(tensor: PlannedTensor, offset: Int)] = []

    // Fields of TensorProto that hold or describe its contents: float_data, int32_data, string_data,
    // int64_data, raw_data, double_data, uint64_data, external_data, data_location.
    private static let contents: Set = [4, 5, 6, 7, 9, 10, 11, 13, 14]

    mutating func model(_ metadata: [String: String]) throws(ModelFileError) -> [Segment] {
      var segments: [Segment] = []
      for field in try fields(0..<bytes.count) {
        switch field.number {
        case 7 where field.type == .bytes:
          let graph = try graph(field.contents)
          segments.append(header(7, graph.reduce(0) { $0 + $1.count }))
          segments += graph
        case 14 where field.type == .bytes:
          if metadata[try key(field.contents)] == nil { segments.append(copy(field)) }
        default: segments.append(copy(field))
        }
      }
      for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
        let entry = entry(key, value)
        segments.append(header(14, entry.count))
        segments.append(.bytes(StoredBytes(entry)))
      }
      return segments
    }

    private mutating func graph(_ range: Range<Int>) throws(ModelFileError) -> [Segment] {
      var segments: [Segment] = []
      for field in try fields(range) {
        guard field.number == 5, field.type == .bytes,
          let planned = tensors[try tensorName(field.contents)]
        else {
          segments.append(copy(field))
          continue
        }
        let tensor = try tensor(field.contents, planned)
        segments.append(header(5, tensor.reduce(0) { $0 + $1.count }))
        segments += tensor
      }
      return segments
    }

    private mutating func tensor(
      _ range: Range<Int>, _ planned: PlannedTensor
    ) throws(ModelFileError) -> [Segment] {
      let fields = try fields(range)
      var segments = fields.filter { !Self.contents.contains($0.number) }.map(copy)
      guard fields.contains(where: { $0.number == 13 }) else {
        return segments + [header(9, planned.byteCount), .tensor(planned)]
      }
      let end = external.last.map { $0.offset + $0.tensor.byteCount } ?? 0
      let offset = (end + ONNXFile.alignment - 1) / ONNXFile.alignment * ONNXFile.alignment
      external.append((planned, offset))
      let place = [
        ("location", location), ("offset", "\(offset)"), ("length", "\(planned.byteCount)"),
      ]
      for (key, value) in place {
        let entry = entry(key, value)
        segments.append(header(13, entry.count))
        segments.append(.bytes(StoredBytes(entry)))
      }
      return segments + [.bytes(StoredBytes([14 << 3, 1]))]
    }

    private func fields(_ range: Range<Int>) throws(ModelFileError) -> [ProtobufField] {
      try bytes.withUnsafeBytes { bytes throws(ModelFileError) in
        var reader = ProtobufReader(bytes, name: name)
        (reader.offset, reader.end) = (range.lowerBound, range.upperBound)
        var fields: [ProtobufField] = []
        while reader.offset < reader.end { fields.append(try reader.field()) }
        return fields
      }
    }

    private func tensorName(_ range: Range<Int>) throws(ModelFileError) -> String {
      try fields(range).last { $0.number == 8 }.map { text($0.contents) } ?? ""
    }

    private func key(_ range: Range<Int>) throws(ModelFileError) -> String {
      try fields(range).last { $0.number == 1 }.map { text($0.contents) } ?? ""
    }

    private func text(_ range: Range<Int>) -> String {
      bytes[range].withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func copy(_ field: ProtobufField) -> Segment {
      .bytes(bytes[field.start..<field.contents.upperBound])
    }

    private func header(_ number: Int, _ length: Int) -> Segment {
      .bytes(StoredBytes(varint(number << 3 | 2) + varint(length)))
    }

    private func entry(_ key: String, _ value: String) -> [UInt8] {
      [key, value].enumerated().flatMap { index, text in
        varint((index + 1) << 3 | 2) + varint(text.utf8.count) + Array(text.utf8)
      }
    }

    private func varint(_ value: Int) -> [UInt8] {
      var (bytes, rest): ([UInt8], Int) = ([], value)
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7f) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)]
    }
  }
}
