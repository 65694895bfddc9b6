import Initializers
import Networks

/// The recipes that a user can name: those with names of their own, and every initializer.
public enum RecipeCatalog {
  /// The recipe that the command line spells so.
  ///
  /// - Throws: `InitializerError` with code `.name` for an unknown name.
  public static func recipe(spelled: String) throws -> any Recipe {
    if spelled == AutomaticRecipe.spelling { return AutomaticRecipe() }
    return InitializerRecipe(try InitializerCatalog.initializer(spelled: spelled))
  }
}
