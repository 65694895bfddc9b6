import Foundation
import TestSupport
import Testing

@Suite("Files of Keras on the command line")
struct KerasToolTests {
  private static func path(_ name: String) -> String {
    Golden.folder.appendingPathComponent("keras/\(name)").path
  }

  @Test("are drawn, written, verified and judged")
  func whole() throws {
    let scratch = try Scratch()
    let written = try Tool.run(
      [
        "init", Self.path("nested.keras"), "-o", "start.weights.h5", "--recipe", "keras", "--seed",
        "3",
      ], in: scratch)
    #expect(written.errors == "wrote start.weights.h5\n")
    #expect(written.output.hasPrefix("14 tensors drawn by keras, seed 3: 299 numbers, 1.20 kB\n"))
    #expect(written.status == 0 && scratch.names == ["start.weights.h5"])
    let verified = try Tool.run(["init", "--verify", "start.weights.h5"], in: scratch)
    #expect(verified.output == "14 of 14 drawn tensors are equal, bit for bit\n")
    let audited = try Tool.run(
      ["audit", "start.weights.h5", "--recipe", "keras", "--fail-on", "any"], in: scratch)
    #expect(audited.status == 0, "\(audited.output)")
    #expect(audited.output.contains("Axes are taken in the order of keras, as h5 implies."))
  }

  @Test("in which a number was changed are found by --verify")
  func changed() throws {
    let scratch = try Scratch()
    _ = try Tool.run(
      ["init", Self.path("nested.keras"), "-o", "s.weights.h5", "--recipe", "heNormal"], in: scratch
    )
    var bytes = try Data(contentsOf: scratch.folder.appendingPathComponent("s.weights.h5"))
    // The same seed draws the same numbers for safetensors.
    _ = try Tool.run(
      ["init", Self.path("nested.keras"), "-o", "s.safetensors", "--recipe", "heNormal"],
      in: scratch)
    let plain = try Data(contentsOf: scratch.folder.appendingPathComponent("s.safetensors"))
    let kernel = try #require(bytes.range(of: plain.suffix(24 * 4 * 4).prefix(16)))
    bytes[kernel.lowerBound] ^= 1
    try bytes.write(to: scratch.folder.appendingPathComponent("s.weights.h5"))
    let verified = try Tool.run(["init", "--verify", "s.weights.h5"], in: scratch)
    #expect(verified.status == 1)
    #expect(verified.output.contains("differs from element"))
  }

  @Test("that nothing can be done with are refused")
  func refused() throws {
    let scratch = try Scratch()
    for (arguments, sentence, status, environment) in [
      (
        ["init", "8-4-2", "-o", "x.weights.h5"],
        "x.weights.h5: weights of a model whose groups nothing says, a MODEL in .keras or .weights.h5 "
          + "of Keras 3 was expected", 64, [:]
      ),
      (
        ["init", Self.path("older.h5"), "-o", "x.weights.h5", "--recipe", "keras"],
        "x.weights.h5: weights of a model whose groups nothing says, a MODEL in .keras or .weights.h5 "
          + "of Keras 3 was expected", 64, [:]
      ),
      (
        ["init", Self.path("nested.keras"), "-o", "x.h5", "--recipe", "keras"],
        "--output: x.h5, a file in .safetensors, .onnx, .npz or .weights.h5, or a folder was expected",
        64, [:]
      ),
      (
        ["audit", Self.path("hostile/soft_link.h5")],
        "\(Self.path("hostile/soft_link.h5")), a: a soft link, a group or dataset itself was expected",
        65, [:]
      ),
      (["audit", "none.keras"], "none.keras: no such file, one that exists was expected", 66, [:]),
      (
        ["audit", Self.path("nested.h5")],
        "\(Self.path("nested.h5")): HDF5, which the program xavier-hdf5 reads: /nowhere of XAVIER_HDF5, "
          + "one there, in PATH or named by XAVIER_HDF5 was expected", 74,
        ["XAVIER_HDF5": "/nowhere"]
      ),
      (
        ["init", Self.path("nested.keras"), "-o", "x.weights.h5", "--recipe", "keras", "--quiet"],
        "x.weights.h5: needs a file in /nowhere (no such file or directory), a folder that can be "
          + "written was expected", 74, ["TMPDIR": "/nowhere"]
      ),
    ] as [([String], String, Int32, [String: String])] {
      let result = try Tool.run(arguments, in: scratch, environment: environment)
      #expect(result.errors == "error: \(sentence)\n")
      #expect(result.status == status, "\(arguments)")
      #expect(scratch.names.isEmpty)
    }
  }
}
