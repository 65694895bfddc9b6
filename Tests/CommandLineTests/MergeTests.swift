import Foundation
import TestSupport
import Testing

/// What could be wrong: a result that differs in a bit from one process's, one that is shown twice or never,
/// work that is done again, a part that was measured otherwise, a part that somebody made.
@Suite("--merge")
struct MergeTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A verb with its arguments; what it writes is taken apart from the parts.
  struct Work: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var testDescription: String { arguments.joined(separator: " ") }
    var outputs: [String] { ["--json", "result.json", "--report", "result.html"] }
  }

  static let check = Work(
    arguments: [
      "check", "8-16x4-3", "--recipe", "heNormal", "--seeds", "5", "--seed", "3", "--all",
      "--threads", "1",
    ])
  // What examples correct, with examples that differ from draw to draw.
  static let corrected = Work(
    arguments: ["check", "8-16x4-3", "--recipe", "lsuv", "--seeds", "4", "--threads", "1"])
  // Diverges, so that losses are not finite.
  static let train = Work(
    arguments: [
      "train", "64-16-10", "--epochs", "2", "--seeds", "4", "--recipe", "zeros", "--recipe",
      "glorotUniform", "--recipe", "normal:1", "--optimizer", "sgd", "--learning-rate", "1e30",
      "--threads", "1",
    ])
  static let theory = Work(arguments: ["check", "8-16x4-3", "--theory", "--threads", "1"])

  private func alone(_ work: Work) throws -> (ChildProcess.Result, [String: Data]) {
    let whole = try Scratch()
    let result = try Tool.run(work.arguments + work.outputs, in: whole)
    #expect(result.status == 0, "\(result.errors)")
    let contents = whole.contents()
    #expect(contents.count == 2)
    return (result, contents)
  }

  private func outputs() -> [String: Data] { scratch.contents().filter { $0.key.contains(".") } }

  @Test(
    "1, 2, 3 and 7 ranks at once give the table, the JSON and the page of one process, once",
    arguments: [check, corrected, train, theory], [1, 2, 3, 7])
  func together(_ work: Work, _ count: Int) throws {
    let (one, expected) = try alone(work)
    let arguments = work.arguments + work.outputs + ["--merge", "parts"]
    let results = try Team.run(arguments, count: count, in: scratch)
    #expect(results.allSatisfy { $0.status == 0 }, "\(results.map(\.errors))")
    #expect(results.count { $0.output == one.output } == 1)
    #expect(results.count { $0.output == "" } == count - 1)
    #expect(outputs() == expected)
    for (rank, result) in results.enumerated() where count > 1 {
      #expect(result.errors.hasPrefix("rank \(rank) of \(count), by Open MPI\n"))
    }
    // Again: nothing is left to measure, the first rank shows the result.
    let again = try Team.run(arguments, count: count, in: scratch)
    #expect(again[0].status == 0 && again[0].output == one.output)
    #expect(again.dropFirst().allSatisfy { $0.status == 0 && $0.output == "" })
    #expect(outputs() == expected)
  }

  @Test("one rank after another: what is there is not measured again", arguments: [check, train])
  func resumes(_ work: Work) throws {
    let (one, expected) = try alone(work)
    let arguments = work.arguments + work.outputs + ["--merge", "parts"]
    func times() throws -> [String: Date] {
      var times: [String: Date] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: scratch.path("parts")) {
        let found = try FileManager.default.attributesOfItem(
          atPath: scratch.path("parts/\(name)"))
        if name.hasSuffix(".json") { times[name] = found[.modificationDate] as? Date }
      }
      return times
    }
    let first = try Tool.run(arguments + ["--shard", "1/2"], in: scratch)
    #expect(first.status == 0 && first.output == "")
    #expect(first.errors.contains(" missing yet: no result\n"))
    let before = try times()
    #expect(!before.isEmpty)
    // Another number of ranks finds the same parts.
    let last = try Tool.run(arguments, in: scratch)
    #expect(last.status == 0 && last.output == one.output)
    #expect(last.errors.contains("kept "))
    #expect(outputs() == expected)
    let after = try times()
    #expect(after.count > before.count)
    #expect(before.allSatisfy { after[$0.key] == $0.value })
  }

  @Test("killed at random moments and started again", arguments: [check, train])
  func kills(_ work: Work) throws {
    let (one, expected) = try alone(work)
    let arguments = work.arguments + work.outputs + ["--merge", "parts"]
    let (killed, last) = try Team.runWithKills(
      arguments, count: 3, rounds: 6, longest: 400_000, in: scratch)
    #expect(killed > 0)
    #expect(last.allSatisfy { $0.status == 0 }, "\(last.map(\.errors))")
    if outputs() != expected {
      // Who found the last part was killed before it showed the result: the next run shows it.
      #expect(outputs().isEmpty)
      _ = try Team.run(arguments, count: 3, in: scratch)
    }
    #expect(outputs() == expected)
    let again = try Team.run(arguments, count: 3, in: scratch)
    #expect(again[0].output == one.output)
  }

  @Test("the exit code is that of one process")
  func exitCode() throws {
    let arguments = [
      "check", "8-16x40-3", "--recipe", "normal:0.01", "--fail-on", "any", "--quiet", "--merge",
      "parts",
    ]
    for rank in 0..<3 {
      let result = try Tool.run(arguments + ["--shard", "\(rank)/3"], in: scratch)
      #expect(result.status == (rank == 2 ? 1 : 0))
    }
  }

  @Test("a rank that is started twice is refused while the first measures")
  func twice() throws {
    let arguments = Self.check.arguments + ["--merge", "parts"]
    try FileManager.default.createDirectory(
      atPath: scratch.path("parts"), withIntermediateDirectories: false)
    let draft = scratch.path("parts/check-seed-3.json.partial")
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    #expect(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let result = try Tool.run(arguments, in: scratch)
    close(descriptor)
    #expect(result.status == 74)
    #expect(
      result.errors
        == "error: parts/check-seed-3.json: another process writes it, a path of its own for each was "
        + "expected\n")
  }

  @Test("parts of another measurement are refused, naming what differs")
  func foreign() throws {
    let merge = ["--merge", "parts", "--quiet"]
    #expect(try Tool.run(Self.check.arguments + merge, in: scratch).status == 0)
    func refuse(_ what: String, _ arguments: [String]) throws {
      let result = try Tool.run(arguments + merge, in: scratch)
      #expect(result.status == 65)
      #expect(
        result.errors.hasPrefix("error: parts/check-seed-3.json: measured with \(what)")
          && result.errors.hasSuffix(" or another folder for --merge was expected\n")
          && result.errors.count { $0 == "\n" } == 1, "\(result.errors)")
    }
    let rest = ["--seeds", "5", "--seed", "3"]
    try refuse("batch 32, 16", Self.check.arguments + ["--batch", "16"])
    try refuse("recipe heNormal, zeros", ["check", "8-16x4-3", "--recipe", "zeros"] + rest)
    try refuse(
      "model 8-16x4-3, relu, 8-16x4-3, tanh", Self.check.arguments + ["--activation", "tanh"])
    try refuse(
      "model 8-16x4-3, relu, 8-16x5-3, relu", ["check", "8-16x5-3", "--recipe", "heNormal"] + rest)
    // More seeds and another first one use what is there.
    let more = try Tool.run(
      [
        "check", "8-16x4-3", "--recipe", "heNormal", "--seeds", "7", "--seed", "2", "--merge",
        "parts",
      ],
      in: scratch)
    #expect(more.status == 0)
    #expect(more.errors == "kept 5 draws that were measured already\n")
  }

  @Test("runs of another comparison are refused, naming what differs")
  func foreignRuns() throws {
    let arguments = ["train", "64-16-10", "--seeds", "1", "--recipe", "zeros"]
    let merge = ["--merge", "parts", "--quiet", "--no-report"]
    func run(_ more: String...) throws -> ChildProcess.Result {
      try Tool.run(arguments + more + merge, in: scratch)
    }
    #expect(try run("--epochs", "1").status == 0)
    func refuse(_ what: String, _ more: String...) throws {
      let options = more.contains("--epochs") ? more : more + ["--epochs", "1"]
      let result = try Tool.run(arguments + options + merge, in: scratch)
      #expect(result.status == 65)
      #expect(
        result.errors.hasPrefix("error: parts/train-zeros-seed-0.json: measured with \(what)"),
        "\(result.errors)")
    }
    try refuse("epochs 1, 2", "--epochs", "2")
    try refuse("batch 32, 8", "--batch", "8")
    try refuse("threshold 0.9, 0.5", "--threshold", "0.5")
    try refuse("optimizer adam", "--optimizer", "sgd")
    try refuse("optimizer adam", "--learning-rate", "0.5")
    try refuse("activation relu, tanh", "--activation", "tanh")
    let rows = (0..<40).map { row in
      (0..<64).map { "\(row * $0 % 7)" }.joined(separator: ",") + ",\(row % 10)"
    }
    try scratch.write(rows.joined(separator: "\n") + "\n", to: "a.csv")
    try refuse("data optdigits, a or", "--data", "a.csv")
  }

  @Test("a model file whose content changed is another model")
  func changedModel() throws {
    func text(_ units: Int) -> String {
      "version: 1\ninput: [8]\nlayers:\n  - dense: {units: 16, activation: relu}\n"
        + "  - dense: {units: \(units)}\n"
    }
    let arguments = ["check", "m.yaml", "--seeds", "2", "--merge", "parts", "--quiet"]
    try scratch.write(text(4), to: "m.yaml")
    let first = try Tool.run(arguments, in: scratch)
    #expect(first.status == 0, "\(first.errors)")
    try scratch.write(text(5), to: "m.yaml")
    let second = try Tool.run(arguments, in: scratch)
    #expect(second.status == 65)
    #expect(
      second.errors.hasPrefix("error: parts/check-seed-0.json: measured with model content "))
  }

  @Test("parts that somebody made are refused in one sentence")
  func hostile() throws {
    let arguments = Self.check.arguments + ["--merge", "parts", "--quiet"]
    #expect(try Tool.run(arguments, in: scratch).status == 0)
    let part = scratch.path("parts/check-seed-4.json")
    let good = try #require(scratch.text("parts/check-seed-4.json"))
    func refuse(_ end: String) throws {
      let result = try Tool.run(arguments, in: scratch)
      #expect(result.status == 65)
      #expect(
        result.errors == "error: parts/check-seed-4.json: \(end) expected\n", "\(result.errors)")
    }
    let none = "no JSON that is a part, a part of a result was"
    for text in [
      "", "{", "nonsense", String(good.prefix(good.count / 2)),
      String(repeating: "[", count: 100_000),
    ] {
      try scratch.write(text, to: "parts/check-seed-4.json")
      try refuse(none)
    }
    try scratch.write(
      good.replacing("xavier.check.part/1", with: "xavier.train.part/1"),
      to: "parts/check-seed-4.json")
    try refuse("schema xavier.train.part/1, xavier.check.part/1 was")
    var object = try #require(
      JSONSerialization.jsonObject(with: Data(good.utf8)) as? [String: Any])
    let result = try #require(object["result"] as? [String: Any])
    let reading = try #require(result["reading"] as? [String: Any])
    func put(_ key: String, _ value: Any) throws {
      var (changed, inner) = (result, reading)
      inner[key] = value
      changed["reading"] = inner
      object["result"] = changed
      try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: part))
    }
    try put("values", [Any]())
    let count = try #require(reading["values"] as? [Any]).count
    try refuse("0 values, \(count) were")
    try put("parameterGradients", [Any]())
    try refuse("0 parameters, 10 were")
    try put("probed", [-1])
    try refuse("a parameter beyond the last, one of 10 was")
    try put("parameterGradients", Array(repeating: 1e300, count: 10))
    try refuse("a number beyond 1e150, a smaller one was")
    try put("values", "none")
    try refuse("something else at result.reading.values, a part of a result was")
    // Numbers that cannot be, but harm nothing.
    try put("parameterGradients", Array(repeating: -1.0, count: 10))
    #expect(try Tool.run(arguments, in: scratch).status == 0)
    unlink(part)
    #expect(mkfifo(part, 0o644) == 0)
    try refuse("not a plain file, a part of a result was")
    unlink(part)
    try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: false)
    try refuse("not a plain file, a part of a result was")
    try FileManager.default.removeItem(atPath: part)
    let large = open(part, O_WRONLY | O_CREAT, 0o644)
    #expect(ftruncate(large, 2 << 30) == 0)
    close(large)
    try refuse("2147483648 bytes, at most 1073741824 were")
  }

  @Test("mpirun spreads the draws of a check and shows one table")
  func openMPI() throws {
    let (one, expected) = try alone(Self.check)
    let result = try ChildProcess(
      "/usr/bin/mpirun",
      ["--allow-run-as-root", "--oversubscribe", "-np", "3", toolPath] + Self.check.arguments
        + Self.check.outputs + ["--merge", "parts"],
      in: scratch.folder, environment: Tool.environment
    ).finish(within: 120)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == one.output)
    #expect(outputs() == expected)
  }
}
