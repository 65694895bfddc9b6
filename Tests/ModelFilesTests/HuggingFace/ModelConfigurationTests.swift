import Foundation
import ModelFiles
import Recipes
import Tensors
import TestSupport
import Testing

@Suite("Configurations of transformers")
struct ModelConfigurationTests {
  private struct Cases: Decodable { let small, large: [Case] }

  private struct Case: Decodable {
    let name: String
    let config: JSON
    let count, elements: Int
    let tensors: [Row]
  }

  private struct Row: Decodable {
    let name: String
    let shape: [Int]
    let place: Int?

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      name = try row.decode(String.self)
      shape = try row.decode([Int].self)
      place = row.isAtEnd ? nil : try row.decode(Int.self)
    }
  }

  /// Any value of JSON, written again as it was.
  private struct JSON: Decodable {
    let bytes: [UInt8]
    init(from decoder: any Decoder) throws {
      bytes = Array(try JSONEncoder().encode(Value(from: decoder)))
    }

    enum Value: Codable {
      case truth(Bool), number(Double), text(String), list([Value]), object([String: Value]), null

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
          self = .null
        } else if let value = try? container.decode(Bool.self) {
          self = .truth(value)
        } else if let value = try? container.decode(Double.self) {
          self = .number(value)
        } else if let value = try? container.decode(String.self) {
          self = .text(value)
        } else if let value = try? container.decode([Value].self) {
          self = .list(value)
        } else {
          self = .object(try container.decode([String: Value].self))
        }
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .truth(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
      }
    }
  }

  private let cases: Cases
  init() throws { cases = try Golden.load("configurations", as: Cases.self) }

  private func shapes(_ found: ModelConfiguration) -> [String: [Int]] {
    let all =
      found.parameters.map { ($0.path, $0.shape.lengths) }
      + found.counters.map { ($0.name, $0.shape.lengths) }
    return Dictionary(uniqueKeysWithValues: all)
  }

  @Test("imply the tensors that the library saves, in the order of its modules")
  func small() throws {
    #expect(cases.small.count == 31)
    for example in cases.small {
      let found = try ModelConfiguration(json: example.config.bytes, name: example.name)
      #expect(found.title == example.name)
      #expect(found.names == example.tensors.map(\.name), "\(example.name)")
      let shapes = shapes(found)
      for row in example.tensors { #expect(shapes[row.name] == row.shape, "\(row.name)") }
      #expect(found.parameters.reduce(0) { $0 + $1.shape.count } == example.elements)
    }
  }

  @Test(
    "a key that is left out has the value that the library gives it",
    arguments: [
      ("Mistral 7B", "num_key_value_heads"), ("Mistral 7B", "head_dim"), ("GPT-2 small", "n_inner"),
      ("ViT-B/16", "qkv_bias"), ("ResNet-50", "layer_type"),
    ])
  func defaults(_ name: String, _ key: String) throws {
    let example = try #require(cases.large.first { $0.name == name })
    var keys = try #require(
      try JSONSerialization.jsonObject(with: Data(example.config.bytes)) as? [String: Any])
    #expect(keys.removeValue(forKey: key) != nil)
    let bytes = Array(try JSONSerialization.data(withJSONObject: keys))
    let found = try ModelConfiguration(json: bytes, name: name)
    #expect(found.names.count == example.count)
    #expect(found.parameters.reduce(0) { $0 + $1.shape.count } == example.elements)
  }

  @Test("imply the tensors of models as large as they are")
  func large() throws {
    for example in cases.large {
      var read: ModelConfiguration?
      let time = try ProcessorTime.ofThread {
        read = try ModelConfiguration(json: example.config.bytes, name: example.name)
      }
      #expect(time < 2, "\(example.name)")
      let found = try #require(read)
      #expect(found.names.count == example.count, "\(example.name)")
      #expect(found.parameters.reduce(0) { $0 + $1.shape.count } == example.elements)
      let shapes = shapes(found)
      for row in example.tensors {
        #expect(found.names[row.place!] == row.name)
        #expect(shapes[row.name] == row.shape, "\(row.name)")
      }
    }
  }

  @Test("have a law of their family for every tensor, those of residual ends by depth")
  func laws() throws {
    for example in cases.small + cases.large {
      let found = try ModelConfiguration(json: example.config.bytes, name: example.name)
      let plan = try RecipeCatalog.recipe(spelled: found.recipe).plan(for: found.parameters)
      for (parameter, entry) in zip(found.parameters, plan.entries) {
        #expect(entry.law != nil, "\(parameter.path)")
        #expect(parameter.spec?.shape == parameter.shape)
      }
      guard example.name == "GPT-2 XL" else { continue }
      // 0.02 / sqrt(2 × 48)
      for (parameter, entry) in zip(found.parameters, plan.entries)
      where parameter.path.hasSuffix("c_proj.weight") {
        let variance = try #require(entry.law).variance(of: try #require(parameter.spec))
        #expect(abs(variance / (0.0004 / 96) - 1) < 1e-9)
      }
    }
  }

  private static let gpt2 = """
    {"model_type":"gpt2","architectures":["GPT2Model"],"n_embd":24,"n_head":6,"n_layer":2,\
    "vocab_size":11,"n_positions":13}
    """

  struct Refusal: Sendable {
    let text, sentence: String
    init(_ text: String, _ sentence: String) {
      self.text = text
      self.sentence = sentence
    }
  }

  private static let refused: [Refusal] = [
    Refusal("", "c: no object of JSON, a config.json was expected"),
    Refusal("[1]", "c: no object of JSON, a config.json was expected"),
    Refusal("{}", "c: model_type: left out, a text was expected"),
    Refusal(
      #"{"model_type":"gpt3"}"#,
      "c: model_type gpt3: not known, did you mean gpt2? one of bert, gpt2, llama, mistral, mixtral, qwen2, qwen3, resnet, vit was expected"
    ),
    Refusal(
      #"{"model_type":"vit"}"#, "c: architectures: left out, a list of one name was expected"),
    Refusal(
      #"{"model_type":"vit","architectures":["ViTForMaskedImageModeling"]}"#,
      "c: architectures ViTForMaskedImageModeling: not known, one of ViTModel, ViTForImageClassification was expected"
    ),
    Refusal(
      gpt2.replacing("24", with: "25"),
      "c: n_embd: 25 in 6 heads, a multiple of the number of heads was expected"),
    Refusal(
      gpt2.replacing("24", with: "0"),
      "c: n_embd: 0, a whole number from 1 to 2147483648 was expected"),
    Refusal(
      gpt2.replacing("24", with: "-24"),
      "c: n_embd: -24, a whole number from 1 to 2147483648 was expected"),
    Refusal(
      gpt2.replacing("24", with: "\"24\""),
      "c: n_embd: \"24\", a whole number from 1 to 2147483648 was expected"),
    Refusal(
      gpt2.replacing("24", with: "null"),
      "c: n_embd: left out, a whole number from 1 to 2147483648 was expected"),
    Refusal(
      gpt2.replacing("24", with: "1e30"),
      "c: n_embd: 1e+30, a whole number from 1 to 2147483648 was expected"),
    Refusal(
      gpt2.replacing(":2,", with: ":20000000,"),
      "c: n_layer: 20000000, at most 10000 was expected"),
    Refusal(
      gpt2.replacing("13}", with: "13,\"add_cross_attention\":true}"),
      "c: add_cross_attention: true, false was expected"),
    Refusal(
      String(repeating: "[", count: 100_000),
      "c: lists and objects too deep in each other, at most 64 were expected"),
  ]

  @Test("are refused in one sentence", arguments: refused)
  func refusals(_ refusal: Refusal) {
    let error = #expect(throws: ModelFileError.self) {
      _ = try ModelConfiguration(json: Array(refusal.text.utf8), name: "c")
    }
    #expect(error?.description == refusal.sentence)
  }

  @Test("too large to count or to read are refused")
  func tooLarge() throws {
    let error = #expect(throws: ModelFileError.self) {
      _ = try ModelConfiguration(
        json: Array(repeating: UInt8(ascii: " "), count: 1 << 21), name: "c")
    }
    #expect(error?.description == "c: 2097152 bytes of JSON, at most 1048576 were expected")
    let huge = Self.gpt2.replacing("24", with: "2147483646")
    let tensor = #expect(throws: ModelFileError.self) {
      _ = try ModelConfiguration(json: Array(huge.utf8), name: "c")
    }
    #expect(tensor?.description.hasPrefix("c: h.0.attn.c_attn.weight: shape [2147483646, ") == true)
  }

  @Test("of any bytes give a model or one sentence")
  func anyBytes() {
    var state: UInt64 = 11
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    for _ in 0..<3000 {
      var bytes = Array(Self.gpt2.utf8)
      for _ in 0...next(3) { bytes[next(bytes.count)] = UInt8(next(256)) }
      do throws(ModelFileError) {
        _ = try ModelConfiguration(json: bytes, name: "c")
      } catch {
        #expect(error.detail.contains("expected"), "\(error)")
      }
    }
  }
}
