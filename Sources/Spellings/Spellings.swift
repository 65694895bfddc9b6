/// A list of names that a user may type, with the sentence for one that is not in it.
public struct Spellings: Sendable {
  /// The names, in the order they are listed to the user.
  public let names: [String]

  /// A list of names.
  public init(_ names: [String]) { self.names = names }

  /// The name closest to `word`, where one is close enough to be meant.
  ///
  /// Closeness is the number of letters inserted, left out, replaced or swapped with a neighbour,
  /// letter case ignored; at most a third of the word's letters, and at least two, may differ.
  public func nearest(to word: String) -> String? {
    let typed = Array(word.lowercased())
    let allowed = max(2, typed.count / 3)
    let ranked = names.map { (name: $0, distance: Self.distance(typed, Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= allowed
    else { return nil }
    return best.name
  }

  /// What to tell a user who typed `word`: that it is not known, the nearest name, and the whole
  /// list.
  public func unknown(_ word: String) -> String {
    Self.unknown(nearest: nearest(to: word), among: names)
  }

  /// The same sentence for a list that is shown differently from how it is typed.
  public static func unknown(nearest: String?, among names: [String]) -> String {
    let guess = nearest.map { "did you mean \($0)? " } ?? ""
    return "not known, \(guess)one of \(names.joined(separator: ", ")) was expected"
  }

  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
