import Initializers
import Tensors

/// Named tensors of a file, or of several that belong together, without a graph.
///
/// Names, order and metadata are the file's. Numbers stay in the file: an entry reads them when it is
/// asked, so that a checkpoint larger than memory can be walked through.
///
/// ```swift
/// let checkpoint = try Checkpoint(contentsOf: "model.safetensors")
/// for entry in checkpoint.entries { print(entry.name, entry.shape, try entry.tensor().floats[0]) }
/// ```
public struct Checkpoint: Sendable {
  /// One tensor.
  public struct Entry: Sendable {
    /// Its name.
    public let name: String
    /// How its elements are written.
    public let type: StoredType
    /// The lengths of its axes.
    public let shape: Shape
    private let contents: @Sendable () throws(ModelFileError) -> StoredTensor

    init(
      _ name: String, _ type: StoredType, _ shape: Shape,
      contents: @escaping @Sendable () throws(ModelFileError) -> StoredTensor
    ) {
      self.name = name
      self.type = type
      self.shape = shape
      self.contents = contents
    }

    package init(_ name: String, _ tensor: StoredTensor) {
      self.init(name, tensor.type, tensor.shape) { () throws(ModelFileError) in tensor }
    }

    /// Its numbers, which share the file's memory where they lie there as they are.
    ///
    /// - Throws: ``ModelFileError`` where they cannot be read or are damaged.
    public func tensor() throws(ModelFileError) -> StoredTensor { try contents() }
  }

  /// What errors call it: the path as given.
  public let name: String
  /// The format of the file.
  public let format: CheckpointFormat
  /// The tensors, in the file's order.
  public let entries: [Entry]
  /// What the file says of itself, by key.
  public let metadata: [String: String]
  /// How tensors were drawn, by their names, where `xavier init` wrote the file; in an index, of all files.
  package let draws: [String: String]
  /// What else a file of Keras says; `nil` for another file.
  package let keras: KerasFacts?

  package init(
    name: String, format: CheckpointFormat, entries: [Entry], metadata: [String: String] = [:],
    draws: [String: String]? = nil, keras: KerasFacts? = nil
  ) {
    self.name = name
    self.format = format
    self.entries = entries
    self.metadata = metadata
    self.keras = keras
    // A text that is no record says nothing; who needs it reads it again and says what is wrong.
    self.draws = draws ?? ((try? DrawMetadata.records(metadata, of: name)) ?? [:])
  }

  /// The order of the axes of weights: what the file says of itself, else what its format implies; `nil`
  /// where neither does.
  public var layout: Layout? {
    metadata[DrawMetadata.layout].flatMap(Layout.init) ?? format.layout
  }

  /// The checkpoint in a file; the format follows from the file's first bytes and its name.
  ///
  /// - Throws: ``ModelFileError`` where the file cannot be read, is damaged, or is of no known format.
  public init(contentsOf path: String) throws(ModelFileError) {
    switch try CheckpointFormat(of: path) {
    case .safetensors: try self.init(safetensors: path)
    case .safetensorsIndex: try self.init(index: path, .safetensorsIndex)
    case .pytorchIndex: try self.init(index: path, .pytorchIndex)
    case .npz: try self.init(npz: path)
    case .pytorch: try self.init(pytorch: path)
    case .onnx: try self.init(onnx: path)
    case .keras: try self.init(keras: path)
    case .hdf5: try self.init(hdf5: path)
    }
  }
}
