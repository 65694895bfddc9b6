import Networks
import Spellings

/// Keys with values in the text of a recipe, each known and there once.
struct RecipeKeys {
  /// What sentences call what the keys belong to.
  let owner: String
  /// Where it begins.
  let place: DescribedValue.Place
  /// The values by key.
  private(set) var values: [String: DescribedValue] = [:]

  init(
    _ value: DescribedValue, of owner: String, _ known: [String]
  ) throws(RecipeTextError) {
    self.owner = owner
    place = value.place
    guard case .entries(let entries) = value.content else {
      throw RecipeTextError(
        value.place,
        "\(owner): \(value.kind), keys such as \(known[0]) and \(known[known.count - 1]) were "
          + "expected")
    }
    for entry in entries {
      guard known.contains(entry.key) else {
        throw RecipeTextError(
          entry.place, "\(owner): key \(entry.key.shown): \(Spellings(known).unknown(entry.key))")
      }
      guard values.updateValue(entry.value, forKey: entry.key) == nil else {
        throw RecipeTextError(
          entry.place, "\(owner): key \(entry.key) twice, each key once was expected")
      }
    }
  }

  /// A sentence about the value of a key.
  func wrong(_ key: String, _ expected: String) -> RecipeTextError {
    RecipeTextError(
      values[key]?.place ?? place,
      "\(owner): \(key) \(values[key]?.kind ?? "left out"), \(expected)")
  }

  /// A text that must be there.
  func text(_ key: String, _ what: String) throws(RecipeTextError) -> String {
    guard let text = values[key]?.text else { throw wrong(key, "\(what) was expected") }
    return text
  }

  /// A whole number of at least 1, where there is one.
  func count(_ key: String) throws(RecipeTextError) -> Int? {
    guard let value = values[key] else { return nil }
    guard case .word(let word) = value.content, let number = Int(word), 1...1_000_000 ~= number
    else { throw wrong(key, "a whole number from 1 to 1000000 was expected") }
    return number
  }

  /// A finite number above 0, where there is one.
  func positive(_ key: String) throws(RecipeTextError) -> Double? {
    guard let value = values[key] else { return nil }
    guard case .word(let word) = value.content, let number = Double(word), number.isFinite,
      number > 0
    else { throw wrong(key, "a finite number above 0 was expected") }
    return number
  }

  /// `true` or `false`, `false` where it is left out.
  func isTrue(_ key: String) throws(RecipeTextError) -> Bool {
    guard let value = values[key] else { return false }
    switch value.content {
    case .word("true"): return true
    case .word("false"): return false
    default: throw wrong(key, "true or false was expected")
    }
  }

  /// One of the words of a type, or a list of them, where there is one.
  func words<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Word.Type
  ) throws(RecipeTextError) -> [Word]? where Word.RawValue == String {
    guard let value = values[key] else { return nil }
    var items = [value]
    if case .list(let list) = value.content { items = list }
    guard !items.isEmpty else { throw wrong(key, "a word or a list of them was expected") }
    var words: [Word] = []
    for item in items {
      guard let text = item.text, let word = Word(rawValue: text) else {
        let known = Spellings(Word.allCases.map(\.rawValue))
        throw RecipeTextError(
          item.place, "\(owner): \(key) \(item.kind): \(known.unknown(item.text ?? ""))")
      }
      words.append(word)
    }
    return words
  }
}
