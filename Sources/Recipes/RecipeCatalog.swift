import Initializers
import Networks
import Spellings

/// The recipes that a user can name: those with names of their own, and every initializer.
public enum RecipeCatalog {
  /// A recipe with a name of its own.
  public struct Entry: Sendable {
    /// How the command line spells it.
    public let name: String
    /// What it gives, in one line.
    public let summary: String
    /// Whether it needs examples.
    public let needsExamples: Bool
    let make: @Sendable () -> any Recipe

    init(
      _ name: String, _ summary: String, needsExamples: Bool = false,
      make: @escaping @Sendable () -> any Recipe
    ) {
      self.name = name
      self.summary = summary
      self.needsExamples = needsExamples
      self.make = make
    }

    /// The recipe.
    public var recipe: any Recipe { make() }
  }

  /// The recipes with names of their own; every initializer's name is one too.
  public static let entries: [Entry] = [
    Entry(AutomaticRecipe.spelling, "what theory chooses for each layer of the network at hand") {
      AutomaticRecipe()
    },
    Entry("pytorch", "what PyTorch's layers start with when nothing is said") { PyTorchDefaults() },
    Entry("keras", "what Keras's layers start with when nothing is said") { KerasDefaults() },
    Entry("flax", "what Flax's layers start with when nothing is said") { FlaxDefaults() },
    Entry("gpt2", "GPT-2 as transformers starts it: N(0, 0.02²), residual ends by depth") {
      PatternRecipe.gpt2
    },
    Entry("llama", "Llama, Mistral and Qwen as transformers starts them: N(0, 0.02²)") {
      PatternRecipe.llama
    },
    Entry("bert", "BERT as transformers starts it: N(0, 0.02²)") { PatternRecipe.bert },
    Entry("vit", "ViT as transformers starts it: N(0, 0.02²), positions too") {
      PatternRecipe.vit
    },
    Entry("resnet", "ResNet as torchvision starts it: He's normal law by fan out") {
      PatternRecipe.resnet
    },
    Entry(
      "lsuv", "orthonormal weights, each layer brought to variance 1 on examples",
      needsExamples: true
    ) { LSUV() },
  ]

  /// Other names for recipes.
  public static let synonyms = ["torch": "pytorch", "tensorflow": "keras", "jax": "flax"]

  /// All names, initializers and other names included.
  public static var names: [String] {
    entries.map(\.name) + synonyms.keys.sorted() + InitializerCatalog.names
  }

  /// How recipes are typed, those with names of their own first.
  public static var spellings: Spellings {
    Spellings(entries.map(\.name) + InitializerCatalog.spellings.names)
  }

  /// The recipe that the command line spells so: `pytorch`, `heNormal`, `normal:0.02`, `sigma:1.5,0.05`.
  ///
  /// - Throws: ``RecipeError`` with code `.name` for an unknown name, or an initializer's with
  ///   arguments that it does not take.
  public static func recipe(spelled: String) throws(RecipeError) -> any Recipe {
    let parts = spelled.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    if let entry = entries.first(where: { $0.name == synonyms[name] ?? name }) {
      guard parts.count == 1 else { throw .surplusArgument(spelled, name: name) }
      return entry.recipe
    }
    if name == MeanFieldRecipe.spelling {
      return try MeanFieldRecipe(spelled: spelled, argument: parts.count > 1 ? parts[1] : nil)
    }
    do {
      return InitializerRecipe(try InitializerCatalog.initializer(spelled: spelled))
    } catch {
      guard error.code == .name, ForeignNames.meanings(of: name).isEmpty else {
        throw .spelling(error)
      }
      throw .unknown(name, nearest: Spellings(names).nearest(to: name))
    }
  }
}
