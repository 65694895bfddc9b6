import Foundation
import Initializers
import TestSupport
import Testing

@Suite("Catalog of initializers")
struct CatalogTests {
  /// Every entry as a user spells it, with an argument where one is needed.
  static var spellings: [String] {
    InitializerCatalog.entries.map { entry in
      guard let argument = entry.argument, argument.fallback == nil else { return entry.name }
      return "\(entry.name):0.25"
    }
  }

  @Test("every entry is made, says its own name, and its name gives it back")
  func names() throws {
    let more = [
      "orthogonal:2", "orthogonal:1.5", "constant:-1.5", "constant:1e-20", "normal:1e-05",
      "normal:0.01", "uniform:0.1", "truncatedNormal:3", "varianceScaling:2,fanIn,normal",
      "varianceScaling:0.5,fanAverage,uniform", "varianceScaling:1e-07,fanOut,truncatedNormal",
      "varianceScaling:3,fanGeometricAverage,normal",
    ]
    for spelled in Self.spellings + more {
      let initializer = try InitializerCatalog.initializer(spelled: spelled)
      #expect(initializer.name == spelled)
      let again = try InitializerCatalog.initializer(spelled: initializer.name)
      let spec = ParameterSpec.dense(in: 35, out: 99)
      let values = try initializer.draw(spec, path: "w", seed: 0)
      #expect(try again.draw(spec, path: "w", seed: 0) == values)
    }
  }

  @Test("an argument that is the fallback may be left out")
  func fallback() throws {
    for entry in InitializerCatalog.entries {
      guard let fallback = entry.argument?.fallback else { continue }
      let spelled = try InitializerCatalog.initializer(spelled: "\(entry.name):\(fallback)")
      #expect(spelled.name == entry.name)
    }
    #expect(try InitializerCatalog.initializer(spelled: "orthogonal:1").name == "orthogonal")
  }

  @Test("no name is listed twice, no synonym hides a name, every synonym leads to one")
  func unique() {
    let names = InitializerCatalog.entries.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    for (synonym, name) in InitializerCatalog.synonyms {
      #expect(!names.contains(synonym))
      #expect(names.contains(name))
    }
    #expect(!names.contains("varianceScaling"))
  }

  @Test("synonyms give the initializers they stand for")
  func synonyms() throws {
    #expect(InitializerCatalog.synonyms.count == 4)
    for (synonym, name) in InitializerCatalog.synonyms {
      #expect(try InitializerCatalog.initializer(spelled: synonym).name == name)
      #expect(InitializerCatalog.entry(named: synonym)?.name == name)
    }
    #expect(VarianceScaling.xavierUniform == .glorotUniform)
    #expect(VarianceScaling.xavierNormal == .glorotNormal)
    #expect(VarianceScaling.kaimingUniform == .heUniform)
    #expect(VarianceScaling.kaimingNormal == .heNormal)
  }

  @Test("an entry is found by its name, and by no other word")
  func entries() {
    for entry in InitializerCatalog.entries {
      #expect(InitializerCatalog.entry(named: entry.name)?.equation == entry.equation)
      #expect(!entry.equation.isEmpty)
    }
    #expect(InitializerCatalog.entry(named: "GlorotUniform") == nil)
    #expect(InitializerCatalog.entry(named: "varianceScaling") == nil)
    #expect(InitializerCatalog.entry(named: "normal:1") == nil)
  }

  @Test("the list for the user has every name, with its argument where one is needed")
  func spellingList() {
    let listed = InitializerCatalog.spellings.names
    #expect(listed.count == InitializerCatalog.entries.count + 1)
    for (name, entry) in zip(listed, InitializerCatalog.entries) {
      let needsArgument = entry.argument.map { $0.fallback == nil } ?? false
      #expect(name.contains(":") == needsArgument)
      #expect(name.hasPrefix(entry.name))
    }
  }
}

@Suite("Folders and catalog of initializers")
struct InitializerFolderTests {
  /// What each paper's file defines, as the catalog names it.
  private let papers = [
    "Glorot2010": ["glorotUniform", "glorotNormal", "glorotTruncatedNormal", "standardUniform"],
    "He2015": ["heUniform", "heNormal", "heTruncatedNormal"],
    "LeCun1998": ["lecunUniform", "lecunNormal", "lecunTruncatedNormal"],
    "Saxe2014": ["orthogonal"],
  ]

  /// The initializers that are a law by themselves; `Law` itself is what laws have in common.
  private let laws = [
    "Constant": ["constant", "zeros", "ones"], "Identity": ["identity"], "Law": [],
    "Normal": ["normal"], "Orthogonal": ["orthogonal"], "TruncatedNormal": ["truncatedNormal"],
    "Uniform": ["uniform"],
  ]

  @Test("every paper's file is in the catalog, and every catalog entry of a paper in its file")
  func paperFiles() throws {
    #expect(try files("Papers") == papers.keys.sorted())
    for (file, names) in papers {
      let url = folder("Papers").appending(path: "\(file).swift")
      let text = try String(contentsOf: url, encoding: .utf8)
      for name in names {
        #expect(InitializerCatalog.entry(named: name) != nil, "\(file): \(name)")
        #expect(text.contains("static var \(name): "), "\(file): \(name)")
      }
      // Whatever the file defines besides is a synonym.
      let defined = text.matches(of: /static var (\w+):/).map { String($0.1) }
      for name in defined {
        let isSynonym = InitializerCatalog.synonyms[name] != nil
        #expect(names.contains(name) || isSynonym, "\(file): \(name)")
      }
      #expect(text.contains("- Source: "), "\(file) names its paper")
    }
  }

  @Test("every law's file is the law of the catalog entries that name it")
  func lawFiles() throws {
    #expect(try files("Laws") == laws.keys.sorted())
    for (file, names) in laws {
      for name in names {
        let spelled = CatalogTests.spellings.first { $0.prefix { $0 != ":" } == name }
        let initializer = try InitializerCatalog.initializer(spelled: try #require(spelled))
        let law = try initializer.law(for: .dense(in: 35, out: 99))
        #expect("\(type(of: law))" == file, "\(name)")
      }
    }
  }

  @Test("every catalog entry belongs to a paper or to a law")
  func everyEntry() {
    let placed = Set((Array(papers.values) + Array(laws.values)).joined())
    #expect(placed == Set(InitializerCatalog.entries.map(\.name)))
  }

  private func folder(_ name: String) -> URL {
    sourcesFolder.appending(path: "Initializers/\(name)")
  }

  private func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder(name).path)
      .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()
  }
}
