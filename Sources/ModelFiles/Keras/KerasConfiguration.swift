import Foundation
import Recipes
import Tensors

/// What `config.json` of a `.keras` file, or `model_config` of an older one, says of the layers.
enum KerasConfiguration {
  /// The model.
  ///
  /// - Throws: ``ModelFileError`` with code `.syntax` where the text is no JSON of an object.
  static func model(_ text: StoredBytes, name: String) throws(ModelFileError) -> KerasLayer {
    guard text.count <= 1 << 26 else {
      throw ModelFileError(.tooLarge, name, "\(text.count) bytes, at most \(1 << 26) were expected")
    }
    guard let found = try? JSONSerialization.jsonObject(with: Data(text.array)),
      let layer = layer(found)
    else {
      throw ModelFileError(
        .syntax, name,
        "not the configuration of a model, JSON with class_name and config was expected")
    }
    return layer
  }

  private static func layer(_ value: Any?) -> KerasLayer? {
    guard let object = value as? [String: Any], let className = object["class_name"] as? String,
      let config = object["config"]
    else { return nil }
    var layer = KerasLayer(className: className)
    layer.isConfigured = true
    // An early Sequential has a list of layers alone.
    let facts = config as? [String: Any] ?? [:]
    layer.name = facts["name"] as? String ?? ""
    layer.scales = facts["scale"] as? Bool ?? true
    layer.centers = facts["center"] as? Bool ?? true
    layer.groups = facts["groups"] as? Int ?? 1
    layer.strides = facts["strides"] as? [Int]
    layer.equation = facts["equation"] as? String
    let list = facts["layers"] as? [Any] ?? config as? [Any] ?? []
    layer.layers = list.filter { !isFunction($0) }.compactMap { self.layer($0) }
    for (key, value) in facts {
      guard let part = self.layer(value), part.name != "" else { continue }
      layer.parts[key] = part
    }
    return complete(layer)
  }

  // An operation such as a sum is a node of the graph and no layer.
  private static func isFunction(_ value: Any) -> Bool {
    let module = (value as? [String: Any])?["module"] as? String ?? ""
    return module.hasPrefix("keras.src.ops") || module.hasPrefix("keras.ops")
  }

  // The parts that a layer makes itself and its configuration leaves out.
  private static func complete(_ layer: KerasLayer) -> KerasLayer {
    var layer = layer
    switch layer.className {
    case "LSTM", "GRU", "SimpleRNN":
      var cell = layer
      cell.className = layer.className.map { "\($0)Cell" }
      layer.parts["cell"] = cell
    case "Bidirectional":
      guard let one = layer.parts["layer"] else { break }
      layer.parts["forward_layer"] = one
      layer.parts["backward_layer"] = layer.parts["backward_layer"] ?? one
    default: break
    }
    return layer
  }
}
