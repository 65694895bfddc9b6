import Foundation
import Recipes
import Spellings
import Tensors

/// What Hugging Face's `config.json` says of a model: its parameters and what they start with.
///
/// Names, shapes and order are those of the checkpoint that transformers 5.23 saves beside it for
/// the architecture that the file names; tied weights are left out, as there. The library's files
/// sort names; here they stand in the order of the model's modules.
///
/// ```swift
/// let configuration = try ModelConfiguration(contentsOf: "config.json")
/// print(configuration.title, configuration.parameters.count)
/// ```
public struct ModelConfiguration: Sendable {
  /// The architecture, `GPT2LMHeadModel`.
  public let title: String
  /// The recipe of its family, `gpt2`.
  public let recipe: String
  /// The parameters, running statistics too.
  public let parameters: [ModelParameter]
  /// Why each parameter is taken for what it is, in a few words.
  public let reasons: [String]
  /// Tensors of whole numbers that the checkpoint also holds and that start at 0: 64-bit counters
  /// of batches.
  public let counters: [(name: String, shape: Shape)]
  /// The names of all tensors, counters too, in the order of the model's modules.
  public let names: [String]
  /// `initializer_range`, the deviation that the library draws with; `nil` where the file has none.
  public let initializerRange: Double?

  /// The configuration in a file, of at most 1 MiB.
  ///
  /// - Throws: ``ModelFileError`` with code `.missing`, `.unreadable` or `.notRegular` where the file
  ///   cannot be read, `.tooLarge`, `.syntax` or `.depth` where it is no such JSON,
  ///   `.configuration` where it describes no model that is known here.
  public init(contentsOf path: String) throws(ModelFileError) {
    try self.init(json: MappedFile.bytes(of: path).array, name: path)
  }

  /// The configuration that bytes of JSON hold.
  ///
  /// - Parameters:
  ///   - bytes: the JSON, at most 1 MiB.
  ///   - name: what errors call it, such as the file's name.
  /// - Throws: ``ModelFileError`` as ``init(contentsOf:)`` does.
  public init(json bytes: [UInt8], name: String) throws(ModelFileError) {
    let keys = try ConfigurationKeys(json: bytes, name: name)
    let type = try keys.text("model_type")
    guard let family = ModelFamily(rawValue: type) else {
      throw keys.wrong(
        "model_type \(shown(type))",
        Spellings(ModelFamily.allCases.map(\.rawValue)).unknown(shown(type)))
    }
    title = try keys.architecture(of: family)
    var list = TensorList(keys)
    switch family {
    case .gpt2: try list.addGPT2(title)
    case .bert: try list.addBERT(title)
    case .llama, .mistral, .qwen2, .qwen3, .mixtral: try list.addLlama(title, family)
    case .vit: try list.addViT(title)
    case .resnet: try list.addResNet(title)
    }
    recipe = family.recipe
    let named = NamedParameters(list.tensors, layout: nil, implied: .pytorch)
    if let open = named.ambiguous.first {
      throw ModelFileError(.configuration, name, open.sentence)
    }
    parameters = named.parameters
    reasons = named.reasons
    counters = list.counters
    names = list.names
    initializerRange = try keys.deviation("initializer_range")
  }
}

/// A family of models of transformers, by its `model_type`.
enum ModelFamily: String, CaseIterable {
  case bert, gpt2, llama, mistral, mixtral, qwen2, qwen3, resnet, vit

  /// The recipe that starts it.
  var recipe: String {
    switch self {
    case .bert, .gpt2, .resnet, .vit: rawValue
    case .llama, .mistral, .mixtral, .qwen2, .qwen3: "llama"
    }
  }

  /// The architectures that are known, by the names of the library's classes.
  var architectures: [String] {
    switch self {
    case .gpt2:
      [
        "GPT2Model", "GPT2LMHeadModel", "GPT2ForSequenceClassification",
        "GPT2ForTokenClassification", "GPT2ForQuestionAnswering",
      ]
    case .bert:
      [
        "BertModel", "BertForMaskedLM", "BertLMHeadModel", "BertForPreTraining",
        "BertForNextSentencePrediction", "BertForSequenceClassification",
        "BertForMultipleChoice", "BertForTokenClassification", "BertForQuestionAnswering",
      ]
    case .llama, .mistral, .mixtral, .qwen2, .qwen3:
      ["Model", "ForCausalLM", "ForSequenceClassification"].map {
        "\(rawValue.prefix(1).uppercased())\(rawValue.dropFirst())\($0)"
      }
    case .vit: ["ViTModel", "ViTForImageClassification"]
    case .resnet: ["ResNetModel", "ResNetForImageClassification"]
    }
  }
}

extension ModelFileError.Code {
  /// A configuration describes no model that is known.
  public static let configuration = Self("configuration")
}
