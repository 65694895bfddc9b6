/// Names of other libraries' initializers, and what is called so there.
///
/// Several mean different laws in different libraries, so none of them is a name here: who types one
/// is told what it stands for.
public enum ForeignNames {
  /// What a library means by a name.
  public struct Meaning: Sendable, Hashable {
    /// The libraries.
    public let libraries: String
    /// How the same law is spelled here.
    public let initializer: String
    /// What to know besides; may be empty.
    public let remark: String

    init(_ libraries: String, _ initializer: String, _ remark: String = "") {
      self.libraries = libraries
      self.initializer = initializer
      self.remark = remark
    }
  }

  /// What each name means, the libraries that disagree one after another.
  ///
  /// A name is looked up without regard to letter case, underscores and a trailing underscore.
  public static func meanings(of name: String) -> [Meaning] { table[key(name)] ?? [] }

  /// The names, as their libraries spell them.
  public static let names = [
    "glorot_uniform", "xavier_uniform_", "glorot_normal", "xavier_normal_", "he_uniform",
    "kaiming_uniform_", "he_normal", "kaiming_normal_", "lecun_uniform", "lecun_normal",
    "trunc_normal_", "truncated_normal", "TruncatedNormal", "RandomNormal", "RandomUniform",
    "normal_", "uniform_", "orthogonal_", "delta_orthogonal", "eye_", "dirac_", "sparse_",
    "constant_", "zeros_", "ones_", "variance_scaling",
  ]

  // Names of ours without their capitals are not foreign: `zeros` is `zeros`.
  private static func key(_ name: String) -> String {
    name.contains("_") || name.first?.isUppercase == true
      ? name.lowercased().filter { $0 != "_" } : ""
  }

  private static let table: [String: [Meaning]] = [
    "glorotuniform": [Meaning("Keras, JAX, MLX, Flux", "glorotUniform")],
    "xavieruniform": [Meaning("PyTorch, JAX", "glorotUniform")],
    "glorotnormal": [
      Meaning("Keras, JAX", "glorotTruncatedNormal"), Meaning("MLX, Flux", "glorotNormal"),
    ],
    "xaviernormal": [
      Meaning("PyTorch, burn", "glorotNormal"), Meaning("JAX", "glorotTruncatedNormal"),
    ],
    "heuniform": [
      Meaning("Keras, JAX", "heUniform"), Meaning("MLX", "lecunUniform", "its gain is 1"),
    ],
    "kaiminguniform": [
      Meaning("PyTorch, JAX, Flux", "heUniform"),
      Meaning("PyTorch's layers, with a = sqrt(5)", "standardUniform"),
    ],
    "henormal": [
      Meaning("Keras, JAX", "heTruncatedNormal"), Meaning("PyTorch", "heNormal", "kaiming_normal_"),
      Meaning("MLX", "lecunNormal", "its gain is 1"),
    ],
    "kaimingnormal": [
      Meaning("PyTorch, Flux, burn", "heNormal"), Meaning("JAX", "heTruncatedNormal"),
    ],
    "lecununiform": [Meaning("Keras, JAX", "lecunUniform")],
    "lecunnormal": [
      Meaning("Keras, JAX, timm", "lecunTruncatedNormal"),
      Meaning("Flux", "lecunNormal", "its bounds of ±2 are absolute and cut nothing"),
    ],
    "truncnormal": [
      Meaning(
        "PyTorch, timm", "normalWithin:DEVIATION,-2,2",
        "the bounds are absolute and nothing is rescaled")
    ],
    "truncatednormal": [
      Meaning(
        "Keras, JAX", "normalWithin:DEVIATION,-2 DEVIATION,2 DEVIATION",
        "the deviation as drawn is 0.88 of the one given"),
      Meaning("Flux", "normalWithin:DEVIATION,-2,2", "the bounds are absolute"),
    ],
    "randomnormal": [Meaning("Keras", "normal:0.05")],
    "randomuniform": [Meaning("Keras", "uniform:0.05")],
    "normal": [Meaning("PyTorch", "normal:1")],
    "uniform": [Meaning("PyTorch", "uniformBetween:0,1")],
    "orthogonal": [Meaning("PyTorch, Keras, JAX", "orthogonal")],
    "deltaorthogonal": [Meaning("JAX", "deltaOrthogonal")],
    "eye": [Meaning("PyTorch", "identity")],
    "dirac": [Meaning("PyTorch", "identity")],
    "sparse": [
      Meaning(
        "PyTorch", "sparse:SPARSITY", "there each input has that share of zeros, here each output")
    ],
    "constant": [Meaning("PyTorch", "constant:VALUE")],
    "zeros": [Meaning("PyTorch, Keras", "zeros")],
    "ones": [Meaning("PyTorch, Keras", "ones")],
    "variancescaling": [
      Meaning(
        "Keras, JAX", "varianceScaling:SCALE,MODE,LAW",
        "their usual law is truncatedNormal, their fan_avg is fanAverage")
    ],
  ]
}
