import Files
import Foundation
import Tensors
import Threads

/// An ONNX model that is to be written: another model's graph, byte for byte, with other numbers in its
/// weights.
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
  ///   - tensors: what its weights will hold, by the names that ``ONNXWeights`` gives them.
  ///   - metadata: entries for `metadata_props`, in place of those with the same keys.
  /// - Throws: ``ModelFileError`` where the model cannot be copied.
  init(
    path: String, model: ONNXModel, tensors: [String: PlannedTensor], metadata: [String: String]
  ) throws(ModelFileError) {
    var places: [Int: PlannedTensor] = [:]
    for weight in ONNXWeights(of: model).entries {
      if let place = weight.tensor.place { places[place.offsets.lowerBound] = tensors[weight.name] }
    }
    var maker = SegmentMaker(
      bytes: model.source.bytes, name: model.name, location: path.lastComponent + ".data",
      tensors: places)
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

  /// Walks through the messages of a model and keeps all fields but the contents of its weights.
  private struct SegmentMaker {
    /// A message in which a weight may lie, or which is one.
    private enum Message {
      case graph, node, attribute, tensor

      /// The message that a field of it is.
      func inner(_ number: Int) -> Message? {
        switch (self, number) {
        case (.graph, 1): .node
        case (.node, 5): .attribute
        case (.attribute, 6), (.attribute, 11): .graph
        case (.graph, 5), (.attribute, 5): .tensor
        default: nil
        }
      }
    }

    let bytes: StoredBytes
    let name: String
    let location: String
    /// What is to be written, by where the fields of the tensor in whose place it is begin.
    let tensors: [Int: PlannedTensor]
    /// These places in their order.
    private let places: [Int]
    private(set) var external: [(tensor: PlannedTensor, offset: Int)] = []

    init(bytes: StoredBytes, name: String, location: String, tensors: [Int: PlannedTensor]) {
      (self.bytes, self.name, self.location) = (bytes, name, location)
      (self.tensors, places) = (tensors, tensors.keys.sorted())
    }

    // Fields of TensorProto that hold or describe its contents: float_data, int32_data, string_data,
    // int64_data, raw_data, double_data, uint64_data, external_data, data_location.
    private static let contents: Set = [4, 5, 6, 7, 9, 10, 11, 13, 14]

    mutating func model(_ metadata: [String: String]) throws(ModelFileError) -> [Segment] {
      var segments: [Segment] = []
      for field in try fields(0..<bytes.count) {
        switch field.number {
        case 7 where field.type == .bytes:
          let graph = try message(.graph, field.contents)
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

    private mutating func message(
      _ kind: Message, _ range: Range<Int>
    ) throws(ModelFileError) -> [Segment] {
      var segments: [Segment] = []
      for field in try fields(range) {
        guard field.type == .bytes, let kind = kind.inner(field.number), holds(field.contents)
        else {
          segments.append(copy(field))
          continue
        }
        let inner =
          if kind == .tensor, let planned = tensors[field.contents.lowerBound] {
            try tensor(field.contents, planned)
          } else {
            try message(kind, field.contents)
          }
        segments.append(header(field.number, inner.reduce(0) { $0 + $1.count }))
        segments += inner
      }
      return segments
    }

    // Whether a tensor that is to be written lies there.
    private func holds(_ range: Range<Int>) -> Bool {
      var (low, high) = (0, places.count)
      while low < high {
        let middle = (low + high) / 2
        if places[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
      }
      return low < places.count && places[low] < range.upperBound
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
