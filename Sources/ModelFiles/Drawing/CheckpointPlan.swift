import Initializers
import Recipes
import Tensors

/// A checkpoint that is to be written: its tensors in order, what draws each, and what it says of itself.
public struct CheckpointPlan: Sendable {
  /// The tensors, in order.
  public internal(set) var tensors: [PlannedTensor]
  /// The seed of the draws.
  public var seed: UInt64
  /// What the file will say of itself besides the draws, by key.
  public var metadata: [String: String] = [:]
  /// Parameters that were to be drawn and of which the template has no numbers in which they could be written:
  /// nodes of an ONNX model may compute them from one number.
  public internal(set) var unheld: [String] = []

  /// A tensor that is asked for.
  public struct Request: Sendable {
    /// Its name.
    public let name: String
    /// How its elements are to be written.
    public let type: StoredType
    /// Its shape.
    public let shape: Shape
    /// What draws it; `nil` where it is copied.
    public let draw: (entry: RecipePlan.Entry, spec: ParameterSpec, path: String)?
    /// The tensor of the template.
    public let template: Checkpoint.Entry?
    /// Why it is copied; `nil` where its draw or its type says it.
    public let reason: String?

    /// A request.
    public init(
      _ name: String, _ type: StoredType, _ shape: Shape,
      draw: (entry: RecipePlan.Entry, spec: ParameterSpec, path: String)?,
      template: Checkpoint.Entry?, reason: String? = nil
    ) {
      self.name = name
      self.type = type
      self.shape = shape
      self.draw = draw
      self.template = template
      self.reason = reason
    }
  }

  /// The plan of the given tensors.
  ///
  /// - Throws: ``CheckpointPlanError`` with code `.undrawable` for a tensor that nothing draws and no
  ///   template has, `.elementType` where a type cannot hold a law.
  public init(_ requests: [Request], seed: UInt64) throws(CheckpointPlanError) {
    tensors = []
    self.seed = seed
    for request in requests { tensors.append(try Self.tensor(request)) }
  }

  private static func tensor(_ request: Request) throws(CheckpointPlanError) -> PlannedTensor {
    guard (try? StoredTensor.byteCount(request.type, request.shape)) != nil else {
      throw .tooLarge(request.name, request.shape)
    }
    func planned(
      _ contents: PlannedTensor.Contents, _ spelling: String, _ reason: String
    ) -> PlannedTensor {
      PlannedTensor(
        name: request.name, type: request.type, shape: request.shape, contents: contents,
        spelling: spelling, reason: reason)
    }
    if let (entry, spec, path) = request.draw, let law = entry.law,
      let type = request.type.elementType
    {
      do {
        try law.check(type, for: spec)
      } catch {
        throw .elementType(request.name, error)
      }
      let record = DrawRecord(law: law, spec: spec, path: path == request.name ? nil : path)
      return planned(.drawn(record), entry.spelling, entry.reason)
    }
    guard let template = request.template else {
      throw .undrawable(request.name, request.draw?.entry.reason)
    }
    return planned(
      .copied(template), "copied",
      request.reason ?? request.draw?.entry.reason
        ?? (request.type.isFloat ? "not asked for" : "elements of type \(request.type)"))
  }

  /// The number of elements of all tensors.
  public var elementCount: Int { tensors.reduce(0) { $0 + $1.shape.count } }
  /// The number of bytes of all tensors.
  public var byteCount: Int { tensors.reduce(0) { $0 + $1.byteCount } }
}
