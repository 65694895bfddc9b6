import ModelFiles
import Networks
import TestSupport
import Testing

@Suite("Mistakes in YAML networks are told in one sentence")
struct YAMLErrorTests {
  private func error(_ text: String) throws -> ModelFileError {
    let error = #expect(throws: ModelFileError.self) { try Network(yaml: text, name: "n.yaml") }
    return try #require(error)
  }

  private static func layers(_ layer: String) -> String {
    "input: [3, 8, 8]\nlayers:\n  - \(layer)\n"
  }

  private static let noNetworks: [(String, String)] = [
    ("[1]", "n.yaml: line 1, column 1: network: a list, the keys input and layers were expected"),
    ("layers: []", "n.yaml: line 1, column 1: network: no input, one was expected"),
    ("input: 3", "n.yaml: line 1, column 1: network: no layers, one was expected"),
    (
      "input: 3\nlayrs: []",
      "n.yaml: line 2, column 1: network: key layrs: not known, did you mean layers? one of version, input, type, layers was expected"
    ),
    (
      "version: 2\ninput: 3\nlayers: []",
      "n.yaml: line 1, column 10: network: version 2, version 1 was expected"
    ),
    (
      "input: [3, 0]\nlayers: []",
      "n.yaml: line 1, column 12: network: input length 0, a whole number from 1 to 2147483647 was expected"
    ),
    (
      "input: 3\nlayers: {dense: 3}",
      "n.yaml: line 2, column 9: network: layers: keys with values, a list of layers was expected"
    ),
    (
      layers("dens: 3"),
      "n.yaml: line 3, column 5: layer dens: \(LayerCatalog.spellings.unknown("dens"))"
    ),
    (
      layers("convolution: {channels: 3, kernl: 3}"),
      "n.yaml: line 3, column 32: convolution: key kernl: not known, did you mean kernel? one of channels, kernel, stride, padding, dilation, groups, activation, initializer, biasInitializer, hasBias, name was expected"
    ),
    (
      layers("convolution: {channels: 3}"),
      "n.yaml: line 3, column 5: convolution: no kernel, one was expected"
    ),
    (
      layers("convolution: {channels: many, kernel: 3}"),
      "n.yaml: line 3, column 29: convolution: channels is many, a whole number was expected"
    ),
    (
      layers("convolution: {channels: '3', kernel: 3}"),
      "n.yaml: line 3, column 29: convolution: channels is '3', a whole number was expected"
    ),
    (
      layers("convolution: {channels: 3, kernel: 3, hasBias: yes}"),
      "n.yaml: line 3, column 52: convolution: hasBias is yes, true or false was expected"
    ),
    (
      layers("convolution: {channels: 3, kernel: 3, padding: full}"),
      "n.yaml: line 3, column 52: convolution: padding is full, a whole number, a list of them, same or none was expected"
    ),
    (
      layers("globalMaxPooling: 3"),
      "n.yaml: line 3, column 23: globalMaxPooling: 3, keys among name were expected"
    ),
    (
      layers("dense: 3\n    name: x"),
      "n.yaml: line 3, column 5: a layer with 2 names (dense, name), one name with its keys indented below it was expected"
    ),
    (
      layers("'dense'"),
      "n.yaml: line 3, column 5: 'dense' among layers, a layer such as 'dense: 10' was expected"
    ),
    (
      layers("repeat: {times: -1, layers: []}"),
      "n.yaml: line 3, column 21: repeat: -1 times, 0 to 20000 were expected"
    ),
    (
      layers("repeat: {times: 1, layers: [], name: x}"),
      "n.yaml: line 3, column 36: repeat: key name: not known, one of times, layers, index, first was expected"
    ),
    (
      layers("repeat: {times: 1, layers: [], first: -2}"),
      "n.yaml: line 3, column 43: repeat: first -2, 0 to 2147483647 was expected"
    ),
    (
      layers("repeat: {times: 2, layers: [dense: {units: 3, name: $j}], index: i}"),
      "n.yaml: line 3, column 57: name $j: $j is no index of a repeat around it, one of $i was expected"
    ),
  ]

