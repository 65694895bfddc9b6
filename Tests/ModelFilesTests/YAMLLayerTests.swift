import Foundation
import Initializers
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing

@Suite("Networks in YAML are those in Swift")
struct YAMLLayerTests {
  /// A text of one layer, indented where it belongs.
  private func text(_ item: YAMLCase) -> String {
    let lines = item.yaml.split(separator: "\n").joined(separator: "\n    ")
    let type = item.yaml.hasPrefix("embedding") ? "int64" : "float32"
    return "version: 1\ninput: \(item.input.lengths)\ntype: \(type)\nlayers:\n  - \(lines)\n"
  }

  @Test(
    "a layer in YAML has the operators, parameters and weights of the same layer in Swift",
    arguments: YAMLCase.all)
  func sameNetwork(item: YAMLCase) throws {
    let type: StoredType = item.yaml.hasPrefix("embedding") ? .int64 : .float32
    let expected = try Network(checking: item.input, of: type, item.layers)
    let found = try Network(yaml: text(item), name: "test.yaml")
    #expect(found.inputs.map(\.type) == expected.inputs.map(\.type))
    #expect(found.inputs.map(\.lengths) == expected.inputs.map(\.lengths))
    #expect(found.outputs.map(\.shape) == expected.outputs.map(\.shape))
    #expect(found.sources == expected.sources)
    #expect(found.nodes.map(\.name) == expected.nodes.map(\.name))
    #expect(found.nodes.map(\.inputs) == expected.nodes.map(\.inputs))
    #expect(found.nodes.map(\.layer) == expected.nodes.map(\.layer))
    // An operator is a value of its attributes, all of which its description shows.
    #expect(found.nodes.map { "\($0.function)" } == expected.nodes.map { "\($0.function)" })
    #expect(found.parameters.map(\.path) == expected.parameters.map(\.path))
    #expect(found.parameters.map(\.spec) == expected.parameters.map(\.spec))
    #expect(
      found.parameters.map { $0.initializer?.name }
        == expected.parameters.map {
          $0.initializer?.name
        })
    let a = found.draw(seed: 3)
    let b = expected.draw(seed: 3)
    for (x, y) in zip(a.tensors, b.tensors) {
      #expect(x.elements.map(\.bitPattern) == y.elements.map(\.bitPattern))
    }
    // Memory stays as long as its owner is used.
    #expect(a.areFinite && b.areFinite)
  }

  @Test("the cases above have every layer, and every key of it")
  func complete() throws {
    for type in LayerCatalog.layers {
      let spelling = type.spelling
      let texts = YAMLCase.all.map(\.yaml).filter { $0.hasPrefix(spelling.name) }
      #expect(!texts.isEmpty, "\(spelling.name)")
      for argument in spelling.arguments where !argument.isShorthand {
        let key = try Regex("[ {,]\(argument.key):")
        let isThere = texts.contains { $0.contains(key) }
        #expect(isThere, "\(spelling.name): \(argument.key)")
      }
    }
    #expect(Set(LayerCatalog.spellings.names).count == LayerCatalog.layers.count + 1)
  }

  @Test("every file of a layer has its line in the catalog")
  func filesAndCatalog() throws {
    let folder = sourcesFolder.appendingPathComponent("Networks/Layers")
    var named: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let code = try String(
        contentsOfFile: folder.appendingPathComponent(file).path, encoding: .utf8)
      for match in code.matches(of: /extension (\w+): DescribableLayer/) {
        named.insert(String(match.1))
        #expect(file == "\(match.1).swift")
      }
      if code.contains(/struct \w+: Layer \{/) {
        #expect(code.contains(": DescribableLayer"), "\(file)")
      }
    }
    #expect(named == Set(LayerCatalog.layers.map { "\($0)" }))
  }

  @Test("a file is read as its text is")
  func file() throws {
    let scratch = try Scratch()
    try scratch.write(
      "# a comment with * and & and ?\ninput: 4\nlayers: [dense: 3]\n", to: "n.yaml")
    let network = try Network(yamlFile: scratch.path("n.yaml"))
    #expect(network.parameters.map(\.path) == ["layers.0.weight", "layers.0.bias"])
  }
}
