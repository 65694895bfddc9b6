/// A message of ONNX's schema: the fields that are read, decoded where the file has them.
///
/// A field that comes again overwrites a number or a text, extends a list and adds to a message, as
/// protobuf says; only graphs must come once, as each knows where in the file it lies. Where the
/// schema has a choice of fields, the last one holds. Fields that nothing here reads are passed over.
protocol ONNXMessage: Sendable {
  /// What errors call it.
  static var kind: String { get }
  /// A message of no fields.
  init()
  /// Takes over one field.
  mutating func decode(
    _ field: ProtobufField, _ decoder: inout ONNXDecoder
  ) throws(ModelFileError)
}