  private static let noTexts: [(String, ModelFileError.Code, String)] = [
    ("", ModelFileError.Code.syntax, "n.yaml: no YAML, a network was expected"),
    (
      "input: [3", .syntax,
      "n.yaml: line 2, column 1: did not find expected ',' or ']', well-formed YAML was expected"
    ),
    (
      "input: &a [3]", .unsupported,
      "n.yaml: line 1, column 8: an anchor, the value itself was expected"
    ),
    (
      "input: [*a]", .unsupported,
      "n.yaml: line 1, column 9: an alias, the value itself was expected"
    ),
    (
      "input: !!str 3", .unsupported,
      "n.yaml: line 1, column 8: a tag, the value itself was expected"
    ),
    (
      "[a, b]: 3", .unsupported,
      "n.yaml: line 1, column 1: a key that is no word, a word was expected"
    ),
    (
      "input: 3\ninput: 4", .duplicate,
      "n.yaml: line 1, column 1: key input twice, each key once was expected"
    ),
    (
      "input: 3\n---\ninput: 4", .syntax,
      "n.yaml: line 2, column 1: but found another document, well-formed YAML was expected"
    ),
  ]

  @Test(
    "what describes no network is refused with its place",
    arguments: noNetworks)
  func noNetwork(text: String, sentence: String) throws {
    let error = try error(text)
    #expect(error.description == sentence)
    #expect(error.code == .network)
  }

