import Recipes
import Tensors

extension Checkpoint {
  /// What a file of Keras says besides names and shapes.
  package struct KerasFacts: Sendable {
    /// What the layers of the variables are, by the names of the variables.
    package let variables: [String: KerasVariable]
    /// The file of weights.
    let weights: KerasWeights

    /// The paths of the groups and datasets that belong to the model.
    package var paths: [String] {
      weights.file.contents.objects.map(\.path).filter { weights.isKept($0) }
    }
  }

  /// The weights in an HDF5 file: `.weights.h5` of Keras 3, `.h5` of Keras 2, a whole model in `.h5`.
  ///
  /// Weights of Keras 3 are called as in the file, `layers/dense/vars/0`; those of Keras 2 too, without
  /// `model_weights` before them. What optimizers keep is left out.
  ///
  /// - Throws: ``ModelFileError`` with code `.hdf5` for what is no HDF5, or does what no weights need;
  ///   `.reader` where the program that reads HDF5 is not there.
  init(hdf5 path: String) throws(ModelFileError) {
    try self.init(HDF5File(HDF5Source(contentsOf: path), name: path), name: path, format: .hdf5)
  }

  /// The weights in the bytes of an HDF5 file.
  ///
  /// - Parameters:
  ///   - reader: the program that reads it; by default the one that is found.
  ///   - patience: so many seconds may pass without a word from the program.
  package init(
    hdf5 bytes: StoredBytes, name: String, reader: String? = nil, patience: Double = 30
  ) throws(ModelFileError) {
    var process = HDF5Process(program: reader ?? "", patience: patience)
    if reader == nil { process.program = try HDF5Program.path(for: name) }
    try self.init(
      HDF5File(HDF5Source(bytes, name: name), name: name, process: process), name: name,
      format: .hdf5)
  }

  init(
    _ file: HDF5File, name: String, format: CheckpointFormat, configuration: KerasLayer? = nil,
    metadata: [String: String] = [:]
  ) throws(ModelFileError) {
    let weights = KerasWeights(file, name: name)
    let entries = try weights.entries()
    self.init(
      name: name, format: format, entries: entries,
      metadata: metadata.merging(weights.metadata) { $1 },
      keras: KerasFacts(
        variables: try weights.variables(entries, configuration: configuration), weights: weights))
  }

  /// The weights in a `.keras` file, a zip archive of `config.json` and `model.weights.h5`.
  ///
  /// - Throws: ``ModelFileError`` as for an HDF5 file; `.archive` for a damaged archive, `.unsupported`
  ///   where a member is missing.
  init(keras path: String) throws(ModelFileError) {
    let (bytes, file) = try MappedFile.opened(path)
    switch FileBeginning(bytes) {
    case .zip: break
    case .hdf5:
      // Early versions and hands rename them.
      try self.init(
        HDF5File(HDF5Source(bytes, of: file, from: 0), name: path), name: path, format: .hdf5)
      return
    case let beginning:
      throw ModelFileError(
        .unsupported, path, "\(beginning.description), a .keras archive was expected")
    }
    let archive = try KerasArchive(bytes, of: file, name: path)
    try self.init(
      HDF5File(archive.weights, name: "\(path), \(KerasArchive.weightsName)"), name: path,
      format: .keras, configuration: archive.model, metadata: archive.metadata)
  }
}
