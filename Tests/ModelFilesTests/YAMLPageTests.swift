import Foundation
import ModelFiles
import Networks
import TestSupport
import Testing

@Suite("Documentation of YAML networks")
struct YAMLPageTests {
  private let page = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Documentation/YAML.md")

  private func listing() -> String {
    let spellings = LayerCatalog.layers.map { $0.spelling } + [LayerCatalog.repeatSpelling]
    return spellings.map { spelling in
      let rows = spelling.arguments.map { argument in
        let key = "`\(argument.key)`" + (argument.isRequired ? ", required" : "")
        return "| \(key) | \(argument.meaning) |"
      }
      let text = spelling.summary.prefix(1).uppercased() + spelling.summary.dropFirst()
      return "\n### `\(spelling.name)`\n\n\(text).\n\n| key | value |\n|---|---|\n"
        + rows.joined(separator: "\n") + "\n"
    }.joined()
  }

  @Test("the page lists every layer with every key, in the words of the catalog")
  func lists() throws {
    let text = try String(contentsOf: page, encoding: .utf8)
    let end = try #require(text.range(of: "YAMLPageTests -->\n")).upperBound
    if ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil {
      try (text[..<end] + listing()).write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == text[..<end] + listing())
  }

  @Test("every network on the page is one")
  func networks() throws {
    let text = try String(contentsOf: page, encoding: .utf8)
    let networks = text.matches(of: /```yaml\n([\s\S]*?)```/).map { String($0.1) }
    #expect(networks.count == 2)
    let first = try Network(yaml: networks[0], name: "first")
    #expect(first.parameters.contains { $0.path == "blocks.2.layers.1.weight" })
    #expect(first.outputWidth == 10)
    let second = try Network(yaml: networks[1], name: "second")
    #expect(second.outputs[0].shape == [1, 128, 1000])
  }

  @Test("the network of the page in Swift is the one in YAML")
  func swift() throws {
    let text = try String(contentsOf: page, encoding: .utf8)
    let yaml = try #require(text.firstMatch(of: /```yaml\n([\s\S]*?)```/)).1
    let network = Network(input: [3, 32, 32]) {
      Convolution(64, kernel: 3, padding: .same, initializer: .heNormal, name: "stem")
      BatchNormalization()
      Activate(.relu)
      for i in 0..<3 {
        Residual(activation: .relu, name: "blocks.\(i)") {
          Convolution(64, kernel: 3, padding: 1, activation: .relu)
          Convolution(64, kernel: 3, padding: 1, initializer: .zeros)
        }
      }
      GlobalAveragePooling()
      Dense(10, activation: .softmax, name: "head")
    }
    let same = try Network(yaml: String(yaml), name: "page")
    #expect(same.parameters.map(\.path) == network.parameters.map(\.path))
    #expect(same.parameters.map(\.spec) == network.parameters.map(\.spec))
    #expect(same.nodes.map { "\($0.function)" } == network.nodes.map { "\($0.function)" })
  }
}