  @Test("an unknown activation or initializer is refused with the nearest one and its place")
  func unknownNames() throws {
    let activation = try error(Self.layers("dense: {units: 3, activation: rellu}"))
    #expect(
      activation.description.hasPrefix(
        "n.yaml: line 3, column 35: dense: activation rellu: not known, did you mean relu? one of ")
    )
    let initializer = try error(Self.layers("dense: {units: 3, initializer: heNormel}"))
    #expect(
      initializer.description.hasPrefix(
        "n.yaml: line 3, column 36: dense: recipe heNormel: not known, did you mean heNormal?"))
  }

  @Test("a layer that does not fit is refused with its path and its place")
  func doesNotFit() throws {
    let error = try error(
      """
      input: [3, 8, 8]
      layers:
        - residual:
            name: blocks.0
            layers:
              - convolution: {channels: 4, kernel: 3}
      """)
    #expect(
      error.description
        == "n.yaml: line 3, column 5: blocks.0: branch of shape 4×6×6 beside a shortcut of shape 3×8×8, equal shapes were expected"
    )
    #expect(error.code == .network)
    let inner = try self.error(
      Self.layers("block: [dense: 4, convolution: {channels: 4, kernel: 9}]"))
    #expect(
      inner.description
        == "n.yaml: line 3, column 23: layers.0.layers.1: conv: a window of 9 positions over 8, one no longer than the image and its padding was expected"
    )
  }

  @Test(
    "what is not the YAML that is understood is refused with its place",
    arguments: noTexts)
  func noYAML(text: String, code: ModelFileError.Code, sentence: String) throws {
    let error = try error(text)
    #expect(error.description == sentence)
    #expect(error.code == code)
  }

  @Test("texts that ask for more than their size are refused at once")
  func bombs() throws {
    var laughs = "a0: &a0 [x, x]\n"
    for level in 1..<60 {
      laughs += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
    }
    #expect(try error(laughs).code == .unsupported || error(laughs).code == .syntax)
    #expect(try error("? \(laughs)").code != .network)
    let deep = String(repeating: "[", count: 50_000)
    #expect(try error(deep).code == .depth)
    #expect(
      try error(String(repeating: "[", count: 500) + String(repeating: "]", count: 500)).code
        == .depth)
    #expect(try error(String(repeating: "# long\n", count: 50_000)).code == .tooLarge)
    var rounds = "dense: 3"
    for _ in 0..<8 { rounds = "repeat: {times: 20000, layers: [\(rounds)]}" }
    #expect(
      try error(Self.layers(rounds)).detail
        == "line 3, column 261: more than 20000 layers, at most that many were expected")
    rounds = "block: []"
    for _ in 0..<8 {
      rounds = "repeat: {times: 20000, layers: [\(rounds), repeat: {times: 0, layers: []}]}"
    }
    #expect(try error(Self.layers(rounds)).code == .network)
    rounds = "repeat: {times: 0, layers: []}"
    for _ in 0..<8 { rounds = "repeat: {times: 20000, layers: [\(rounds)]}" }
    #expect(try Network(yaml: Self.layers(rounds), name: "n").nodes.isEmpty)
  }

  @Test(
    "numbers that no memory holds are refused and do not trap",
    arguments: [
      "dense: 9223372036854775807", "dense: 9223372036854775808", "dense: -1",
      "dense: 2147483648", "reshape: [9223372036854775807, 2]", "reshape: [-1, -1]",
      "reshape: [0]", "convolution: {channels: 2147483647, kernel: 2147483647}",
      "convolution: {channels: 1, kernel: 1, stride: 0}",
      "convolution: {channels: 1, kernel: 1, padding: 9223372036854775807}",
      "convolution: {channels: 3, kernel: 3, groups: 0}",
      "convolution: {channels: 3, kernel: 3, groups: -9223372036854775808}",
      "convolution: {channels: 3, kernel: [3]}", "convolution: {channels: 3, kernel: [3, 3, 3]}",
      "transposedConvolution: {channels: 3, kernel: 3, stride: 9223372036854775807}",
      "transposedConvolution: {channels: 3, kernel: 3, outputPadding: -9}",
      "transposedConvolution: {channels: 3, kernel: 3, groups: 2}",
      "depthwiseConvolution: {kernel: 3, multiplier: 9223372036854775807}",
      "maxPooling: 0", "maxPooling: {window: 2, stride: -1}", "maxPooling: {window: 9}",
      "groupNormalization: 0", "groupNormalization: 2", "layerNormalization: {epsilon: 0}",
      "layerNormalization: {epsilon: 1e-60}", "batchNormalization: {momentum: 2}",
      "dropout: 1", "dropout: -0.1", "dropout: nan", "transpose: [0, 1]", "transpose: [0, 0, 0]",
      "positionalEmbedding",
      "concatenate: []", "concatenate: {axis: 3, branches: [flatten]}",
      "concatenate: {axis: 1, branches: [block: [], flatten]}", "add: [block: [], flatten]",
      "multiply: []", "gatedLinearUnit: 0", "dense: {units: 3, initializer: nan}",
      "residual: [dense: {units: 8, name: a}, dense: {units: 8, name: a}]",
    ])
  func hugeNumbers(layer: String) throws {
    let error = try error(Self.layers(layer))
    #expect(error.code == .network)
    #expect(error.description.hasPrefix("n.yaml: line 3, column "))
    #expect(error.description.contains("expected"))
  }

  @Test("networks with more weights than can be counted are refused")
  func weights() throws {
    let error = try error("input: 2147483647\nlayers: [dense: 2147483647, dense: 2147483647]")
    #expect(error.detail.contains("more than 4611686018427387904 weights"))
  }

  @Test("any change of bytes gives a network or one sentence")
  func mutations() throws {
    var draws = Draws(seed: 11)
    let signs = Array(
      "[]{}:,-?&*!|>'\"%@`# \n\t~0123456789$aeé\u{85}\u{2028}\u{FEFF}\0".unicodeScalars)
    var (refused, understood) = (0, 0)
    for item in YAMLCase.all {
      let text =
        "input: \(item.input.lengths)\nlayers:\n  - "
        + item.yaml.split(separator: "\n").joined(separator: "\n    ")
      for _ in 0..<100 {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &draws) {
          let place = Int.random(in: 0..<scalars.count, using: &draws)
          switch Int.random(in: 0..<3, using: &draws) {
          case 0: scalars[place] = signs.randomElement(using: &draws)!
          case 1: scalars.insert(signs.randomElement(using: &draws)!, at: place)
          default: if scalars.count > 1 { scalars.remove(at: place) }
          }
        }
        var changed = String.UnicodeScalarView()
        changed.append(contentsOf: scalars)
        do {
          _ = try Network(yaml: String(changed), name: "n.yaml")
          understood += 1
        } catch {
          #expect(error.description.contains("expected"), "\(error)")
          #expect(!error.description.contains("\n"), "\(error)")
          refused += 1
        }
      }
    }
    #expect(refused > 1000 && understood > 100)
  }
}
