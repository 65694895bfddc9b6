import Tensors
import TestSupport

/// What a model of a reference library holds before it was trained, tensor by tensor.
struct FreshModel: Decodable {
  struct Row: Decodable {
    let name: String
    let shape: [Int]
    let mean, deviation, least, greatest, kurtosis: Double

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      name = try row.decode(String.self)
      shape = try row.decode([Int].self)
      mean = try row.decode(Double.self)
      deviation = try row.decode(Double.self)
      least = try row.decode(Double.self)
      greatest = try row.decode(Double.self)
      kurtosis = try row.decode(Double.self)
    }
  }

  let tensors: [Row]

  static func load(_ name: String) throws -> FreshModel {
    try Golden.load("fresh_models/\(name)", as: FreshModel.self)
  }

  /// Names and shapes.
  var named: [(name: String, shape: Shape)] { tensors.map { ($0.name, Shape($0.shape)) } }
}
