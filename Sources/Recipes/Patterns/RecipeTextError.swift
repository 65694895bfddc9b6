import Networks
import YAMLTexts

/// What keeps a text from being a recipe, and where in it.
package struct RecipeTextError: Error, Sendable, Hashable {
  /// Where it is; `nil` where it is nowhere in particular.
  package let place: DescribedValue.Place?
  /// What is, and what was expected.
  package let detail: String

  init(_ place: DescribedValue.Place?, _ detail: String) {
    self.place = place
    self.detail = detail
  }

  init(_ error: YAMLTextError) { self.init(error.place, error.detail) }

  /// What the sentence about the text of a name begins with.
  package func subject(in name: String) -> String { place.map { "\(name): \($0)" } ?? name }
}
