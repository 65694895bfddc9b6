import Spellings

/// Makes layers of what a text says of them.
struct LayerReader {
  /// The most layers that a text may ask for, those of every round of a `repeat` counted.
  static let layerLimit = 20_000

  /// The most letters that a name may have.
  static let nameLimit = 100

  /// How many layers there are so far.
  final class Count {
    var layers = 0
  }

  private let count: Count
  /// The number of the round of each `repeat` that surrounds what is read, by its word.
  private var rounds: [String: Int] = [:]

  init() { count = Count() }

  /// The layers of a list.
  ///
  /// - Throws: ``NetworkError`` with code `.text`.
  func layers(_ value: DescribedValue, of owner: String) throws(NetworkError) -> [any Layer] {
    guard case .list(let values) = value.content else {
      throw .text(value.place, "\(owner): \(value.kind), a list of layers was expected")
    }
    var layers: [any Layer] = []
    for value in values { layers += try layersOfEntry(value) }
    return layers
  }

  private func layersOfEntry(_ value: DescribedValue) throws(NetworkError) -> [any Layer] {
    let (name, place, arguments) = try nameAndArguments(value)
    let repeats = LayerCatalog.repeatSpelling
    if name == repeats.name {
      return try repeated(LayerArguments(repeats, arguments, at: place, reader: self))
    }
    guard let type = LayerCatalog.layer(named: name) else {
      throw .text(
        place, "layer \(name.shown): \(LayerCatalog.spellings.unknown(name))")
    }
    guard count.layers < Self.layerLimit else {
      throw .text(
        place, "more than \(Self.layerLimit) layers, at most that many were expected")
    }
    count.layers += 1
    let layer = try type.init(
      LayerArguments(type.spelling, arguments, at: place, reader: self))
    return [PlacedLayer(layer, at: place)]
  }

  /// A layer is a word, or one key with what is said of it.
  private func nameAndArguments(
    _ value: DescribedValue
  ) throws(NetworkError) -> (String, DescribedValue.Place, DescribedValue) {
    switch value.content {
    case .word(let name): return (name, value.place, DescribedValue(.nothing, at: value.place))
    case .entries(let entries) where entries.count == 1:
      return (entries[0].key, entries[0].place, entries[0].value)
    case .entries(let entries):
      let keys = entries.prefix(3).map(\.key.shown).joined(separator: ", ")
      throw .text(
        value.place,
        entries.isEmpty
          ? "a layer without a name, one such as dense was expected"
          : "a layer with \(entries.count) names (\(keys)), one name with its keys indented below it "
            + "was expected")
    case .nothing, .quoted, .list:
      throw .text(
        value.place, "\(value.kind) among layers, a layer such as 'dense: 10' was expected")
    }
  }

  private func repeated(_ arguments: LayerArguments) throws(NetworkError) -> [any Layer] {
    let times = try arguments.integer("times")
    guard 0...Self.layerLimit ~= times else {
      throw .text(
        arguments.value("times")!.place,
        "repeat: \(times) times, 0 to \(Self.layerLimit) were expected")
    }
    var word: String?
    if let index = arguments.value("index") {
      guard let text = index.text, !text.isEmpty,
        text.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.isAlphabetic })
      else {
        throw .text(index.place, "repeat: index \(index.kind), a word of letters was expected")
      }
      word = text
    }
    let first = try arguments.integer("first", default: 0)
    guard 0...NetworkPlan.countLimit ~= first else {
      throw .text(
        arguments.value("first")!.place,
        "repeat: first \(first), 0 to \(NetworkPlan.countLimit) was expected")
    }
    var layers: [any Layer] = []
    for round in first..<first + times {
      var inner = self
      if let word { inner.rounds[word] = round }
      layers += try inner.layers(arguments.value("layers")!, of: "repeat: layers")
      // Rounds without layers would not count otherwise.
      if layers.isEmpty { break }
    }
    return layers
  }

  /// A name with the numbers of rounds in place of `$` and their words.
  ///
  /// - Throws: ``NetworkError`` with code `.text` for a word that no `repeat` around it has.
  func name(_ text: String, at place: DescribedValue.Place) throws(NetworkError) -> String {
    guard text.unicodeScalars.count <= Self.nameLimit else {
      throw .text(
        place,
        "name of \(text.unicodeScalars.count) letters, at most \(Self.nameLimit) were expected")
    }
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    var name = String(parts[0])
    for part in parts.dropFirst() {
      let word = String(part.prefix { $0.isASCII && $0.isLetter })
      guard let round = rounds[word] else {
        let known = rounds.keys.sorted().map { "$\($0)" }.joined(separator: ", ")
        throw .text(
          place,
          "name \(text.shown): $\(word.shown) is no index of a repeat around it, "
            + (known.isEmpty ? "a name without $ was expected" : "one of \(known) was expected"))
      }
      name += "\(round)" + part.dropFirst(word.count)
    }
    return name
  }
}

/// A layer that says where it is described when it does not fit.
struct PlacedLayer: Layer {
  let layer: any Layer
  let place: DescribedValue.Place

  init(_ layer: any Layer, at place: DescribedValue.Place) {
    self.layer = layer
    self.place = place
  }

  var name: String? { layer.name }

  func lower(into plan: inout NetworkPlan, path: String) throws(NetworkError) {
    do {
      try layer.lower(into: &plan, path: path)
    } catch {
      throw error.at(place)
    }
  }
}
