import Streams
import Tensors
import Threads

/// Normal weights of which each output unit keeps the same number; the rest is 0.
///
/// ## Law
/// Of the n_in weights of a unit, k are drawn from N(0, s^2); which ones is drawn too, every choice
/// equally likely. Each element has a word of the stream under the prefix `xavier-stream-1-mask`;
/// the k elements of a unit with the largest words keep their weights, of equal words the earlier
/// element counts as the smaller. The weights themselves are those of the normal law.
///
///     Var[W] = s^2 k / n_in
///
/// ## Edge cases
/// PyTorch's `sparse_` zeroes a share of each *input's* weights and draws the choice from the global
/// generator even when given one; here the choice belongs to the seed and the path.
///
/// - Complexity: n log n for all elements; a slice costs as much as the whole.
/// - Reproducibility: exact on every machine.
/// - Source: J. Martens, "Deep learning via Hessian-free optimization", ICML 2010, section 5.
public struct Sparse: Law, Hashable {
  /// How many weights of a unit are not 0.
  public enum Kept: Sendable, Hashable {
    /// All but a share of them, rounded to a whole number, halves away from 0.
    case allBut(share: Double)
    /// A number, or all where there are fewer.
    case count(Int)
  }

  /// How many weights of a unit are not 0.
  public let kept: Kept
  /// The standard deviation of those.
  public let standardDeviation: Double

  /// A law that zeroes the share `sparsity` of the weights of each unit, rounded to a whole number
  /// of them, halves away from 0.
  ///
  /// - Throws: ``InitializerError`` with code `.share` unless the share lies in 0 ... 1, `.scale`
  ///   when the deviation is negative or not a finite Float32.
  public init(sparsity: Double, standardDeviation: Double) throws(InitializerError) {
    guard 0...1 ~= sparsity else { throw .share("sparsity", sparsity) }
    kept = .allBut(share: sparsity)
    self.standardDeviation = try Self.checkedScale(standardDeviation, "standard deviation")
  }

  /// A law that keeps `count` weights of each unit.
  ///
  /// - Throws: ``InitializerError`` with code `.scale` when the count is negative, or the deviation
  ///   negative or not a finite Float32.
  public init(count: Int, standardDeviation: Double) throws(InitializerError) {
    guard count >= 0 else { throw .scale("weights kept", Double(count)) }
    kept = .count(count)
    self.standardDeviation = try Self.checkedScale(standardDeviation, "standard deviation")
  }

  /// `sparse`.
  public var name: String { "sparse" }

  /// The law in words, as ``Law/record`` has it.
  public var record: String {
    switch kept {
    case .allBut(let share): "\(name) share \(share) \(standardDeviation)"
    case .count(let count): "\(name) count \(count) \(standardDeviation)"
    }
  }

  /// The number of weights that a unit with `fanIn` of them keeps.
  public func keptCount(fanIn: Int) -> Int {
    switch kept {
    case .allBut(let share): fanIn - Int((share * Double(fanIn)).rounded())
    case .count(let count): min(count, fanIn)
    }
  }

  /// The square of the deviation times the share kept.
  public func variance(of spec: ParameterSpec) -> Double {
    let fanIn = spec.matrixInputs
    guard fanIn > 0 else { return 0 }
    return standardDeviation * standardDeviation * Double(keptCount(fanIn: fanIn)) / Double(fanIn)
  }

  /// The law of the weights kept.
  public func spreads(of spec: ParameterSpec) -> [Spread] {
    guard standardDeviation > 0 else { return [.value(0)] }
    return [.normal(mean: 0, standardDeviation: standardDeviation)]
  }

  /// Writes a range of elements; the choice is made for all units.
  public func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    guard buffer.count > 0 else { return }
    threads.runRanges(total: buffer.count, grain: 16_384) { range in
      stream.fillNormal(
        buffer[range], from: UInt64(first + range.lowerBound), standardDeviation: standardDeviation)
    }
    let fanIn = spec.matrixInputs
    let zeroCount = fanIn - keptCount(fanIn: fanIn)
    guard zeroCount > 0 else { return }
    let members = units(spec)
    var words = [UInt32](repeating: 0, count: spec.shape.count)
    words.withUnsafeMutableBufferPointer { stream.mask.fillWords($0, from: 0) }
    let size = buffer.type.size
    threads.run(count: members.count / fanIn) { unit in
      let own = members[unit * fanIn..<(unit + 1) * fanIn]
      let ranked = own.sorted {
        words[$0] != words[$1] ? words[$0] < words[$1] : $0 < $1
      }
      for element in ranked.prefix(zeroCount) where 0..<buffer.count ~= element - first {
        (buffer.start! + (element - first) * size)
          .initializeMemory(as: UInt8.self, repeating: 0, count: size)
      }
    }
  }

  // The elements of each unit, one unit after another, in the order they are stored.
  private func units(_ spec: ParameterSpec) -> [Int] {
    let (fanIn, outputs) = (spec.matrixInputs, spec.length(.output))
    var filled = [Int](repeating: 0, count: spec.mapCount * outputs)
    var members = [Int](repeating: 0, count: spec.shape.count)
    var walk = ElementWalk(spec, from: 0)
    for element in members.indices {
      let unit = walk.map * outputs + walk.output
      members[unit * fanIn + filled[unit]] = element
      filled[unit] += 1
      walk.advance()
    }
    return members
  }
}
