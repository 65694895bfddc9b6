import Foundation
import Testing

/// The JSON of `xavier train` with the types that its readers may rely on.
struct Results: Decodable {
  let schema, network, activation, data, optimizer: String
  let learningRate, threshold, chance: Double
  let batch, epochs: Int
  let seeds: [UInt64]
  let interrupted: Bool
  let runs: [Run]
  let summary: [Summary]
  let sentences: [String]

  struct Run: Decodable {
    let recipe: String
    let seed: UInt64
    let testAccuracy: Double
    let testAccuracies: [Double]
    let epochsToThreshold: Int?
    let diverged: Bool
    let initialLoss: Double?
    let loss: [Double?]
  }

  struct Summary: Decodable {
    let recipe, outcome: String
    let testAccuracyMean: Double
    let testAccuracyInterval: [Double]?
    let epochsToThresholdMedian: Double?
    let divergedShare: Double
    let signal, gradient: [Double?]
    let likeBest: Bool?
  }

  init(_ text: String?) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Self.self, from: Data(try #require(text).utf8))
  }
}
