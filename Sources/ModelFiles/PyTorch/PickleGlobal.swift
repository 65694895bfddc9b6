/// The names of modules that a pickle of tensors may use; there are no others.
///
/// None is looked up or called: each is a case here, and what it would give is written beside it.
enum PickleGlobal {
  /// `collections.OrderedDict`.
  case orderedDictionary
  /// `torch._utils._rebuild_tensor`, of the first version, and its later ones.
  case rebuildTensor(version: UInt8)
  /// `torch._utils._rebuild_parameter`, which gives its tensor, also with a state.
  case rebuildParameter
  /// `torch._tensor._rebuild_from_type_v2`, for tensors with attributes.
  case rebuildFromType
  /// The class of tensors, of parameters or of buffers.
  case tensorClass
  /// A class of storages of a type; `nil` for bytes of no type.
  case storage(PyTorchType?)
  /// An element type.
  case type(PyTorchType)
  /// `torch.Size`, a tuple of lengths.
  case size
  /// What gives something that is no tensor and holds none: `torch.device`, bytes, complex numbers.
  case other

  private static let table: [String: PickleGlobal] = {
    var table: [String: PickleGlobal] = [
      "collections.OrderedDict": .orderedDictionary,
      "torch._utils._rebuild_tensor": .rebuildTensor(version: 1),
      "torch._utils._rebuild_tensor_v2": .rebuildTensor(version: 2),
      "torch._utils._rebuild_tensor_v3": .rebuildTensor(version: 3),
      "torch._utils._rebuild_parameter": .rebuildParameter,
      "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
      "torch._tensor._rebuild_from_type": .rebuildFromType,
      "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
      // Where that lay before PyTorch 1.9.
      "torch.tensor._rebuild_from_type": .rebuildFromType,
      "torch.Tensor": .tensorClass,
      "torch.nn.parameter.Parameter": .tensorClass,
      "torch.nn.parameter.Buffer": .tensorClass,
      "torch.storage.UntypedStorage": .storage(nil),
      "torch.UntypedStorage": .storage(nil),
      "torch.Size": .size,
      "torch.device": .other,
      "torch.serialization._get_layout": .other,
      "collections.Counter": .other,
      "_codecs.encode": .other,
    ]
    // The second is the name in Python 2.
    for module in ["builtins", "__builtin__"] {
      for name in ["bytearray", "complex", "set"] { table["\(module).\(name)"] = .other }
    }
    for (name, type) in PyTorchType.storages {
      table["torch.\(name)"] = .storage(type)
      table["torch.cuda.\(name)"] = .storage(type)
    }
    for type in PyTorchType.allCases { table["torch.\(type.rawValue)"] = .type(type) }
    return table
  }()

  /// The global of a name with its module; `nil` for all that tensors do not need.
  init?(_ name: String) {
    guard let global = Self.table[name] else { return nil }
    self = global
  }
}
