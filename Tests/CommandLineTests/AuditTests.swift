import Foundation
import TestSupport
import Testing
import Xavier

@Suite("xavier audit")
struct AuditTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static func golden(_ name: String) -> String {
    Golden.folder.appendingPathComponent("audit/\(name).safetensors").path
  }

  private func audit(_ arguments: [String]) throws -> ChildProcess.Result {
    try Tool.run(["audit"] + arguments, in: scratch)
  }

  private func json(_ arguments: [String]) throws -> [String: Any] {
    let result = try audit(arguments + ["--json", "-", "--quiet"])
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Any])
  }

  @Test("findings come first, with tensors and remedy, then a row for tensors that are alike")
  func terminal() throws {
    let result = try audit([Self.golden("gpt2_unscaled")])
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.hasPrefix("depth-scaling\n"))
    #expect(result.output.contains("! depth-scaling\n"))
    #expect(result.output.contains("remedy   scale them by 1 / sqrt(2 × layers)"))
    #expect(result.output.contains("! h.{0…3}.attn.c_proj.weight"))
    #expect(!result.output.contains("h.2.attn.c_attn.weight"))
    #expect(!result.output.contains("\u{1B}"))
    let all = try audit([Self.golden("gpt2_unscaled"), "--all"]).output
    #expect(all.contains("h.2.attn.c_attn.weight"))
    let clean = try audit([Self.golden("gpt2_scaled")]).output
    #expect(clean.hasPrefix("nothing found\n"), "\(clean)")
  }

  @Test("--fail-on decides the exit code by the findings; notes count by name alone")
  func failOn() throws {
    func status(_ name: String, _ codes: String) throws -> Int32 {
      let result = try audit([Self.golden(name), "--quiet", "--fail-on", codes])
      #expect(result.output == "" && result.errors == "")
      return result.status
    }
    #expect(try status("gpt2_unscaled", "any") == 1)
    #expect(try status("gpt2_unscaled", "fans,depth-scaling") == 1)
    #expect(try status("gpt2_unscaled", "not-finite") == 0)
    #expect(try status("gpt2_scaled", "any") == 0)
    #expect(try status("adapters_sharded", "zero-weight") == 1)
  }

  @Test("Documentation/JSON.md lists exactly the keys of a document")
  func keys() throws {
    let document = try json([Self.golden("trained_redrawn"), "--against", Self.golden("trained")])
    #expect(document["schema"] as? String == "xavier.audit/1")
    #expect(Set(document.keys) == (try JSONPage.keys("Audit document")))
    let tensors = try #require(document["tensors"] as? [[String: Any]])
    for tensor in tensors {
      #expect(Set(tensor.keys) == (try JSONPage.keys("Objects of the tensors")))
    }
    let findings = try #require(document["findings"] as? [[String: Any]])
    #expect(findings.contains { $0["code"] as? String == "redrawn" })
    for finding in findings {
      #expect(Set(finding.keys) == (try JSONPage.keys("Objects of an audit's `findings`")))
    }
    for change in try #require(document["changes"] as? [[String: Any]]) {
      #expect(Set(change.keys) == (try JSONPage.keys("Objects of `changes`")))
    }
    let fused = try json([Self.golden("attention_fused")])
    let parts = try #require(
      (fused["tensors"] as? [[String: Any]])?.compactMap { $0["parts"] as? [[String: Any]] }
        .first { !$0.isEmpty })
    #expect(Set(parts[0].keys) == (try JSONPage.keys("Objects of `parts`")))
  }

  @Test("a recipe's expected deviations stand beside those that are there")
  func recipe() throws {
    let document = try json([Self.golden("gpt2_scaled"), "--recipe", "normal:0.02"])
    let tensors = try #require(document["tensors"] as? [[String: Any]])
    let end = try #require(tensors.first { $0["name"] as? String == "h.0.mlp.c_proj.weight" })
    #expect(end["expected_standard_deviation"] as? Double == 0.02)
    let codes = (document["findings"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
    #expect(codes?.contains("depth-scaling") == true, "\(codes ?? [])")
  }

  @Test("the same command gives the same bytes on any number of threads")
  func repeatable() throws {
    let arguments = [Self.golden("trained"), "--json", "-", "--quiet"]
    let first = try audit(arguments).output
    #expect(try audit(arguments + ["--threads", "1"]).output == first)
    #expect(try audit(arguments + ["--threads", "3"]).output == first)
  }

  @Test("a wrong command line is refused in one line, with what was expected")
  func refused() throws {
    let file = Self.golden("trained")
    for (arguments, sentence, status) in [
      (
        ["none.safetensors"],
        "none.safetensors: no such file, one that exists was expected", Int32(66)
      ),
      (
        [file, "--layout", "torch"],
        "--layout torch: not known, did you mean pytorch? one of pytorch, keras, jax was expected",
        64
      ),
      (
        [file, "--json", "same", "--report", "same"],
        "--json: same, where the report goes too, another file was expected", 64
      ),
      (
        [file, "--report", file], "--report: \(file), which is read, another file was expected", 64
      ),
      (
        [file, "--against", "b", "--json", "b"],
        "--json: b, which is read, another file was expected", 64
      ),
      (
        [file, "--report", "nowhere/x"],
        "nowhere/x: no such file or directory, a path that can be written was expected", 74
      ),
      ([file, "--threads", "0"], "--threads: 0, a number from 1 to 1024 was expected", 64),
    ] {
      let result = try audit(arguments)
      #expect(result.errors == "error: \(sentence)\n")
      #expect(result.status == status && result.output == "")
    }
    let unknown = try audit([file, "--fail-on", "fan"])
    #expect(
      unknown.errors.hasPrefix("error: --fail-on fan: not known, did you mean fans? one of any, "))
    #expect(unknown.status == 64)
    try scratch.write("no tensors", to: "x.safetensors")
    let damaged = try audit(["x.safetensors"])
    #expect(damaged.status == 65 && damaged.errors.hasPrefix("error: x.safetensors"))
  }

  @Test("--report writes a page whole, and says where; --quiet says nothing")
  func report() throws {
    let file = Self.golden("gpt2_unscaled")
    let loud = try audit([file, "--report", "audit.html"])
    #expect(loud.status == 0 && loud.errors == "")
    #expect(loud.output.hasSuffix("\nreport: audit.html\n"))
    let page = try #require(scratch.text("audit.html"))
    #expect(page.hasSuffix("</html>\n") && page.contains("xavier.audit-report/1"))
    let quiet = try audit(
      [file, "--report", "b.html", "--json", "b.json", "--quiet", "--fail-on", "any"])
    #expect(quiet.status == 1 && quiet.output == "" && quiet.errors == "")
    #expect(scratch.text("b.html") == page)
    let piped = try audit([file, "--report", "c.html", "--json", "-"])
    #expect(piped.output == scratch.text("b.json") && scratch.text("c.html") == page)
    #expect(scratch.names == ["audit.html", "b.html", "b.json", "c.html"])
  }

  @Test("a page that cannot be made is refused before tensors are read, and leaves nothing")
  func noReport() throws {
    let result = try Tool.run(
      ["audit", Self.golden("trained"), "--report", "a.html"], in: scratch,
      environment: ["XAVIER_D3": "/nonexistent"])
    #expect(
      result.errors == "error: /nonexistent: not there, d3 version 5 was expected "
        + "(Debian's package node-d3; or its path in XAVIER_D3)\n")
    #expect(result.status == 66 && result.output == "" && scratch.names == [])
    try scratch.write("no tensors", to: "x.safetensors")
    try scratch.write("old", to: "a.html")
    #expect(try audit(["x.safetensors", "--report", "a.html"]).status == 65)
    #expect(scratch.text("a.html") == "old")
  }

  @Test("audit --help lists every option")
  func help() throws {
    let help = try audit(["--help"])
    #expect(help.status == 0)
    for option in [
      "--recipe", "--layout", "--against", "--report", "--fail-on", "--json", "--threads", "--all",
      "--quiet",
    ] {
      #expect(help.output.contains(option), "\(option)")
    }
  }
}
