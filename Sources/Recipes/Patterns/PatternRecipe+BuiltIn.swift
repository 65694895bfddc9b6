import CAssets

extension PatternRecipe {
  /// A recipe in words that the package brings along; with `deviation` in place of 0.02 where a model
  /// asks for another.
  ///
  /// - Precondition: the text is a recipe of that name.
  private static func builtIn(
    _ name: String, _ asset: xv_asset, deviation: Double? = nil
  ) -> PatternRecipe {
    let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.size)
    var text = String(decoding: bytes, as: UTF8.self)
    if let deviation {
      text = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasSuffix(" normal:0.02") ? line.dropLast(4) + "\(deviation)" : line
      }.joined(separator: "\n")
    }
    do {
      let recipe = try PatternRecipe(text: text)
      precondition(recipe.name == name, "recipe \(name) is called \(recipe.name)")
      return recipe
    } catch {
      preconditionFailure("\(error.subject(in: name)): \(error.detail)")
    }
  }

  /// The recipe of a family of models of transformers: `gpt2`, `llama`, `bert`, `vit`, `resnet`; `nil` for
  /// another.
  ///
  /// - Parameters:
  ///   - name: the family.
  ///   - deviation: the `initializer_range` of the model's configuration, finite and not negative.
  public static func family(_ name: String, initializerRange deviation: Double?) -> PatternRecipe? {
    let assets = [
      "gpt2": xv_recipe_gpt2(), "llama": xv_recipe_llama(), "bert": xv_recipe_bert(),
      "vit": xv_recipe_vit(), "resnet": xv_recipe_resnet(),
    ]
    return assets[name].map { builtIn(name, $0, deviation: deviation) }
  }

  static var gpt2: PatternRecipe { builtIn("gpt2", xv_recipe_gpt2()) }
  static var llama: PatternRecipe { builtIn("llama", xv_recipe_llama()) }
  static var bert: PatternRecipe { builtIn("bert", xv_recipe_bert()) }
  static var vit: PatternRecipe { builtIn("vit", xv_recipe_vit()) }
  static var resnet: PatternRecipe { builtIn("resnet", xv_recipe_resnet()) }
}
