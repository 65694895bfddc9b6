import Spellings
import Tensors

extension Network {
  /// The version of the descriptions that ``init(_:)`` reads.
  public static let descriptionVersion = 1

  private static let descriptionKeys = ["version", "input", "type", "layers"]

  /// The network that a text describes.
  ///
  /// | key | value |
  /// |---|---|
  /// | `version` | 1, which it is if left out |
  /// | `input` | the shape of one example: a number of units, or a list of lengths |
  /// | `type` | how the input's elements are written, `float32` if left out; `int64` for tokens |
  /// | `layers` | a list of layers, by the names and keys of ``LayerCatalog`` |
  ///
  /// - Throws: ``NetworkError`` with code `.text` where the text cannot be understood; as
  ///   ``init(checking:of:_:)`` does, with the line and column of the layer.
  public init(_ description: DescribedValue) throws(NetworkError) {
    guard case .entries(let entries) = description.content else {
      throw .text(
        description.place, "network: \(description.kind), the keys input and layers were expected")
    }
    var values: [String: DescribedValue] = [:]
    for entry in entries {
      guard Self.descriptionKeys.contains(entry.key) else {
        throw .text(
          entry.place,
          "network: key \(entry.key.shown): \(Spellings(Self.descriptionKeys).unknown(entry.key))")
      }
      guard values.updateValue(entry.value, forKey: entry.key) == nil else {
        throw .text(entry.place, "network: key \(entry.key) twice, each key once was expected")
      }
    }
    if let version = values["version"], version.integer != Self.descriptionVersion {
      throw .text(
        version.place,
        "network: version \(version.kind), version \(Self.descriptionVersion) was expected")
    }
    func value(_ key: String) throws(NetworkError) -> DescribedValue {
      guard let value = values[key] else {
        throw .text(description.place, "network: no \(key), one was expected")
      }
      return value
    }
    let shape = try Self.inputShape(value("input"))
    var type = StoredType.float32
    if let named = values["type"] {
      guard let found = named.text.flatMap(StoredType.init(rawValue:)) else {
        throw .text(
          named.place,
          "network: type \(named.kind): "
            + Spellings(StoredType.allCases.map(\.rawValue)).unknown(named.text ?? ""))
      }
      type = found
    }
    let layers = try LayerReader().layers(value("layers"), of: "network: layers")
    try self.init(checking: shape, of: type, layers)
  }

  private static func inputShape(_ value: DescribedValue) throws(NetworkError) -> Shape {
    let lengths: [DescribedValue]
    if case .list(let values) = value.content { lengths = values } else { lengths = [value] }
    var shape: [Int] = []
    for length in lengths {
      guard let number = length.integer, 1...NetworkPlan.countLimit ~= number else {
        throw .text(
          length.place,
          "network: input length \(length.kind), a whole number from 1 to "
            + "\(NetworkPlan.countLimit) was expected")
      }
      shape.append(number)
    }
    do {
      return try Shape(checking: shape)
    } catch {
      throw .text(value.place, "network: input \(error)")
    }
  }
}
