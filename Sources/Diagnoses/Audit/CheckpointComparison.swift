import ModelFiles
import Tensors
import Threads

/// Two checkpoints, tensor by tensor.
public struct CheckpointComparison: Sendable {
  /// What became of a tensor.
  public enum Change: String, Sendable, Hashable {
    /// The same bits.
    case equal
    /// Other numbers that go with the old ones.
    case changed
    /// Numbers that have nothing to do with the old ones.
    case redrawn
    /// Only the other checkpoint has it.
    case missing
    /// The other checkpoint has not got it.
    case added
    /// Another shape or type.
    case mismatch
  }

  /// One tensor in both.
  public struct Entry: Sendable {
    /// Its name.
    public let name: String
    /// What became of it.
    public let change: Change
    /// |a - b| / |a|, a the other checkpoint's; `nil` where they cannot be compared.
    public let relativeChange: Double?
    /// The cosine of both about their means.
    public let correlation: Double?
    let detail: String
  }

  /// Every tensor of either, in the checkpoint's order, then those that only the other has.
  public let entries: [Entry]

  /// The name of the other checkpoint.
  public let other: String

  package init(
    _ sources: [AuditSource], against others: [AuditSource], named other: String,
    threads: ThreadPool = .shared
  ) throws {
    let known = Dictionary(others.map { ($0.name, $0) }) { first, _ in first }
    let names = Set(sources.map { $0.name })
    var entries: [Entry] = []
    for source in sources {
      try Cancellation.check()
      guard let old = known[source.name] else {
        entries.append(Entry(source.name, .added))
        continue
      }
      guard old.shape == source.shape, old.type.isFloat == source.type.isFloat else {
        entries.append(
          Entry(
            source.name, .mismatch,
            "\(source.type) \(source.shape), \(old.type) \(old.shape)"))
        continue
      }
      entries.append(
        try Self.compared(source, try source.contents(), try old.contents(), threads))
    }
    entries += others.filter { !names.contains($0.name) }.map { Entry($0.name, .missing) }
    self.entries = entries
    self.other = other
  }

  private static func compared(
    _ source: AuditSource, _ new: StoredTensor, _ old: StoredTensor, _ threads: ThreadPool
  ) throws -> Entry {
    let count = source.shape.count
    guard source.type.isFloat else {
      let isEqual =
        new.type == old.type && new.littleEndianBytes.array == old.littleEndianBytes.array
      return Entry(source.name, isEqual ? .equal : .changed)
    }
    let (a, b) = (ElementReader(old), ElementReader(new))
    let length = TensorTally.pieceLength
    let pieces = (count + length - 1) / length
    let all = try threads.map(pieces, askingEvery: 64) { piece in
      PairSums(a, b, piece * length..<min((piece + 1) * length, count))
    }
    var sums = PairSums()
    for one in all { sums.add(one) }
    if sums.isEqual { return Entry(source.name, .equal, relative: 0, correlation: 1) }
    let relative = sums.relativeChange
    let correlation = sums.correlation
    // Chance lets unrelated numbers go together so much.
    let chance = AuditThresholds.errors / Double(max(count, 1)).squareRoot()
    let isRedrawn =
      count >= 64 && correlation.map { abs($0) <= chance } == true && chance < 0.5
      && relative.map { $0 > 0.5 } == true
    return Entry(
      source.name, isRedrawn ? .redrawn : .changed, relative: relative, correlation: correlation)
  }

  /// What is wrong by the comparison.
  var findings: [AuditFinding] {
    func named(_ change: Change) -> [Entry] { entries.filter { $0.change == change } }
    func list(_ entries: [Entry]) -> [String] { entries.map { $0.name } }
    func more(_ entries: [Entry]) -> String {
      entries.count > 1 ? "\(entries[0].name) and \(entries.count - 1) more" : entries[0].name
    }
    var findings: [AuditFinding] = []
    let kept = entries.count { $0.change == .equal || $0.change == .changed }
    let redrawn = named(.redrawn)
    if !redrawn.isEmpty {
      findings.append(
        AuditFinding(
          .redrawn, kept > 0 ? .fault : .warning, list(redrawn),
          "\(more(redrawn)): numbers that have nothing to do with those of \(other)"
            + (kept > 0 ? ", from which \(kept) other tensors come" : "")
            + "; numbers that go with them were expected",
          remedy:
            "look whether loading drew them anew: their keys may have been missing, renamed, or "
            + "overwritten after loading"))
    }
    let missing = named(.missing)
    if !missing.isEmpty {
      findings.append(
        AuditFinding(
          .missing, .warning, list(missing),
          "\(more(missing)): only in \(other), in both was expected",
          remedy: "look whether it was renamed or left out"))
    }
    let mismatch = named(.mismatch)
    if let first = mismatch.first {
      let parts = first.detail.components(separatedBy: ", ")
      findings.append(
        AuditFinding(
          .mismatch, .warning, list(mismatch),
          "\(more(mismatch)): \(parts[0]), \(parts.last ?? "") as in \(other) was expected",
          remedy: "look which of the two was made for the model at hand"))
    }
    let added = named(.added)
    if !added.isEmpty {
      findings.append(
        AuditFinding(
          .added, .note, list(added), "\(more(added)): not in \(other), in both was expected",
          remedy: "look whether it was renamed"))
    }
    return findings
  }
}

extension CheckpointComparison.Entry {
  fileprivate init(
    _ name: String, _ change: CheckpointComparison.Change, _ detail: String = "",
    relative: Double? = nil, correlation: Double? = nil
  ) {
    self.name = name
    self.change = change
    self.detail = detail
    relativeChange = relative
    self.correlation = correlation
  }
}

/// Sums over pairs of numbers.
private struct PairSums: Sendable {
  var (count, a, b, aa, bb, ab, difference) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
  var isEqual = true

  init() {}

  init(_ old: ElementReader, _ new: ElementReader, _ range: Range<Int>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { x in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count) { y in
        old.read(range, into: x)
        new.read(range, into: y)
        for index in 0..<range.count {
          if x[index].bitPattern != y[index].bitPattern { isEqual = false }
          let (u, v) = (Double(x[index]), Double(y[index]))
          a += u
          b += v
          aa += u * u
          bb += v * v
          ab += u * v
          difference += (u - v) * (u - v)
        }
      }
    }
    count = Double(range.count)
  }

  mutating func add(_ other: PairSums) {
    count += other.count
    a += other.a
    b += other.b
    aa += other.aa
    bb += other.bb
    ab += other.ab
    difference += other.difference
    isEqual = isEqual && other.isEqual
  }

  var relativeChange: Double? {
    let value = (difference / aa).squareRoot()
    return value.isFinite ? value : nil
  }

  var correlation: Double? {
    guard count > 0 else { return nil }
    let covariance = ab - a * b / count
    let value = covariance / ((aa - a * a / count) * (bb - b * b / count)).squareRoot()
    return value.isFinite ? value : nil
  }
}
