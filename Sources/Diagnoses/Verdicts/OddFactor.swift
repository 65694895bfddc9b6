import Initializers
import Networks

/// The factors of one normalization that are of another size than those of all others.
struct OddFactor: Sendable {
  /// The number of the parameter.
  let parameter: Int
  /// The node that it is applied by.
  let node: Int
  /// Its mean square over the median of the others'.
  let ratio: Double
}

extension Evidence {
  /// The odd factors, in the order of execution.
  ///
  /// Factors of layers come in few kinds: ones, and small ones where branches end. What no two others
  /// have is odd; zeros that are there by design are not.
  func oddFactors() -> [OddFactor] {
    var users: [Int: Int] = [:]
    for (number, node) in network.nodes.enumerated().reversed() {
      for parameter in network.parameters(of: node)
      where network.parameters[parameter].spec?.role == .normalizationScale {
        users[parameter] = number
      }
    }
    let all = users.keys.sorted().filter { weights.parameters[$0].isFinite }
    let squares = all.map { weights.parameters[$0].secondMoment }
    guard all.count >= 4, let usual = median(squares), usual > 0 else { return [] }
    return all.indices.compactMap { place -> OddFactor? in
      let (own, ratio) = (squares[place], squares[place] / usual)
      let alike = squares.filter { own == 0 ? $0 == 0 : $0 > own / 4 && $0 < own * 4 }.count
      guard alike <= 2, ratio >= Self.least || ratio <= 1 / Self.least,
        !zeroByDesign.contains(all[place])
      else { return nil }
      return OddFactor(parameter: all[place], node: users[all[place]]!, ratio: ratio)
    }.sorted { $0.node < $1.node }
  }

  // Factors of a tenth, as some layers have, are left alone where they are alone.
  private static let least = 200.0
}
