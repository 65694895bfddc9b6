import Foundation
import Networks
import TestSupport

extension ZooNetwork {
  /// The numbers of an input of the kind that ``input`` tells of: normal ones, or tokens.
  ///
  /// - Parameters:
  ///   - examples: the number of examples.
  ///   - seed: other numbers for another seed.
  public func draw(examples: Int, seed: UInt64) -> [Float] {
    var draws = Draws(seed: seed)
    let lengths = network.inputs[0].lengths.dropFirst().map { $0! }
    let count = lengths.reduce(1, *)
    if let vocabulary {
      return (0..<examples * count).map { _ in Float(Int.random(in: 0..<vocabulary, using: &draws))
      }
    }
    // Channels come before positions in images; features after them in sequences.
    let isImage = lengths.count >= 3
    let features = isImage ? lengths[0] : lengths.last!
    let positions = count / features
    func normals(_ count: Int) -> [Double] { (0..<count).map { _ in Self.normal(&draws) } }
    let (c, p) = (input.correlation, input.positionCorrelation)
    let (a, b) = ((c * p).squareRoot(), (c * (1 - p)).squareRoot())
    let (d, e) = (((1 - c) * p).squareRoot(), ((1 - c) * (1 - p)).squareRoot())
    let common = a == 0 ? [] : normals(features)
    let places = b == 0 ? [] : normals(count)
    var result: [Float] = []
    result.reserveCapacity(examples * count)
    for _ in 0..<examples {
      let example = d == 0 ? [] : normals(features)
      for index in 0..<count {
        let feature = isImage ? index / positions : index % features
        var x = e * Self.normal(&draws)
        if a != 0 { x += a * common[feature] }
        if b != 0 { x += b * places[index] }
        if d != 0 { x += d * example[feature] }
        result.append(Float(input.mean + input.variance.squareRoot() * x))
      }
    }
    return result
  }

  /// The number of tokens, of a network that is given tokens.
  public var vocabulary: Int? {
    guard !network.inputs[0].type.isFloat else { return nil }
    return network.parameters.first { $0.spec?.role == .embedding }?.shape[0]
  }

  /// A standard normal number, by Box and Muller.
  public static func normal(_ draws: inout Draws) -> Double {
    let u = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &draws)
    let v = Double.random(in: 0..<2 * Double.pi, using: &draws)
    return (-2 * log(u)).squareRoot() * cos(v)
  }
}
