import Networks
import Tensors
import TestSupport

/// The cases of `Tests/Golden/spectra.json`.
struct SpectraGolden: Decodable {
  struct Matrix: Decodable {
    let name: String
    let rows: Int
    let columns: Int
    let elements: [Double]
    let values: [Double]
  }

  struct Parameter: Decodable {
    let path: String
    let values: [Double]
  }

  struct Case: Decodable {
    let name: String
    let inputShape: [Int]
    let input: [Double]
    let parameters: [Parameter]
    let values: [[Double]]
    let hidden: [[Double]]?

    var arrays: [String: StoredTensor] {
      ["input": StoredTensor(Shape(inputShape), floats: input.map { Float($0) })]
    }

    /// The parameters as weights of a network.
    func weights(of network: Network) throws -> Weights {
      let weights = Weights(zerosFor: network)
      for (parameter, tensor) in zip(network.parameters, weights.tensors) {
        guard let found = parameters.first(where: { $0.path == parameter.path }),
          found.values.count == tensor.shape.count
        else { throw Missing(path: parameter.path) }
        _ = tensor.elements.update(fromContentsOf: found.values.map { Float($0) })
      }
      return weights
    }
  }

  struct Missing: Error {
    let path: String
  }

  struct Law: Decodable {
    let name: String
    let layers: Int
    let ratio: Double
    let shares: [Double]
    let values: [Double]
  }

  let matrices: [Matrix]
  let networks: [Case]
  let laws: [Law]

  static func load() throws -> SpectraGolden {
    try Golden.load("spectra", as: SpectraGolden.self)
  }
}

/// An input of independent numbers from a seed, uniform with the given mean square.
func uniformInput(_ shape: [Int], meanSquare: Double = 1, seed: UInt64 = 1) -> StoredTensor {
  var state = seed
  let bound = (3 * meanSquare).squareRoot()
  let count = shape.reduce(1, *)
  return StoredTensor(
    Shape(shape),
    floats: (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(bound * (Double(state >> 11) / Double(1 << 52) - 1))
    })
}
