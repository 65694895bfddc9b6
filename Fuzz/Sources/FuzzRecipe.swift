// Fuzzes recipes in words: any text gives a recipe that says one sentence or a law for every
// parameter of a small model.

import Recipes
import Tensors

private let named = NamedParameters(
  [
    ("h.0.attn.c_attn.weight", [12, 36]), ("h.0.attn.c_attn.bias", [36]),
    ("h.1.mlp.c_proj.weight", [48, 12]), ("wte.weight", [50, 12]), ("ln_f.weight", [12]),
    ("c.weight", [8, 3, 3, 3]), ("mystery", [4, 6]),
  ], layout: nil)

/// The bytes are the text.
func fuzzRecipe(_ input: UnsafeBufferPointer<UInt8>) {
  // A regular expression may take as long as its author wants.
  guard let text = String(validating: input, as: UTF8.self), !text.contains("regex") else { return }
  do throws(RecipeError) {
    let plan = try PatternRecipe(yaml: text, name: "t").plan(for: named.parameters)
    precondition(plan.entries.count == named.parameters.count)
  } catch {
    precondition(error.description.contains("expected"), "\(error)")
  }
}
