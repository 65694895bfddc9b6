import Spellings

/// The data sets that have a name of their own.
public enum DataSetCatalog {
  /// One line of the catalog.
  public struct Entry: Sendable {
    /// How the data set is spelled on the command line.
    public let name: String
    /// What it holds, in one line.
    public let summary: String
    /// Reads it.
    public let load: @Sendable () throws(DataSetError) -> DataSet
  }

  /// Every data set with a name of its own, the default first.
  public static let entries: [Entry] = [
    Entry(
      name: "optdigits",
      summary: "handwritten digits, 8 x 8 pixels, 10 classes, 3,823 + 1,797 examples, embedded",
      load: { () throws(DataSetError) in try DataSet.optdigits() }),
    Entry(
      name: "fashion-mnist",
      summary: "articles of clothing, 28 x 28 pixels, 10 classes, 60,000 + 10,000 examples,"
        + " from the Debian package dataset-fashion-mnist",
      load: { () throws(DataSetError) in try DataSet.fashionMNIST() }),
    Entry(
      name: "moons",
      summary: "points on two half circles that reach into each other, 2 classes, 1,000 + 1,000",
      load: { () throws(DataSetError) in try DataSet.moons() }),
    Entry(
      name: "spirals",
      summary: "points on the two arms of a spiral, 2 classes, 1,000 + 1,000",
      load: { () throws(DataSetError) in try DataSet.spirals() }),
  ]

  /// What a user may name, with the two kinds of files last.
  static var choices: [String] {
    entries.map { $0.name } + ["a directory of IDX files", "a .csv or .csv.gz file"]
  }
}

extension DataSet {
  /// Reads the data set that a word on the command line means.
  ///
  /// In this order: a name of ``DataSetCatalog``; a table, where the word ends in `.csv` or
  /// `.csv.gz`; a directory of IDX files, where one exists or the word holds a `/`. A directory
  /// whose name is in the catalog is meant by `./optdigits`.
  ///
  /// - Throws: ``DataSetError`` with code `.unknownName` when it is none of them, and the codes of
  ///   the reader that it means.
  /// - SeeAlso: ``csv(file:)``, ``idx(directory:)``
  public static func named(_ nameOrPath: String) throws(DataSetError) -> DataSet {
    if let entry = DataSetCatalog.entries.first(where: { $0.name == nameOrPath }) {
      return try entry.load()
    }
    let lowercased = nameOrPath.lowercased()
    if lowercased.hasSuffix(".csv") || lowercased.hasSuffix(".csv.gz") {
      return try csv(file: nameOrPath)
    }
    do throws(DataSetError) {
      return try idx(directory: nameOrPath)
    } catch {
      guard !nameOrPath.contains("/"), error.code == .missing, error.subject == nameOrPath else {
        throw error
      }
      let nearest = Spellings(DataSetCatalog.entries.map { $0.name }).nearest(to: nameOrPath)
      throw .unknownName(nameOrPath, nearest: nearest, choices: DataSetCatalog.choices)
    }
  }
}
