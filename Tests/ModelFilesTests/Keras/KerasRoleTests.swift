import Foundation
import Initializers
import ModelFiles
import Recipes
import TestSupport
import Testing

/// What variables are for, held to the initializers that Keras's own layers have for them.
@Suite("Variables of Keras")
struct KerasRoleTests {
  private static func plan(
    _ file: String
  ) throws -> (entries: [String: RecipePlan.Entry], named: NamedParameters) {
    let named = try Checkpoint(contentsOf: KerasGolden.path(file)).namedParameters()
    let plan = try KerasDefaults().plan(for: named.parameters)
    return (
      Dictionary(uniqueKeysWithValues: zip(named.parameters.map(\.path), plan.entries)), named
    )
  }

  /// Whether an entry is what Keras's initializer gives.
  private static func agrees(
    _ entry: RecipePlan.Entry, _ parameter: ModelParameter, _ start: [KerasGolden.Start]
  ) -> Bool {
    guard let law = entry.law else { return false }
    let deviation = law.variance(of: parameter.drawnSpec).squareRoot()
    if case .bound(let bound) = start.last {
      return [.name("GlorotUniform"), .name("RandomUniform")].contains(start[0])
        && abs(deviation * 3.0.squareRoot() / bound - 1) < 1e-6
    }
    switch start {
    case [.name("Zeros")]: return entry.spelling == "zeros"
    case [.name("Ones")]: return entry.spelling == "ones"
    case [.name("forget")]: return entry.spelling == "forgetGateBias:1,1"
    case [.name("Orthogonal")]: return entry.spelling == "orthogonal of all gates"
    default: return false
    }
  }

  @Test(
    "get the laws of Keras's own layers where a configuration lies beside them",
    arguments: KerasGolden.models.map { "\($0).keras" }
      + ["unnamed.keras", "cnn.h5", "recurrent.h5", "attention.h5", "nested.h5"])
  func configured(_ file: String) throws {
    let (entries, named) = try Self.plan(file)
    #expect(named.ambiguous.isEmpty)
    for item in try KerasGolden.of(file) {
      let entry = try #require(entries[item.name])
      let parameter = try #require(named.parameters.first { $0.path == item.name })
      let start = try #require(item.start)
      #expect(Self.agrees(entry, parameter, start), "\(item.name) \(entry) \(start)")
    }
  }

  @Test(
    "get them from the names of groups and from shapes where these say enough",
    arguments: [
      (
        "cnn",
        [
          "layers/batch_normalization/vars/0", "layers/batch_normalization/vars/1",
          "layers/batch_normalization/vars/2", "layers/group_normalization/vars/0",
        ]
      ),
      ("rows", ["layers/layer_normalization/vars/0"]),
      ("recurrent", []),
      ("attention", ["layers/einsum_dense/vars/0"]),
      ("nested", []),
      ("halves", []),
    ])
  func bare(_ model: String, _ open: [String]) throws {
    let (entries, named) = try Self.plan("\(model).weights.h5")
    var unknown: [String] = []
    for item in try KerasGolden.of("\(model).weights.h5") {
      let entry = try #require(entries[item.name])
      if entry.law == nil {
        unknown.append(item.name)
        continue
      }
      let parameter = try #require(named.parameters.first { $0.path == item.name })
      // No shape says the groups of a convolution, and Keras has one stride for all its defaults.
      #expect(Self.agrees(entry, parameter, try #require(item.start)), "\(item.name) \(entry)")
    }
    #expect(unknown.sorted() == open.sorted())
    // What has one axis keeps its numbers; what has more is refused.
    #expect(named.ambiguous.map(\.path) == open.filter { $0.contains("einsum") })
  }

  @Test("that nothing says are refused by name")
  func refused() throws {
    let named = try Self.plan("attention.weights.h5").named
    let error = #expect(throws: RecipeError.self) { try named.check(for: KerasDefaults()) }
    #expect(
      error?.description
        == "layers/einsum_dense/vars/0: 8×3×4 numbers whose axes nothing says, --layout pytorch, "
        + "keras or jax or a rule for it in a recipe file was expected")
  }

  @Test("have their groups and strides from the configuration")
  func facts() throws {
    let named = try Checkpoint(contentsOf: KerasGolden.path("cnn.keras")).namedParameters()
    func spec(_ path: String) throws -> ParameterSpec {
      try #require(named.parameters.first { $0.path == path }?.spec)
    }
    // Six outputs in two groups of two inputs each, a window of nine.
    #expect(try spec("layers/conv2d/vars/0").fans == Fans(fanIn: 18, fanOut: 27))
    // Windows of eight at a stride of four positions.
    #expect(try spec("layers/conv2d_transpose/vars/0").fans == Fans(fanIn: 10, fanOut: 24))
  }

  @Test("of Keras 2 are known by their names", arguments: ["older.h5", "older_weights.h5"])
  func older(_ file: String) throws {
    let (entries, named) = try Self.plan(file)
    #expect(named.ambiguous.isEmpty)
    let laws = [
      "kernel": "glorot", "recurrent_kernel": "orthogonal of all gates", "gamma": "ones",
      "beta": "zeros", "moving_mean": "zeros", "moving_variance": "ones",
    ]
    for item in try KerasGolden.of(file) {
      let entry = try #require(entries[item.name])
      let isGate = item.name.contains("lstm")
      let expected =
        item.leaf == "bias" ? (isGate ? "forgetGateBias:1,1" : "zeros") : laws[item.leaf ?? ""]
      let found =
        entry.spelling.hasPrefix("glorot") || entry.reason.hasPrefix("glorot")
        ? "glorot" : entry.spelling
      #expect(found == expected, "\(item.name) \(entry)")
    }
  }
}
