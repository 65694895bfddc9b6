/// Which names a rule is for.
enum PathPattern: Sendable, Hashable {
  /// Parts between dots or slashes: `*` stands for any letters within one, `**` for any number of
  /// parts, none too.
  case parts([String])
  /// A regular expression for some stretch of the name.
  case expression(String)

  /// A pattern of parts.
  init(glob text: String) { self = .parts(Self.parts(of: text)) }

  /// A regular expression; `nil` where it is none.
  init?(expression text: String) {
    guard (try? Regex(text)) != nil else { return nil }
    self = .expression(text)
  }

  /// The longest pattern.
  static let lengthLimit = 200

  /// Whether each name is meant.
  func matches(_ paths: [String]) -> [Bool] {
    switch self {
    case .parts(let pattern):
      return paths.map { Self.matches(Self.parts(of: $0)[...], pattern[...]) }
    case .expression(let text):
      guard let expression = try? Regex(text) else { return paths.map { _ in false } }
      return paths.map { $0.contains(expression) }
    }
  }

  private static func parts(of text: String) -> [String] {
    text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }.map(String.init)
  }

  // In each step the places in the pattern that what was read can have led to.
  private static func matches(_ path: ArraySlice<String>, _ pattern: ArraySlice<String>) -> Bool {
    var places = skipped([pattern.startIndex], pattern)
    for part in path {
      var next: Set<Int> = []
      for place in places where place < pattern.endIndex {
        if pattern[place] == "**" {
          next.insert(place)
        } else if fits(Array(part.utf8)[...], Array(pattern[place].utf8)[...]) {
          next.insert(place + 1)
        }
      }
      places = skipped(next, pattern)
      if places.isEmpty { return false }
    }
    return places.contains(pattern.endIndex)
  }

  private static func skipped(_ places: Set<Int>, _ pattern: ArraySlice<String>) -> Set<Int> {
    var result = places
    for place in places {
      var next = place
      while next < pattern.endIndex, pattern[next] == "**" {
        next += 1
        result.insert(next)
      }
    }
    return result
  }

  // Stars are tried as short as they can be, and lengthened from the last alone.
  private static func fits(_ part: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    let star = UInt8(ascii: "*")
    var (at, next) = (part.startIndex, pattern.startIndex)
    var last: (part: Int, pattern: Int)?
    while at < part.endIndex {
      if next < pattern.endIndex, pattern[next] == star {
        last = (at, next)
        next += 1
      } else if next < pattern.endIndex, pattern[next] == part[at] {
        at += 1
        next += 1
      } else if let (from, stars) = last {
        last = (from + 1, stars)
        (at, next) = (from + 1, stars + 1)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == star }
  }
}
