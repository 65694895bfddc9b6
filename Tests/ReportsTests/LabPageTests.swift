import Foundation
import TestSupport
import Testing
import Xavier

@Suite("The lab's page as one file")
struct LabPageTests {
  private let page: String

  init() throws { page = String(decoding: try ReportPage().labPage(), as: UTF8.self) }

  private func files(_ folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: sourcesFolder.appendingPathComponent("CAssets/\(folder)"), includingPropertiesForKeys: nil
    )
  }

  @Test(
    "holds every script and style of its folder and of the charts", arguments: ["Lab", "Charts"])
  func parts(folder: String) throws {
    let parts = try files(folder).filter { ["js", "css"].contains($0.pathExtension) }
    #expect(parts.count > 5)
    for part in parts {
      let text = try String(contentsOf: part, encoding: .utf8)
      #expect(page.components(separatedBy: text).count == 2, "\(part.lastPathComponent) once")
    }
  }

  @Test("is its frame, with something in every place that the frame leaves open")
  func frame() throws {
    let frame = try ["Report/head.html", "Lab/lab.html"].map {
      try String(
        contentsOf: sourcesFolder.appendingPathComponent("CAssets/\($0)"), encoding: .utf8)
    }.joined()
    let places = /(\/\*)?\{\{[a-z0-9]+\}\}(\*\/)?/
    #expect(frame.matches(of: places).count == 5)
    var rest = page[...]
    for piece in frame.split(separator: places) {
      let found = try #require(rest.range(of: piece), "\(piece.prefix(60))")
      rest = rest[found.upperBound...]
    }
    #expect(rest == "")
    #expect(page.matches(of: places).isEmpty)
    #expect(page.contains("<title>Xavier lab</title>"))
    #expect(page.hasPrefix("<!DOCTYPE html>"))
  }

  @Test("loads nothing: no address of elsewhere, and of its server only what it asks")
  func addresses() throws {
    #expect(page.matches(of: /(?i)(src|href)\s*=\s*["']?\s*(https?:)?\/\//).isEmpty)
    #expect(page.matches(of: /(?i)@import|url\(\s*["']?(https?:)?\/\//).isEmpty)
    #expect(page.matches(of: /<script[^>]*src|<link[^>]*stylesheet|<iframe|<object|<embed/).isEmpty)
    #expect(page.contains("default-src 'none'") && page.contains("connect-src 'self';"))
    for script in try files("Lab") where script.pathExtension == "js" {
      let text = try String(contentsOf: script, encoding: .utf8)
      let asks = text.matches(
        of: /(fetch|EventSource|XMLHttpRequest|WebSocket|import|sendBeacon)\((.)(.{0,5})/)
      for ask in asks { #expect(ask.3 == "/api/", "\(script.lastPathComponent): \(ask.0)") }
    }
  }
}
