import Initializers
import ModelFiles
import Recipes
import Tensors
import Threads

/// A look at the numbers of a checkpoint: where they come from, and what is wrong with them.
///
/// ```swift
/// let audit = Audit(try Checkpoint(contentsOf: "model.safetensors"))
/// for finding in try audit.run().findings { print(finding.message) }
/// ```
/// Tensors are read in pieces, so that memory does not grow with the checkpoint.
public struct Audit: Sendable {
  let sources: [AuditSource]
  let parameters: [String: ModelParameter]
  let layers: Int?
  /// What the tensors are compared with tensor by tensor, and its name; `nil` for nothing.
  private var other: (sources: [AuditSource], name: String)?
  /// What the tensors are compared with; `nil` for nothing.
  public var recipe: (any Recipe)?
  /// Whether ``AuditedTensor/histogram`` is made of every tensor.
  public var wantsHistograms = false
  /// Called when tensors have been read, with how many bytes of how many are done.
  public var onProgress: (@Sendable (_ done: Int, _ count: Int) -> Void)?
  private let order: [ModelParameter]
  // The deviations that the checkpoint itself says its tensors were drawn with.
  private var recorded: [String: Double] = [:]

  /// An audit of a checkpoint.
  ///
  /// - Parameter parameters: what is known of its tensors, by their names; without it axes are
  ///   unknown, so that no fans are.
  public init(_ checkpoint: Checkpoint, parameters: [ModelParameter] = []) {
    self.init(checkpoint.entries.map { AuditSource($0) }, parameters: parameters)
    for entry in checkpoint.entries {
      guard let text = checkpoint.draws[entry.name],
        let record = try? DrawRecord(text, shape: entry.shape)
      else { continue }
      recorded[entry.name] = record.law.variance(of: record.spec).squareRoot()
    }
  }

  package init(_ sources: [AuditSource], parameters: [ModelParameter] = []) {
    self.sources = sources
    order = parameters
    self.parameters = Dictionary(parameters.map { ($0.path, $0) }) { first, _ in first }
    layers = Stack.layerCount(sources.map { $0.name })
  }

  /// Compares the tensors with those of another checkpoint too.
  public mutating func compare(with checkpoint: Checkpoint) {
    compare(with: checkpoint.entries.map { AuditSource($0) }, named: checkpoint.name)
  }

  package mutating func compare(with others: [AuditSource], named name: String) {
    other = (others, name)
  }

  /// Reads all tensors and judges them.
  ///
  /// - Throws: `ModelFileError` where a tensor cannot be read, `RecipeError` where the recipe cannot
  ///   draw a parameter; `CancellationError`.
  public func run(threads: ThreadPool = .shared) throws -> AuditResult {
    let plan = try recipe.map { try $0.plan(for: order) }
    let entries = Dictionary(
      zip(order.map { $0.path }, plan?.entries ?? []).map { ($0, $1) }
    ) { first, _ in first }
    var tensors: [AuditedTensor] = []
    var done = 0
    let total = sources.reduce(0) { $0 + $1.byteCount }
    var next = 0
    while next < sources.count {
      try Cancellation.check()
      var end = next
      var size = 0
      repeat {
        size += sources[end].byteCount
        end += 1
      } while end < sources.count && size < Self.batchSize && end - next < 256
      tensors += try read(Array(sources[next..<end]), entries, threads)
      done += size
      onProgress?(done, total)
      next = end
    }
    let comparison = try other.map {
      try CheckpointComparison(sources, against: $0.sources, named: $0.name, threads: threads)
    }
    return AuditResult(
      tensors: tensors, plan: plan, layers: layers, comparison: comparison, recorded: recorded)
  }

  // So many bytes of tensors are open at a time.
  private static let batchSize = 64 << 20
  // So many pieces of work are done before it is asked whether they are still wanted: tenths of a second.
  private static let groupSize = 8

  private func read(
    _ sources: [AuditSource], _ entries: [String: RecipePlan.Entry], _ threads: ThreadPool
  ) throws -> [AuditedTensor] {
    var readings: [TensorReading?] = []
    for source in sources {
      guard source.type.isFloat, source.shape.count > 0 else {
        readings.append(nil)
        continue
      }
      readings.append(
        TensorReading(
          source, try source.contents(), parameters[source.name], entries[source.name],
          layers: layers, wantsHistogram: wantsHistograms))
    }
    let pieces = readings.enumerated().flatMap { place, reading in
      (0..<(reading?.plan.pieces.count ?? 0)).map { (place, $0) }
    }
    let known = readings
    let tallies = try threads.map(pieces.count, askingEvery: Self.groupSize) { index in
      known[pieces[index].0]!.plan.count(pieces[index].1)
    }
    var first = 0
    var ranges: [Range<Int>] = []
    for reading in readings {
      let count = reading?.plan.pieces.count ?? 0
      ranges.append(first..<first + count)
      first += count
    }
    let places = ranges
    return try threads.map(sources.count, askingEvery: Self.groupSize) { index in
      guard let reading = known[index] else {
        return AuditedTensor(unread: sources[index], parameters[sources[index].name])
      }
      return reading.audited(reading.plan.joined(Array(tallies[places[index]])))
    }
  }
}

extension AuditedTensor {
  /// A tensor of integers or without elements.
  init(unread source: AuditSource, _ parameter: ModelParameter?) {
    self.init(
      name: source.name, type: source.type, shape: source.shape, statistics: nil, law: nil,
      initializer: nil, parts: [], expected: nil, comparison: [], bulk: nil,
      parameter: parameter, content: 0, coincidence: 1, equalUnits: nil, rounding: 0)
  }
}

extension AuditedTensor.Expected {
  init?(_ entry: RecipePlan.Entry, _ parameter: ModelParameter) {
    guard let law = entry.law else { return nil }
    self.law = law.name
    spelling = entry.spelling
    reason = entry.reason
    standardDeviation = law.variance(of: parameter.drawnSpec).squareRoot()
  }
}

extension ThreadPool {
  /// The results of `count` pieces of work, in order; ended between groups of them where nobody wants
  /// them any more.
  ///
  /// - Throws: `CancellationError`.
  func map<Value: Sendable>(
    _ count: Int, askingEvery group: Int, _ body: @Sendable (Int) -> Value
  ) throws -> [Value] {
    var values = [Value?](repeating: nil, count: count)
    let size = group * threadCount
    try values.withUnsafeMutableBufferPointer { buffer in
      let places = SendablePlaces(start: buffer.baseAddress)
      for first in stride(from: 0, to: count, by: size) {
        try Cancellation.check()
        run(count: min(size, count - first)) { places.start![first + $0] = body(first + $0) }
      }
    }
    return values.map { $0! }
  }
}

// Each place is written once, by one thread.
private struct SendablePlaces<Value>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Value?>?
}
