import Testing
import TestSupport
import Xavier

@Suite("Names that are not known")
struct NameRefusalTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let recipes =
    "one of \(RecipeCatalog.entries.map(\.name).joined(separator: ", ")) or the "
    + "\(InitializerCatalog.names.count) initializers that 'xavier explain' lists was expected"
  private static let activations =
    "identity, relu, leakyReLU, elu, celu, selu, gelu, geluTanh, silu, hardSwish, mish, softplus, "
    + "softsign, tanh, sigmoid, hardSigmoid, thresholdedReLU, softmax was expected"

  static let refusals: [Refusal] = [
    Refusal(
      "--recipe", "glorotUnifrom",
      says: "recipe glorotUnifrom: not known, did you mean glorotUniform? \(recipes)"),
    Refusal(
      "--recipe", "xaviernormal",
      says: "recipe xaviernormal: not known, did you mean xavierNormal? \(recipes)"),
    Refusal(
      "--recipe", "somethingElse", says: "recipe somethingElse: not known, \(recipes)"),
    Refusal(
      "--recipe", "normal",
      says: "recipe normal: normal:DEVIATION[,MEAN], with the standard deviation, was expected"),
    Refusal(
      "--recipe", "normal:-1",
      says:
        "recipe normal:-1: a finite number that is at least 0 as standard deviation was expected"
    ),
    Refusal(
      "--recipe", "normal:1e-46",
      says: "layers.0.weight: f32: rounding changes the variance of normal with standard deviation "
        + "1e-46 by -100 %, at most 1 % was expected"),
    Refusal(
      "--recipe", "he_normal",
      says: "recipe he_normal: a name that libraries differ in, heTruncatedNormal (Keras, JAX) or "
        + "heNormal (PyTorch) or lecunNormal (MLX) was expected"),
    Refusal(
      "--recipe", "zeros:1", says: "recipe zeros:1: zeros without an argument was expected"),
    Refusal(
      "--recipe", "zeros", "--recipe", "zeros",
      says: "--recipe: zeros twice, each recipe once was expected"),
    Refusal(
      "--recipe", "glorotUniform", "--recipe", "xavierUniform",
      says: "--recipe: glorotUniform twice, each recipe once was expected"),
    Refusal(
      "--activation", "rellu",
      says: "activation rellu: not known, did you mean relu? one of \(activations)"),
    Refusal(
      "--activation", "relu:2",
      says: "activation relu:2: relu without an argument was expected"),
    Refusal(
      "--optimizer", "addam",
      says: "optimizer addam: not known, did you mean adam? "
        + "one of sgd, momentum, adagrad, adam, adamw was expected"),
    Refusal(
      "--data", "fashon-mnist",
      says: "data fashon-mnist: not known, did you mean fashion-mnist? one of optdigits, "
        + "fashion-mnist, moons, spirals, a directory of IDX files, a .csv or .csv.gz file was "
        + "expected"),
    Refusal(
      "--sede", "3",
      says: "command line: unknown option '--sede', did you mean '--seeds'? "
        + "'xavier train --help' lists what was expected"),
    Refusal(
      "--frobnicate",
      says: "command line: unknown option '--frobnicate'; "
        + "'xavier train --help' lists what was expected"),
    Refusal(
      "64-16-10", "surplus",
      says: "command line: unexpected argument 'surplus'; "
        + "'xavier train --help' lists what was expected"),
  ]

  @Test("the nearest name and the list are said before training starts", arguments: refusals)
  func refused(_ refusal: Refusal) throws { try refusal.check(in: scratch) }

  @Test("a mistyped verb is told apart from a network without the verb")
  func verbs() throws {
    let mistyped = try Tool.run(["trian", "64-10"], in: scratch)
    #expect(
      mistyped.errors
        == "error: verb trian: not known, did you mean train? one of train, init, check, audit, run, explain, lab, help was "
        + "expected\n"
    )
    #expect(mistyped.status == 64)
    let left = try Tool.run(["64-16-10"], in: scratch)
    #expect(
      left.errors
        == "error: verb 64-16-10: not known, one of train, init, check, audit, run, explain, lab, help was expected\n"
    )
    #expect(left.status == 64)
  }
}
