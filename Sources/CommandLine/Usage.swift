import Xavier

/// A command line that is wrong: what is and, without the last words, what was expected.
struct Usage: Error, CustomStringConvertible {
  let description: String
  init(_ text: String) { description = text + " was expected" }

  init(unknown kind: String, _ word: String, among names: [String]) {
    description = "\(kind) \(word): \(Spellings(names).unknown(word))"
  }
}
