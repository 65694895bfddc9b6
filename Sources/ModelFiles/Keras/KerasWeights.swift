import Recipes
import Tensors

/// The weights in an HDF5 file: which datasets are weights, what they are called, and what is kept of the
/// rest of the file.
struct KerasWeights: Sendable {
  /// Who wrote the file, by its groups.
  enum Kind: Sendable {
    /// Keras 3: variables have numbers in groups `vars`.
    case numbered
    /// Keras 2 and its like: variables have names, under `model_weights` in the file of a whole model.
    case named
    /// Somebody else.
    case other
  }

  let kind: Kind
  let file: HDF5File
  // The group that holds all weights, with a slash behind it; empty for the outermost one.
  private let prefix: String
  private let name: String

  init(_ file: HDF5File, name: String) {
    self.file = file
    self.name = name
    let objects = file.contents.objects
    let isNumbered = objects.contains { object in
      let parts = object.path.split(separator: "/").suffix(2)
      return parts.count == 2 && parts.first == "vars" && object.dataset != nil
        && parts.last?.allSatisfy(\.isNumber) == true
    }
    let whole = objects.contains { $0.path == "model_weights" && $0.dataset == nil }
    let isNamed =
      whole || objects.first?.attributes.contains { $0.name.hasPrefix("layer_names") } == true
    kind = isNamed ? .named : isNumbered ? .numbered : .other
    prefix = whole ? "model_weights/" : ""
  }

  /// Whether an object is part of the model, and not of what trained it.
  func isKept(_ path: String) -> Bool {
    guard path.hasPrefix(prefix) else { return false }
    let first = path.dropFirst(prefix.count).split(separator: "/").first
    return kind == .other || first != "optimizer" && first != "optimizer_weights"
  }

  /// The weights, in the order of their names with numbers counted.
  func entries() throws(ModelFileError) -> [Checkpoint.Entry] {
    var entries: [Checkpoint.Entry] = []
    for object in file.contents.objects where isKept(object.path) {
      guard let dataset = object.dataset else { continue }
      let type = try storedType(of: object, dataset)
      let own = String(object.path.dropFirst(prefix.count))
      let file = file
      entries.append(
        Checkpoint.Entry(own, type, dataset.shape) { () throws(ModelFileError) in
          try file.tensor(dataset, object.path, as: type)
        })
    }
    let parts = entries.map { NaturalOrder($0.name) }
    return entries.indices.sorted { (parts[$0], $0) < (parts[$1], $1) }.map { entries[$0] }
  }

  private func storedType(
    of object: HDF5Contents.Object, _ dataset: HDF5Contents.Dataset
  ) throws(ModelFileError) -> StoredType {
    if let type = dataset.type.stored { return type }
    guard object.text("dtype") == "bfloat16" else {
      throw ModelFileError(
        .elementType, "\(name), \(shown(object.path))",
        "elements of 2 bytes that nothing names, ones called bfloat16 were expected")
    }
    return .bfloat16
  }

  /// What the file says of itself in texts, but for configurations.
  var metadata: [String: String] {
    var metadata: [String: String] = [:]
    for attribute in file.contents.objects.first?.attributes ?? [] {
      guard case .text(let text) = attribute.value,
        !["model_config", "training_config"].contains(attribute.name)
      else { continue }
      metadata[attribute.name] = text
    }
    return metadata
  }

  /// What the layers of the variables are.
  ///
  /// - Parameter configuration: the model's, where it lies beside the file.
  func variables(
    _ entries: [Checkpoint.Entry], configuration: KerasLayer?
  ) throws(ModelFileError) -> [String: KerasVariable] {
    guard kind != .other else { return [:] }
    var model = configuration
    if model == nil, let text = file.contents.objects.first?.text("model_config") {
      model = try KerasConfiguration.model(
        StoredBytes(text.utf8), name: "\(name), model_config")
    }
    var names: [String: String] = [:]
    for object in file.contents.objects where object.dataset == nil {
      names[object.path] = object.text("name")
    }
    return KerasVariables(model: model, names: names).variables(
      entries.map { ($0.name, $0.shape) })
  }
}

/// A path whose numbers are counted and not spelled: `vars/2` before `vars/10`.
private struct NaturalOrder: Comparable {
  private enum Part: Comparable {
    case number(Int), text(Substring)
  }

  private let parts: [[Part]]

  init(_ path: String) {
    parts = path.split(separator: "/").map { part in
      let digits = part.reversed().prefix { $0.isASCII && $0.isNumber }.count
      let word = part.dropLast(digits)
      return (word.isEmpty ? [] : [.text(word)])
        + (Int(part.suffix(digits)).map { [.number($0)] } ?? [])
    }
  }

  static func < (a: Self, b: Self) -> Bool {
    for (x, y) in zip(a.parts, b.parts) where x != y { return x.lexicographicallyPrecedes(y) }
    return a.parts.count < b.parts.count
  }
}
