/// Something that is wrong with tensors of a checkpoint, or worth knowing.
public struct AuditFinding: Sendable, Hashable {
  /// What kind of thing it is.
  public struct Code: Sendable, Hashable {
    /// As reports and `--fail-on` name it.
    public let rawValue: String
    init(_ rawValue: String) { self.rawValue = rawValue }
    /// NaN or infinity.
    public static let notFinite = Code("not-finite")
    /// Numbers as memory holds them that nobody has written to.
    public static let uninitialized = Code("uninitialized")
    /// A weight that is 0.
    public static let zeroWeight = Code("zero-weight")
    /// A weight of one number.
    public static let constantWeight = Code("constant-weight")
    /// Denormal numbers.
    public static let denormal = Code("denormal")
    /// Blocks of a stack that are copies of each other.
    public static let equalLayers = Code("equal-layers")
    /// Tensors that are equal under different names.
    public static let duplicate = Code("duplicate")
    /// Units of a weight that are equal.
    public static let equalUnits = Code("equal-units")
    /// Numbers far beyond what the law of the others allows.
    public static let outliers = Code("outliers")
    /// A scale that belongs to other fans.
    public static let fans = Code("fans")
    /// Residual ends without the scaling for depth, or with it twice.
    public static let depthScaling = Code("depth-scaling")
    /// A scale that belongs to a shard.
    public static let parallelDegree = Code("parallel-degree")
    /// Tensors as fresh as drawn among trained ones.
    public static let fresh = Code("fresh")
    /// Another scale than the recipe's.
    public static let scale = Code("scale")
    /// Another distribution than the recipe's.
    public static let shape = Code("shape")
    /// Another number than the recipe's constant.
    public static let value = Code("value")
    /// Numbers that no recipe draws.
    public static let trained = Code("trained")
    /// A tensor that only the other checkpoint has.
    public static let missing = Code("missing")
    /// A tensor that the other checkpoint has not.
    public static let added = Code("added")
    /// Another shape or type than in the other checkpoint.
    public static let mismatch = Code("mismatch")
    /// A tensor that was drawn anew.
    public static let redrawn = Code("redrawn")

    /// Every code, the most severe first.
    public static let all: [Code] = [
      .notFinite, .uninitialized, .redrawn, .fresh, .equalLayers, .equalUnits, .constantWeight,
      .zeroWeight, .outliers, .fans, .parallelDegree, .depthScaling, .scale, .shape, .value,
      .duplicate, .denormal, .missing, .mismatch, .added, .trained,
    ]
  }

  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, Comparable {
    /// Wrong whatever the model is for.
    case fault
    /// Wrong in most models.
    case warning
    /// Worth knowing; `--fail-on any` passes over it.
    case note

    /// The more severe first.
    public static func < (a: Severity, b: Severity) -> Bool { a.place < b.place }

    private var place: Int {
      switch self {
      case .fault: 0
      case .warning: 1
      case .note: 2
      }
    }
  }

  /// What kind of thing it is.
  public let code: Code
  /// How bad it is.
  public let severity: Severity
  /// The names of the tensors, in the checkpoint's order.
  public let tensors: [String]
  /// What is, and what was expected.
  public let message: String
  /// What to do.
  public let remedy: String

  init(
    _ code: Code, _ severity: Severity, _ tensors: [String], _ message: String, remedy: String
  ) {
    self.code = code
    self.severity = severity
    self.tensors = tensors
    self.message = message
    self.remedy = remedy
  }
}
