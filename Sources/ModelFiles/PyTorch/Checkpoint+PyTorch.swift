import Tensors

extension Checkpoint {
  /// The tensors of a file of PyTorch, by the keys that lead to them.
  init(pytorch path: String) throws(ModelFileError) {
    try self.init(pytorch: MappedFile.bytes(of: path), name: path)
  }

  /// The tensors of a file of PyTorch in memory: the zip archive that `torch.save` writes since version
  /// 1.6, or its older form without an archive.
  ///
  /// The file's pickle is read without executing anything: it may hold dictionaries, lists, tuples,
  /// tensors, parameters, numbers and texts, and whatever else it names is refused by name. Keys of
  /// dictionaries and places in lists that lie in each other are joined by dots; what is no tensor is
  /// left out. Two names of one storage are two entries that share its memory.
  ///
  /// ## Edge cases
  /// Check sums of an archive's stored entries are not compared: PyTorch neither does so nor always
  /// writes them. Numbers of a transposed view are put in row-major order when they are asked for. A view
  /// that repeats elements may have 2^24 of them.
  ///
  /// - Parameters:
  ///   - bytes: the file's contents, which tensors share.
  ///   - name: what errors call it.
  /// - Throws: ``ModelFileError`` with code `.unsupported` for another kind of file, for TorchScript, and
  ///   for a pickle that names anything but tensors; `.archive`, `.truncated`, `.syntax` or `.encoding`
  ///   for damaged bytes; `.depth` or `.tooLarge` for values too deep in each other or too many;
  ///   `.elementType`, `.shape`, `.storage`, `.duplicate` for what they say of tensors.
  public init(pytorch bytes: StoredBytes, name: String) throws(ModelFileError) {
    let tensors: [(name: String, tensor: PyTorchTensor)]
    switch FileBeginning(bytes) {
    case .zip: tensors = try PyTorchArchive(bytes, name: name).tensors()
    case .pickle: tensors = try PyTorchStream(bytes, name: name).tensors()
    case let beginning:
      throw ModelFileError(
        .unsupported, name, "\(beginning.description), a file of torch.save was expected")
    }
    self.init(
      name: name, format: .pytorch,
      entries: tensors.map { name, tensor in
        Entry(name, tensor.type, tensor.shape) { () throws(ModelFileError) in
          try tensor.tensor()
        }
      })
  }
}

extension PyTorchStorages {
  /// The named tensors of a pickled value.
  func tensors(
    _ value: PickleValue, of machine: PickleMachine, name: String
  ) throws(ModelFileError) -> [(name: String, tensor: PyTorchTensor)] {
    var tensors: [(name: String, tensor: PyTorchTensor)] = []
    for (key, number) in try PickleNames(value, of: machine).tensors {
      let subject = "\(name), tensor \(shown(key))"
      let tensor = try tensor(machine.contents.tensors[number], of: machine, subject)
      tensors.append((key, tensor))
    }
    return tensors
  }

  private func tensor(
    _ view: PickleContents.Tensor, of machine: PickleMachine, _ subject: String
  ) throws(ModelFileError) -> PyTorchTensor {
    guard let type = view.type.stored else {
      let known = PyTorchType.allCases.filter { $0.stored != nil }.map { $0.rawValue }
      throw ModelFileError(
        .elementType, subject,
        "elements of type \(view.type.rawValue), one of \(known.joined(separator: ", ")) was "
          + "expected")
    }
    let declared = machine.contents.storages[view.storage]
    let key = String(decoding: machine.bytes[declared.key.offsets], as: UTF8.self)
    // A storage of no type counts bytes.
    let unit = declared.type == nil ? 1 : type.size
    let (size, overflows) = declared.count.multipliedReportingOverflow(by: unit)
    guard !overflows, size < 1 << 62 else {
      throw ModelFileError(
        .storage, subject,
        "a storage of \(declared.count) elements, as many as memory can address were expected")
    }
    let storage = try storage(key, size: size, subject)
    var (start, capacity) = (0, size / type.size)
    if let part = declared.part {
      guard part.offset <= capacity, part.count <= capacity - part.offset else {
        throw ModelFileError(
          .storage, subject,
          "\(part.count) elements from \(part.offset) of a storage of \(capacity), a part of it was "
            + "expected")
      }
      (start, capacity) = (part.offset * type.size, part.count)
    }
    return try PyTorchTensor(
      view, of: storage, type: type, capacity: capacity, start: start, subject: subject)
  }
}
