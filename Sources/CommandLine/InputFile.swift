import Xavier

/// The file that a value of the command line has read; `nil` where it is a word or a shorthand, which
/// may be the name of a file that is not read.
enum InputFile {
  /// A model: a file or a shorthand of layer widths.
  static func model(_ text: String) -> String? { ModelArgument.isFile(text) ? text : nil }

  /// A recipe: a word or a file of rules.
  static func recipe(_ text: String?) -> String? {
    text.flatMap { RecipeCatalog.isFile($0) ? $0 : nil }
  }

  /// A data set: a word of the catalog, a file or a directory.
  static func data(_ text: String?) -> String? {
    text.flatMap { text in
      DataSetCatalog.entries.contains { $0.name == text } ? nil : text
    }
  }
}
