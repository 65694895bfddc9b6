import Foundation
import Tensors

extension ONNXSource {
  /// The bytes of a tensor that lies in a file of external data, shared with that file.
  ///
  /// - Source: the keys `location`, `offset` and `length` of ONNX's `external_data`; `checksum` and
  ///   unknown keys are passed over.
  func externalContents(
    of tensor: ONNXTensorProto, _ size: Int, _ subject: String
  ) throws(ModelFileError) -> StoredBytes {
    let fields = ONNXTensorProto.Contents.allCases.filter { tensor.holds($0) }
    if let field = fields.first {
      throw ModelFileError(
        .storage, subject,
        "elements in \(field.rawValue) beside external data, one of both was expected")
    }
    var entries: [String: String] = [:]
    for entry in tensor.externalData {
      guard entries.updateValue(entry.value, forKey: entry.key) == nil else {
        throw ModelFileError(
          .externalData, subject,
          "external data with several entries \(shown(entry.key)), one was expected")
      }
    }
    guard let location = entries["location"] else {
      throw ModelFileError(
        .externalData, subject, "external data without a location, the name of a file was expected")
    }
    let offset = try number("offset", entries, subject) ?? 0
    let file = try external(location, of: subject)
    guard offset <= file.count else {
      throw .externalRange(subject, location, offset..<offset, file.count)
    }
    let length = try number("length", entries, subject) ?? file.count - offset
    guard length <= file.count - offset else {
      let (end, overflows) = offset.addingReportingOverflow(length)
      throw .externalRange(subject, location, offset..<(overflows ? .max : end), file.count)
    }
    guard length == size else {
      throw ModelFileError(
        .count, subject,
        "\(length) bytes of external data, \(size) for its shape were expected")
    }
    return file[offset..<offset + length]
  }

  private func number(
    _ key: String, _ entries: [String: String], _ subject: String
  ) throws(ModelFileError) -> Int? {
    guard let text = entries[key] else { return nil }
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
      throw ModelFileError(
        .externalData, subject,
        "external data of \(key) '\(shown(text))', a number of bytes was expected")
    }
    return number
  }
}

extension ModelFileError {
  fileprivate static func externalRange(
    _ subject: String, _ location: String, _ range: Range<Int>, _ size: Int
  ) -> Self {
    Self(
      .externalData, subject,
      "bytes \(range.lowerBound) to \(range.upperBound) of external data \(shown(location)),"
        + " a range in its \(size) bytes was expected")
  }
}
