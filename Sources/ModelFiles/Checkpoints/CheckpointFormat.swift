import Initializers

/// A format that checkpoints are written in.
public enum CheckpointFormat: String, Sendable, Hashable, CaseIterable {
  /// One safetensors file.
  case safetensors
  /// Several safetensors files with an index, `model.safetensors.index.json`.
  case safetensorsIndex
  /// NumPy's archive of arrays.
  case npz
  /// What `torch.save` writes, the zip archive and the older form without one.
  case pytorch
  /// Several files of PyTorch with an index, `pytorch_model.bin.index.json`.
  case pytorchIndex
  /// The initializers of an ONNX model.
  case onnx
  /// A model of Keras 3, a zip archive.
  case keras
  /// Weights of Keras in HDF5, or a whole model of Keras 2.
  case hdf5 = "h5"

  /// The order of the axes of weights that the format implies; `nil` where files of both kinds are
  /// usual.
  public var layout: Layout? {
    switch self {
    case .safetensors, .safetensorsIndex, .pytorch, .pytorchIndex, .onnx: .pytorch
    case .npz: nil
    case .keras, .hdf5: .keras
    }
  }

  /// Whether a file says which of its tensors are one.
  var tellsTies: Bool { self == .pytorch || self == .pytorchIndex }

  private static let indices: [(suffix: String, format: CheckpointFormat)] = [
    (".safetensors.index.json", .safetensorsIndex), (".bin.index.json", .pytorchIndex),
  ]

  /// The format of the file at a path, by its name, and of names that several formats share by its first
  /// bytes.
  ///
  /// - Throws: ``ModelFileError`` with code `.unsupported` for another kind of file, `.missing` or
  ///   `.unreadable` where its bytes are needed and cannot be read.
  init(of path: String) throws(ModelFileError) {
    for (suffix, format) in Self.indices where path.hasSuffix(suffix) {
      self = format
      return
    }
    switch path.split(separator: "/").last?.split(separator: ".").last {
    case "safetensors": self = .safetensors
    case "npz": self = .npz
    case "onnx": self = .onnx
    case "keras": self = .keras
    case "h5", "hdf5": self = .hdf5
    case "pt", "pth", "bin", "ckpt":
      // Not all that is called so comes from PyTorch.
      self = FileBeginning(try MappedFile.bytes(of: path)) == .safetensors ? .safetensors : .pytorch
    default:
      throw ModelFileError(
        .unsupported, path,
        "a checkpoint of an unknown kind, one in .safetensors, .safetensors.index.json, .npz, .pt, "
          + ".pth, .bin, .bin.index.json, .ckpt, .onnx, .keras or .h5 was expected")
    }
  }
}
