import Foundation
import ModelFiles
import TestSupport
import Testing

/// What could be wrong: weights other than those that check and train draw, a file that is half there, a
/// kill after which something differs, a plan that is not what is written, a mistake that is not said.
@Suite("xavier init")
struct InitTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try Tool.run(["init"] + arguments, in: scratch)
  }

  private func bytes(_ name: String) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: scratch.path(name)))
  }

  @Test("writes what a checkpoint of the network's own weights has, and says so")
  func writes() throws {
    let result = try run("6-5-3", "--recipe", "glorotUniform", "-o", "a.safetensors", "--seed", "4")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "4 tensors drawn by glorotUniform, seed 4: 53 numbers, 212 bytes\n")
    #expect(result.errors == "wrote a.safetensors\n")
    let checkpoint = try Checkpoint(contentsOf: scratch.path("a.safetensors"))
    #expect(
      checkpoint.entries.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
      ])
    #expect(checkpoint.metadata["xavier.seed"] == "4")
    #expect(checkpoint.metadata["xavier.recipe"] == "glorotUniform")
    let again = try run("6-5-3", "--recipe", "glorotUniform", "-o", "b.safetensors", "--seed", "4")
    #expect(again.status == 0)
    #expect(bytes("a.safetensors") == bytes("b.safetensors"))
    #expect(bytes("a.safetensors") != nil)
  }

  @Test("a checkpoint is drawn again from what it says of itself; a changed bit is found")
  func verifies() throws {
    _ = try run("6-5-3", "-o", "a.safetensors", "--dtype", "bf16")
    let result = try run("--verify", "a.safetensors")
    #expect(result.status == 0)
    #expect(result.output == "4 of 4 drawn tensors are equal, bit for bit\n")
    var changed = try #require(bytes("a.safetensors"))
    changed[changed.count - 1] ^= 1
    try changed.write(to: URL(fileURLWithPath: scratch.path("c.safetensors")))
    let difference = try run("--verify", "c.safetensors")
    #expect(difference.status == 1)
    #expect(
      difference.output == """
        layers.1.bias: differs from element 2 on
        3 of 4 drawn tensors are equal, bit for bit

        """)
  }

  @Test("a dry run shows every tensor and writes nothing")
  func dryRun() throws {
    let result = try run("6-5x3-3", "--recipe", "normal:0.02", "--dry-run")
    #expect(result.status == 0 && result.errors == "")
    #expect(
      result.output == """
        tensor               shape  type     drawn by     deviation  because
        layers.0.weight      6×5    float32  normal:0.02       0.02  the recipe's initializer
        layers.{0…2}.bias    5      float32  zeros                0  the network's own
        layers.{1,2}.weight  5×5    float32  normal:0.02       0.02  the recipe's initializer
        layers.3.weight      5×3    float32  normal:0.02       0.02  the recipe's initializer
        layers.3.bias        3      float32  zeros                0  the network's own

        8 tensors drawn by normal:0.02, seed 0: 113 numbers, 452 bytes

        """)
    #expect(scratch.names == [])
  }

  @Test(
    "50 kills at random moments: what is resumed has the same bytes, and nothing half written is a file"
  )
  func kills() throws {
    let arguments = [
      "init", "900x13", "--recipe", "orthogonal", "-o", "m.safetensors", "--max-shard-size", "4MB",
      "--quiet",
    ]
    let whole = try Scratch()
    let start = ContinuousClock.now
    let clean = try Tool.run(arguments, in: whole)
    let time = (ContinuousClock.now - start) / Duration.microseconds(1)
    #expect(clean.status == 0)
    let names = whole.names
    #expect(names.count == 13)
    var expected: [String: Data] = [:]
    for name in names {
      expected[name] = try Data(contentsOf: URL(fileURLWithPath: whole.path(name)))
    }
    var random = Random(seed: 11)
    var (killed, tries) = (0, 0)
    while killed < 50, tries < 1000 {
      tries += 1
      let process = try Tool.start(arguments, in: scratch)
      usleep(UInt32(random.next() % UInt64(time + 1000)))
      process.send(SIGKILL)
      if process.finish(within: 120).status != 0 { killed += 1 }
      for name in scratch.names where !name.hasSuffix(".partial") {
        let isWhole = bytes(name) == expected[name]
        #expect(isWhole, "\(name)")
      }
      let isIndexed = scratch.names.contains("m.safetensors.index.json")
      let files = scratch.names.filter { $0.hasSuffix(".safetensors") }
      #expect(!isIndexed || files.count == 12)
      if isIndexed { for name in scratch.names { unlink(scratch.path(name)) } }
    }
    #expect(killed == 50, "\(killed) of \(tries) were killed before they ended")
    let last = try Tool.run(arguments, in: scratch)
    #expect(last.status == 0, "\(last.errors)")
    #expect(scratch.names == names)
    for name in names {
      let isSame = bytes(name) == expected[name]
      #expect(isSame, "\(name)")
    }
  }

  @Test("recurrent layers get the names of their module, and are verified without the model")
  func like() throws {
    let folder = Golden.folder.appendingPathComponent("like").path
    let result = try run(
      "\(folder)/recurrent.onnx", "--like", "\(folder)/recurrent.pt", "-o", "m.safetensors",
      "--quiet")
    #expect(result.status == 0 && result.errors == "")
    let verified = try run("--verify", "m.safetensors")
    #expect(verified.status == 0, "\(verified.errors)")
    let refused = try run(
      "\(folder)/recurrent.onnx", "--like", "\(folder)/projected.pt", "-o", "p.safetensors")
    #expect(refused.status == 65)
    #expect(
      refused.errors
        == "error: tensor lstm.weight_ih_l0, 16×3: of an LSTM that projects its state (proj_size), which "
        + "ONNX's LSTM does not; a module without was expected\n")
    #expect(scratch.names == ["m.safetensors"])
  }

  @Test("Ctrl-C leaves nothing half written")
  func interrupt() throws {
    let process = try Tool.start(
      ["init", "3000x6", "--recipe", "orthogonal", "-o", "m.safetensors", "--threads", "1"],
      in: scratch)
    for _ in 0..<3000 where scratch.names.isEmpty { usleep(20_000) }
    #expect(scratch.names == ["m.safetensors.partial"])
    process.send(SIGINT)
    #expect(process.finish(within: 120).status == 130)
    #expect(scratch.names == [])
  }

  @Test("each process writes its share of the files, the last one the index")
  func shares() throws {
    let arguments = ["init", "100x4", "-o", "m.safetensors", "--max-shard-size", "30kB", "--quiet"]
    for rank in [1, 0, 2] {
      let result = try Tool.run(arguments + ["--shard", "\(rank)/3"], in: scratch)
      #expect(result.status == 0)
      #expect(scratch.names.contains("m.safetensors.index.json") == (rank == 2))
    }
    let whole = try Scratch()
    _ = try Tool.run(arguments, in: whole)
    #expect(scratch.names == whole.names)
    for name in whole.names {
      let isSame = bytes(name) == (try Data(contentsOf: URL(fileURLWithPath: whole.path(name))))
      #expect(isSame, "\(name)")
    }
  }

  /// Runs `body` where `small` is a disk of its own.
  private func withDisk(_ options: String, _ body: () throws -> Void) throws {
    let folder = scratch.path("small")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    func root(_ program: String, _ arguments: [String]) throws -> Int32 {
      try ChildProcess(program, arguments, in: scratch.folder, environment: [:])
        .finish(within: 120).status
    }
    guard try root("/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]) == 0 else {
      // Only the administrator can make a disk; the other tests of drafts hold everywhere.
      return
    }
    defer { _ = try? root("/bin/umount", [folder]) }
    try body()
  }

  private var onSmallDisk: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: scratch.path("small")).sorted()) ?? []
  }

  @Test("a full disk is one sentence, and nothing is left on it")
  func fullDisk() throws {
    try withDisk("size=200k") {
      let result = try run("300x3", "-o", "small/m.safetensors")
      #expect(result.status == 74)
      #expect(
        result.errors.hasPrefix("error: small/m.safetensors: ")
          && result.errors.hasSuffix(" left, a path that can be written was expected\n"),
        "\(result.errors)")
      #expect(onSmallDisk == [])
    }
  }

  @Test("where the disk is full after some files, those stay, and a larger disk ends the work")
  func fullDiskLater() throws {
    let arguments = [
      "init", "300x5", "-o", "small/m.safetensors", "--max-shard-size", "400kB", "--quiet",
    ]
    try withDisk("size=1000k") {
      let result = try Tool.run(arguments, in: scratch)
      #expect(result.status == 74)
      #expect(result.errors.hasPrefix("error: small/m-00003-of-00004.safetensors: "))
      #expect(onSmallDisk == ["m-00001-of-00004.safetensors", "m-00002-of-00004.safetensors"])
      let remounted = try ChildProcess(
        "/bin/mount", ["-o", "remount,size=4000k", scratch.path("small")], in: scratch.folder,
        environment: [:]
      ).finish(within: 120)
      #expect(remounted.status == 0)
      let again = try Tool.run(arguments, in: scratch)
      #expect(again.status == 0, "\(again.errors)")
      #expect(onSmallDisk.count == 5)
    }
  }

  @Test("a disk that cannot be written is one sentence")
  func readOnlyDisk() throws {
    try withDisk("ro,size=200k") {
      let result = try run("6-5-3", "-o", "small/m.safetensors")
      #expect(result.status == 74)
      #expect(
        result.errors
          == "error: small/m.safetensors: read-only file system, a path that can be written was "
          + "expected\n")
    }
  }

  @Test("weights in Constant nodes are drawn, and those of a branch that is not taken are told")
  func constants() throws {
    let folder = TestModels.folder.appendingPathComponent("silero_vad/data")
    let whole = folder.appendingPathComponent("silero_vad_openvino_16k.onnx").path
    let first = try run(whole, "--recipe", "heNormal", "-o", "m.onnx")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.hasPrefix("10 tensors drawn by heNormal, seed 0, 4 not drawn"))
    let again = try run("--verify", "m.onnx")
    #expect(again.status == 0, "\(again.errors)")
    let both = Golden.folder.appendingPathComponent("like/branches.onnx").path
    let second = try run(both, "--recipe", "heNormal", "--dry-run")
    #expect(second.status == 0, "\(second.errors)")
    #expect(
      second.output.hasSuffix(
        "2 tensors of floats keep their numbers, as the network that was opened does not use them: k, b\n"
      ))
    #expect(second.output.contains("the network does not use it"))
  }

  @Test("a model whose weights are computed by nodes is refused, naming some of them")
  func computed() throws {
    let file = "onnx/backend/test/data/light/light_bvlc_alexnet.onnx"
    let model = TestModels.folder.appendingPathComponent(file)
    let result = try run(model.path, "--recipe", "heNormal", "-o", "m.onnx")
    #expect(result.status == 65)
    #expect(
      result.errors.hasPrefix("error: \(model.path): weights that nodes compute from one number, "))
    #expect(
      result.errors.hasSuffix(
        ", …; weights whose numbers lie in the file were expected\n"))
    #expect(scratch.names == [])
  }

  @Test("a file of an index that has vanished is named, and nothing is written")
  func vanished() throws {
    _ = try run("100x3", "-o", "m.safetensors", "--max-shard-size", "50kB")
    unlink(scratch.path("m-00002-of-00002.safetensors"))
    let names = scratch.names
    let result = try run(
      "m.safetensors.index.json", "--only", "layers.0.*", "--layout", "keras", "--recipe",
      "heNormal", "-o", "n.safetensors")
    #expect(result.status == 66)
    #expect(
      result.errors
        == "error: m-00002-of-00002.safetensors: no such file, one that exists was expected\n")
    #expect(scratch.names == names)
  }

  @Test("a configuration has its family's recipe, and draws what the library draws")
  func configuration() throws {
    try scratch.write(
      """
      {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_layer": 2, "n_embd": 8, "n_head": 2, \
      "vocab_size": 11, "n_positions": 6, "initializer_range": 0.5}
      """, to: "config.json")
    let result = try run("config.json", "-o", "out/", "--dtype", "f16")
    #expect(result.status == 0, "\(result.errors)")
    let checkpoint = try Checkpoint(contentsOf: scratch.path("out/model.safetensors"))
    #expect(checkpoint.entries.count == 28)
    #expect(checkpoint.metadata["xavier.recipe"] == "gpt2")
    let plan = try run("config.json", "--dry-run", "--json", "-")
    let json = try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any]
    let tensors = try #require(json?["tensors"] as? [[String: Any]])
    func deviation(_ name: String) -> Double? {
      tensors.first { $0["name"] as? String == name }?["standard_deviation"] as? Double
    }
    #expect(deviation("transformer.h.0.attn.c_attn.weight") == 0.5)
    // Two branches in each of two blocks: 0.5 / sqrt(4).
    #expect(deviation("transformer.h.1.mlp.c_proj.weight") == 0.25)
  }

  @Test("of a checkpoint names and order are kept, what is not asked for is copied")
  func template() throws {
    _ = try run("6-5-3", "-o", "a.safetensors", "--seed", "1")
    let result = try run(
      "a.safetensors", "-o", "b.safetensors", "--recipe", "heNormal", "--only", "layers\\.1\\..*",
      "--layout", "keras", "--seed", "2")
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        2 tensors drawn by heNormal, seed 2, 2 not drawn: 53 numbers, 212 bytes
        axes by names, stored as keras stores them (--layout)

        """)
    let (a, b) = (
      try Checkpoint(contentsOf: scratch.path("a.safetensors")),
      try Checkpoint(contentsOf: scratch.path("b.safetensors"))
    )
    #expect(a.entries.map(\.name) == b.entries.map(\.name))
    #expect(a.metadata["xavier.layout"] == "keras" && b.metadata["xavier.layout"] == "keras")
    #expect(b.metadata["xavier.recipe"] == "heNormal")
    let isKept = try a.entries[0].tensor().floats == b.entries[0].tensor().floats
    let isDrawn = try a.entries[2].tensor().floats != b.entries[2].tensor().floats
    #expect(isKept && isDrawn)
  }

  @Test("mistakes get one sentence and their exit code, and nothing is written")
  func mistakes() throws {
    func check(_ sentence: String, _ status: Int32, _ arguments: String...) throws {
      let result = try Tool.run(["init"] + arguments, in: scratch)
      #expect(result.errors == "error: \(sentence)\n")
      #expect(result.status == status)
      #expect(scratch.names == [])
    }
    try check("command line: no MODEL, a model was expected", 64)
    try check("--output: missing, a file or --dry-run was expected", 64, "6-5-3")
    try check(
      "--output: a.txt, a file in .safetensors, .onnx, .npz or .weights.h5, or a folder was expected",
      64,
      "6-5-3",
      "-o", "a.txt")
    try check(
      "--output: a.onnx of a model that is no ONNX file, a file in .safetensors was expected", 64,
      "6-5-3", "-o", "a.onnx")
    try check(
      "no/a.safetensors: no such file or directory, a path that can be written was expected", 74,
      "6-5-3", "-o", "no/a.safetensors", "--quiet")
    try check(
      "/proc/a.safetensors: no such file or directory, a path that can be written was expected", 74,
      "6-5-3", "-o", "/proc/a.safetensors", "--quiet")
    try check(
      "--max-shard-size: 5XB, a number of bytes such as 5GB, 500MB or 2GiB was expected", 64,
      "6-5-3",
      "-o", "a.safetensors", "--max-shard-size", "5XB")
    try check(
      "--shard: 3/3, I/N with I from 0 to N - 1 was expected", 64, "6-5-3", "-o", "a.safetensors",
      "--shard", "3/3")
    try check(
      "--only: (, a regular expression was expected", 64, "6-5-3", "-o", "a.safetensors", "--only",
      "(")
    try check(
      "--only: x.*, which none of 4 names matches, one that some do was expected", 64, "6-5-3",
      "-o",
      "a.safetensors", "--only", "x.*")
    try check(
      "--recipe: lsuv, which needs examples, a recipe that needs none was expected", 64, "6-5-3",
      "-o",
      "a.safetensors", "--recipe", "lsuv")
    try check(
      "a.npz, tensor layers.0.weight: elements of type bfloat16, one that NumPy has was expected; "
        + "safetensors has it", 64, "6-5-3", "-o", "a.npz", "--dtype", "bf16")
    try check("m.onnx: no such file, one that exists was expected", 66, "m.onnx", "-o", "a.onnx")
    try check(
      "x.safetensors: no such file, one that exists was expected", 66, "--verify", "x.safetensors")
  }
}
