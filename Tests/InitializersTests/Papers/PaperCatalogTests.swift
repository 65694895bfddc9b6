import Foundation
import Initializers
import TestSupport
import Testing

@Suite("Entries of papers and laws in the catalog")
struct PaperCatalogTests {
  /// Arguments that an entry takes, those needed and those that may be left out.
  private func sample(_ entry: InitializerEntry, needed: Bool) -> [Double] {
    entry.arguments.enumerated().filter { !needed || $1.fallback == nil }.map { index, argument in
      if case .count(let least) = argument.kind { return Double(least + 2 + index) }
      return 0.25 * Double(index + 1)
    }
  }

  private let specs: [ParameterSpec] = [
    .dense(in: 35, out: 99), .dense(in: 35, out: 35),
  ]

  @Test("every entry says what it is, what it assumes, when to use it and when not to")
  func words() {
    for entry in InitializerCatalog.entries {
      #expect(!entry.equation.isEmpty, "\(entry.name)")
      #expect(!entry.assumes.isEmpty, "\(entry.name)")
      #expect(!entry.use.isEmpty, "\(entry.name)")
      #expect(!entry.avoid.isEmpty, "\(entry.name)")
      for text in [entry.equation, entry.assumes, entry.use, entry.avoid, entry.falseFriends] {
        let isClean = !text.contains("  ") && !text.hasSuffix(".") && !text.hasSuffix(" ")
        #expect(isClean, "\(text)")
      }
    }
  }

  @Test("an entry that sends its reader to another initializer names one that exists")
  func references() {
    let names = Set(InitializerCatalog.names)
    let pattern = /\b[a-z][A-Za-z0-9]*(?:Uniform|Normal|Orthogonal|Sparse|Recurrent)\b/
    for entry in InitializerCatalog.entries {
      for text in [entry.assumes, entry.use, entry.avoid, entry.falseFriends] {
        for match in text.matches(of: pattern) {
          #expect(names.contains(String(match.output)), "\(entry.name): \(match.output)")
        }
      }
    }
  }

  @Test("the usage of every entry lists its arguments, those that may be left out in brackets")
  func usage() throws {
    for entry in InitializerCatalog.entries {
      let usage = entry.usage
      #expect(usage.prefix { $0.isLetter || $0.isNumber } == entry.name)
      let marked = usage.dropFirst(entry.name.count).matches(of: /[A-Z_]+/).map {
        String($0.output)
      }
      #expect(marked == entry.arguments.map(\.name), "\(usage)")
      let (opened, closed) = (usage.count { $0 == "[" }, usage.count { $0 == "]" })
      #expect(opened == closed, "\(usage)")
      let needed = entry.arguments.prefix { $0.fallback == nil }
      #expect(usage.hasPrefix("\(entry.name):") == !needed.isEmpty, "\(usage)")
      #expect(entry.arguments.dropFirst(needed.count).allSatisfy { $0.fallback != nil }, "\(usage)")
    }
  }

  @Test("every entry makes an initializer, whose name leads back to the same weights")
  func making() throws {
    let gates = try ParameterSpec.fusedGateBias(out: 5, gates: 7)
    for entry in InitializerCatalog.entries {
      for arguments in [sample(entry, needed: true), sample(entry, needed: false)] {
        let initializer = try entry.initializer(arguments)
        #expect(initializer.name.prefix { $0 != ":" } == entry.name)
        let again = try InitializerCatalog.initializer(spelled: initializer.name)
        #expect(again.name == initializer.name)
        var drawn = 0
        for spec in specs + [gates] {
          guard let values = try? initializer.draw(spec, path: "w", seed: 3) else { continue }
          drawn += 1
          #expect(try again.draw(spec, path: "w", seed: 3) == values, "\(initializer.name)")
        }
        #expect(drawn > 0, "\(initializer.name)")
      }
    }
  }

  @Test("arguments at their usual values leave the name as it is without them")
  func usualValues() throws {
    for entry in InitializerCatalog.entries {
      let short = sample(entry, needed: true)
      let long = short + entry.arguments.dropFirst(short.count).compactMap(\.fallback)
      #expect(try entry.initializer(long).name == entry.initializer(short).name)
    }
  }

  @Test("the file of every paper is in the catalog, and names its source")
  func files() throws {
    let folder = sourcesFolder.appending(path: "Initializers/Papers")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
    let catalog = try text("Initializers/InitializerCatalog.swift")
    let listed = Set(catalog.matches(of: /(\w+)\.entries/).map { String($0.1) })
    #expect(listed == Set(files + ["PlainLaws"]))
    #expect(files.count >= 20)
    var names: [String] = []
    for file in files {
      let text = try text("Initializers/Papers/\(file).swift")
      #expect(text.contains("public enum \(file) {"), "\(file)")
      #expect(text.contains("- Source: "), "\(file)")
      names += InitializerCatalog.entries.filter { text.contains("\"\($0.name)\"") }.map(\.name)
    }
    let plain = try text("Initializers/PlainLaws.swift")
    for entry in InitializerCatalog.entries where !plain.contains("\"\(entry.name)\"") {
      #expect(names.contains(entry.name), "\(entry.name) has a file")
      #expect(!entry.source.isEmpty, "\(entry.name)")
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: sourcesFolder.appending(path: path), encoding: .utf8)
  }
}
