import Foundation
import TestSupport
import Testing

/// What could be wrong: other bytes than one process writes, a file that two write, an index that is written
/// twice, too early or never, one of another checkpoint that stays, a rank that does nothing and says nothing.
@Suite("xavier init by several ranks")
struct RankTests {
  private let scratch: Scratch
  private let whole: Scratch
  private let expected: [String: Data]
  init() throws {
    (scratch, whole) = (try Scratch(), try Scratch())
    let result = try Tool.run(Self.arguments, in: whole)
    #expect(result.status == 0, "\(result.errors)")
    expected = whole.contents()
  }

  // Five files and an index.
  private static let arguments = [
    "init", "300x6", "--recipe", "orthogonal", "--max-shard-size", "365kB", "-o", "m.safetensors",
    "--threads", "1",
  ]
  private static let index = "m.safetensors.index.json"

  private func isRight() -> Bool { scratch.contents() == expected }

  @Test("1, 2, 3 and 7 ranks together write the files of one", arguments: [1, 2, 3, 7])
  func together(_ count: Int) throws {
    #expect(expected.count == 6)
    let results = try Team.run(Self.arguments, count: count, in: scratch)
    for (rank, result) in results.enumerated() {
      #expect(result.status == 0, "\(result.errors)")
      // What is the same for all is said once.
      #expect((result.output == "") == (rank > 0))
      let lines = result.errors.split(separator: "\n")
      #expect((lines.first == "rank \(rank) of \(count), by Open MPI") == (count > 1))
      if rank >= 5 {
        #expect(
          lines.contains("nothing to write for rank \(rank) of 7: the checkpoint is 5 files"))
      } else {
        #expect(lines.contains { $0.hasPrefix("wrote ") }, "\(result.errors)")
      }
    }
    #expect(isRight())
    let again = try Team.run(Self.arguments + ["--quiet"], count: count, in: scratch)
    #expect(again.allSatisfy { $0.status == 0 && $0.errors == "" && $0.output == "" })
    #expect(isRight())
  }

  @Test("one after another, as the tasks of an array: the last one writes the index")
  func array() throws {
    for task in 0..<3 {
      let result = try Tool.run(
        Self.arguments, in: scratch,
        environment: [
          "SLURM_ARRAY_TASK_ID": "\(task + 4)", "SLURM_ARRAY_TASK_MIN": "4",
          "SLURM_ARRAY_TASK_MAX": "6", "SLURM_ARRAY_TASK_COUNT": "3",
        ])
      #expect(result.status == 0)
      #expect(result.errors.hasPrefix("rank \(task) of 3, by Slurm array\n"))
      #expect(scratch.names.contains(Self.index) == (task == 2))
      #expect(
        result.errors.hasSuffix("files of other shares are missing yet: no index\n") == (task < 2))
    }
    #expect(isRight())
  }

  @Test(
    "killed at random moments and started again, 2, 3 and 7 ranks end with the same bytes",
    arguments: [2, 3, 7])
  func kills(_ count: Int) throws {
    let (killed, last) = try Team.runWithKills(
      Self.arguments + ["--quiet"], count: count, rounds: 8, longest: 500_000, in: scratch
    ) {
      let found = scratch.contents()
      for (name, bytes) in found {
        let isWhole = bytes == expected[name]
        #expect(isWhole, "\(name)")
      }
      #expect(found[Self.index] == nil || found.count == expected.count)
      if found[Self.index] != nil { for name in scratch.names { unlink(scratch.path(name)) } }
    }
    #expect(killed > 0)
    #expect(last.allSatisfy { $0.status == 0 }, "\(last.map(\.errors))")
    #expect(isRight())
    #expect(scratch.names == whole.names)
  }

  @Test("ranks that finish at the same moment all count as done, and there is one index")
  func sameMoment() throws {
    let arguments = [
      "init", "8x7", "--max-shard-size", "400", "-o", "m.safetensors", "--quiet", "--threads", "1",
    ]
    for _ in 0..<12 {
      for name in scratch.names { unlink(scratch.path(name)) }
      let results = try Team.run(arguments, count: 6, in: scratch)
      #expect(results.allSatisfy { $0.status == 0 }, "\(results.map(\.errors))")
      #expect(scratch.names.contains(Self.index))
      #expect(scratch.names.count == 7)
    }
  }

  @Test(
    "a rank that finds another writing the index waits for it, and writes it where that one dies")
  func busyIndex() throws {
    let descriptor = open(
      scratch.path(Self.index + ".partial"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    #expect(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let process = try Tool.start(Self.arguments + ["--quiet"], in: scratch)
    for _ in 0..<500 where scratch.contents().count < 5 { usleep(20_000) }
    usleep(300_000)
    #expect(!scratch.names.contains(Self.index))
    close(descriptor)
    let result = process.finish(within: 30)
    #expect(result.status == 0 && result.errors == "")
    #expect(isRight())
  }

  @Test(
    "of a rank that is started twice one works and the other is refused, or finds its work done")
  func twice() throws {
    for _ in 0..<5 {
      for name in scratch.names { unlink(scratch.path(name)) }
      let arguments = Self.arguments + ["--quiet"]
      let results = try [0, 1, 1, 0].map { try Team.start(arguments, $0, of: 2, in: scratch) }
        .map { $0.finish(within: 60) }
      #expect(results.allSatisfy { $0.status == 0 || $0.status == 74 })
      for result in results where result.status == 74 {
        #expect(
          result.errors.hasSuffix(
            ".safetensors: another process writes it, a path of its own for each was expected\n"))
      }
      #expect(Set([results[0].status, results[3].status]).contains(0))
      #expect(Set([results[1].status, results[2].status]).contains(0))
      #expect(isRight())
    }
  }

  @Test(
    "the index of another checkpoint is removed by whichever rank comes first, and its own is not")
  func otherIndex() throws {
    let other = try Tool.run(Self.arguments + ["--seed", "7", "--quiet"], in: scratch)
    #expect(other.status == 0 && scratch.names.contains(Self.index))
    // Its text is the same: it names the same files.
    let same = scratch.contents()[Self.index] == expected[Self.index]
    #expect(same)
    try scratch.write("{}", to: Self.index)
    let files = scratch.contents()
    // A rank without files of its own.
    let idle = try Team.start(Self.arguments, 6, of: 7, in: scratch).finish(within: 30)
    #expect(idle.status == 0)
    #expect(!scratch.names.contains(Self.index))
    #expect(scratch.contents().count == files.count - 1)
    try expected[Self.index]?.write(to: URL(fileURLWithPath: scratch.path(Self.index)))
    let first = try Team.start(Self.arguments, 0, of: 5, in: scratch).finish(within: 30)
    #expect(first.status == 0)
    // Its files were missing, so that no index was right.
    #expect(!scratch.names.contains(Self.index))
    _ = try Team.run(Self.arguments, count: 5, in: scratch)
    #expect(isRight())
    let again = try Team.start(Self.arguments, 1, of: 5, in: scratch).finish(within: 30)
    #expect(again.status == 0 && isRight())
  }

  @Test("--shard on the command line counts before the launcher")
  func commandLine() throws {
    let result = try Tool.run(
      Self.arguments + ["--shard", "0/1"], in: scratch, environment: Team.environment(1, of: 2))
    #expect(result.status == 0)
    #expect(!result.errors.contains("rank"))
    #expect(isRight())
  }

  @Test("one file is one rank's, the others say so")
  func oneFile() throws {
    let results = try Team.run(["init", "6-5-3", "-o", "a.safetensors"], count: 3, in: scratch)
    #expect(results.allSatisfy { $0.status == 0 })
    #expect(results[0].errors == "rank 0 of 3, by Open MPI\nwrote a.safetensors\n")
    #expect(
      results[2].errors.hasPrefix(
        "rank 2 of 3, by Open MPI\nnothing to write for rank 2 of 3: the checkpoint is 1 file\n"))
    #expect(scratch.names == ["a.safetensors"])
  }

  @Test("a dry run and the plan as JSON come from the first rank alone")
  func plan() throws {
    let results = try Team.run(
      ["init", "6-5-3", "--dry-run", "--json", "plan.json"], count: 3, in: scratch)
    #expect(results.allSatisfy { $0.status == 0 && $0.errors == "" })
    #expect(results.map { $0.output == "" } == [false, true, true])
    #expect(scratch.names == ["plan.json"])
  }

  @Test("mistakes get one sentence")
  func mistakes() throws {
    func check(_ sentence: String, _ environment: [String: String], _ arguments: String...) throws {
      let result = try Tool.run(arguments, in: scratch, environment: environment)
      #expect(result.errors == "error: \(sentence)\n")
      #expect(result.status == 64 && result.output == "")
      #expect(scratch.names == [])
    }
    let two = Team.environment(1, of: 2)
    try check(
      "JOB_COMPLETIONS: not set beside JOB_COMPLETION_INDEX=3, both or --shard I/N was expected",
      ["JOB_COMPLETION_INDEX": "3"], "init", "6-5-3", "-o", "a.safetensors")
    try check(
      "--output: a.npz for rank 1 of 2, by Open MPI, a file in .safetensors or --shard 0/1 was expected",
      two, "init", "6-5-3", "-o", "a.npz", "--quiet")
    for verb in ["check", "train"] {
      try check(
        "--merge: missing for rank 1 of 2, by Open MPI, a folder for what ranks measure or --shard 0/1 "
          + "was expected", two, verb, "64-5-10")
    }
  }

  @Test("mpirun of Open MPI starts three ranks, which write what one does")
  func openMPI() throws {
    let result = try ChildProcess(
      "/usr/bin/mpirun",
      ["--allow-run-as-root", "--oversubscribe", "-np", "3", toolPath] + Self.arguments,
      in: scratch.folder
    ).finish(within: 120)
    #expect(result.status == 0, "\(result.errors)")
    for rank in 0..<3 { #expect(result.errors.contains("rank \(rank) of 3, by Open MPI")) }
    #expect(isRight())
  }
}
