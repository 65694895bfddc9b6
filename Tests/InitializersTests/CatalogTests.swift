import Foundation
import Initializers
import TestSupport
import Testing

@Suite("Catalog of initializers")
struct CatalogTests {
  /// Every entry as a user spells it, with arguments where they are needed.
  static var spellings: [String] {
    InitializerCatalog.entries.map { entry in
      let needed = entry.arguments.filter { $0.fallback == nil }
      let numbers = needed.map { argument in
        switch argument.kind {
        case .count(let least): "\(least + 2)"
        default: argument.name == "LOWER" ? "-0.5" : "0.25"
        }
      }
      return entry.name + (needed.isEmpty ? "" : ":" + numbers.joined(separator: ","))
    }
  }

  /// A parameter that the initializer can draw.
  static func spec(
    for spelled: String, in fanIn: Int = 35, out fanOut: Int = 99
  ) throws -> ParameterSpec {
    let name = spelled.prefix { $0 != ":" }
    return switch name {
    case "forgetGateBias": try .fusedGateBias(out: fanOut, gates: 4)
    case "identityRecurrent": .dense(in: fanIn, out: fanIn)
    default: .dense(in: fanIn, out: fanOut)
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
      let spec = try Self.spec(for: spelled)
      let values = try initializer.draw(spec, path: "w", seed: 0)
      #expect(try again.draw(spec, path: "w", seed: 0) == values)
    }
  }

  @Test("an argument at its usual value may be left out")
  func fallback() throws {
    for (entry, spelled) in zip(InitializerCatalog.entries, Self.spellings) {
      let usual = entry.arguments.compactMap(\.fallback).map { "\($0)" }.joined(separator: ",")
      guard !usual.isEmpty else { continue }
      let separator = spelled.contains(":") ? "," : ":"
      let all = try InitializerCatalog.initializer(spelled: spelled + separator + usual)
      #expect(all.name == spelled)
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
    #expect(InitializerCatalog.synonyms.count == 5)
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
      #expect(name.contains(":") == !entry.arguments.isEmpty)
      #expect(name.hasPrefix(entry.name))
    }
  }
}

@Suite("Folders and catalog of initializers")
struct InitializerFolderTests {
  @Test("every paper's file is a family of the catalog and names its source")
  func paperFiles() throws {
    let papers = InitializerCatalog.families.map(\.name).filter { $0 != "PlainLaws" }
    #expect(try files("Papers") == papers.sorted())
    for file in papers {
      let url = folder("Papers").appending(path: "\(file).swift")
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.contains("enum \(file) {"), "\(file)")
      #expect(text.contains("- Source: "), "\(file) names its paper")
    }
  }

  @Test("every entry says what it assumes, when to use it and when not")
  func texts() {
    for entry in InitializerCatalog.entries {
      for text in [entry.equation, entry.assumes, entry.use, entry.avoid] {
        #expect(!text.isEmpty && !text.hasSuffix("."), "\(entry.name): \(text)")
      }
    }
  }

  private func folder(_ name: String) -> URL {
    sourcesFolder.appending(path: "Initializers/\(name)")
  }

  private func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder(name).path)
      .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()
  }
}
