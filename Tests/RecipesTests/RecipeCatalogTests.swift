import Initializers
import Testing

import Recipes

@Suite("Names of recipes")
struct RecipeCatalogTests {
  @Test("every name gives a recipe that is spelled so, synonyms the one they stand for")
  func names() throws {
    for entry in RecipeCatalog.entries {
      #expect(try RecipeCatalog.recipe(spelled: entry.name).name == entry.name)
      let isMeasured = (entry.recipe as? any MeasuredRecipe)?.needsExamples
      #expect(entry.needsExamples == (isMeasured ?? false))
      #expect(!entry.summary.isEmpty)
    }
    for (synonym, name) in RecipeCatalog.synonyms {
      #expect(try RecipeCatalog.recipe(spelled: synonym).name == name)
    }
    #expect(try RecipeCatalog.recipe(spelled: "normal:0.02").name == "normal:0.02")
    #expect(try RecipeCatalog.recipe(spelled: "xavierUniform").name == "glorotUniform")
    #expect(Set(RecipeCatalog.names).count == RecipeCatalog.names.count)
  }

  @Test(
    "an unknown name is answered by the nearest and where the list is",
    arguments: [
      ("pytroch", "recipe pytroch: not known, did you mean pytorch? "),
      ("glorotUnifrom", "recipe glorotUnifrom: not known, did you mean glorotUniform? "),
      ("somethingElse", "recipe somethingElse: not known, "),
    ])
  func unknown(_ word: String, _ beginning: String) {
    let error = #expect(throws: RecipeError.self) {
      _ = try RecipeCatalog.recipe(spelled: word)
    }
    #expect(error?.code == .name)
    let own = RecipeCatalog.entries.map(\.name).joined(separator: ", ")
    #expect(
      error?.description
        == "\(beginning)one of \(own) or the \(InitializerCatalog.names.count) initializers that "
        + "'xavier explain' lists was expected")
  }

  @Test("names of other libraries and wrong arguments keep their own sentences")
  func others() {
    for (word, sentence) in [
      (
        "he_normal",
        "recipe he_normal: a name that libraries differ in, heTruncatedNormal (Keras, JAX) or "
          + "heNormal (PyTorch) or lecunNormal (MLX) was expected"
      ),
      ("keras:2", "recipe keras:2: keras without an argument was expected"),
      ("zeros:1", "recipe zeros:1: zeros without an argument was expected"),
    ] {
      let error = #expect(throws: RecipeError.self) {
        _ = try RecipeCatalog.recipe(spelled: word)
      }
      #expect(error?.description == sentence)
    }
  }
}
