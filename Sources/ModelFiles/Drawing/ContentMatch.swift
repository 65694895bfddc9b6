import Initializers
import Tensors

/// Which tensor of one checkpoint holds the numbers of which tensor of another, in the same order of axes
/// or in another.
///
/// Exporters rename tensors and transpose them, so that names do not tell; numbers do.
struct ContentMatch {
  /// A tensor of the other checkpoint that holds the same numbers.
  struct Origin {
    /// Its place among the entries.
    let entry: Int
    /// Axis i of this tensor is axis `order[i]` of that one; `nil` where the same numbers in the same
    /// order have another shape.
    let order: [Int]?
  }

  private let origins: [Checkpoint.Entry]
  private let tensors: [StoredTensor]
  // The places of tensors by what does not change when axes are moved.
  private var places: [Fingerprint: [Int]] = [:]
  private var isTaken: [Bool]

  /// The tensors that numbers are looked for in.
  ///
  /// - Throws: ``ModelFileError`` where they cannot be read.
  init(among origins: [Checkpoint.Entry]) throws(ModelFileError) {
    self.origins = origins
    var tensors: [StoredTensor] = []
    for origin in origins { tensors.append(try origin.tensor()) }
    self.tensors = tensors
    isTaken = Array(repeating: false, count: origins.count)
    for (place, tensor) in tensors.enumerated() {
      places[Fingerprint(tensor), default: []].append(place)
    }
  }

  /// The tensors that hold the numbers of some entries; `nil` for one that none holds.
  ///
  /// Of several with the same numbers, as fresh biases and copied layers have, it is one of the same name;
  /// entries that no name tells get, in order, one that no other entry was found in.
  ///
  /// - Parameters:
  ///   - entries: the tensors to be found, each once.
  ///   - model: what errors call the other checkpoint.
  ///   - law: what draws a tensor of the other checkpoint, in words.
  /// - Throws: ``CheckpointPlanError`` with code `.unmatched` where neither a name nor a number tells
  ///   tensors apart that have different laws, or where a number that no other entry has is in two tensors of
  ///   different laws; ``ModelFileError`` where an entry cannot be read.
  mutating func origins(
    of entries: [Checkpoint.Entry], in model: String, law: (Int) -> String?
  ) throws -> [Origin?] {
    var found = [Origin?](repeating: nil, count: entries.count)
    // Names first, so that no other entry is given what a name claims.
    for (number, entry) in entries.enumerated() {
      let named = (try candidates(of: entry)).filter { isNamed($0.entry, entry) }
      found[number] = take(named.sorted { rank($0.entry, entry) < rank($1.entry, entry) }.first)
    }
    for (number, entry) in entries.enumerated() where found[number] == nil {
      let all = try candidates(of: entry)
      let free = all.filter { !isTaken[$0.entry] }
      // What nothing draws is another one's copy.
      let possible = free.isEmpty ? all : free
      let drawn = possible.filter { law($0.entry) != nil }
      let equal = drawn + possible.filter { law($0.entry) == nil }
      if Set(equal.map { law($0.entry) }).count > 1, try entry.isConstant() {
        throw CheckpointPlanError.equal(
          entry.name, entry.shape, equal.map { origins[$0.entry].name }, in: model)
      }
      found[number] = take(equal.first)
    }
    try checkMerged(entries, found, in: model, law: law)
    try checkSplit(entries, found, in: model, law: law)
    return found
  }

  // Exporters merge tensors that are equal while they are fresh, whatever they are for. Where they stay what
  // they are that does no harm.
  private func checkMerged(
    _ entries: [Checkpoint.Entry], _ found: [Origin?], in model: String, law: (Int) -> String?
  ) throws {
    var first: [Int: Int] = [:]
    for (number, entry) in entries.enumerated() {
      guard let place = found[number]?.entry else { continue }
      guard let other = first[place] else {
        first[place] = number
        continue
      }
      guard let text = law(place), try entry.isConstant(), entry.shape.count > 0,
        text != Constant(try entry.tensor().floats[0]).record
      else { continue }
      throw CheckpointPlanError.merged(
        entry.name, entry.shape, with: entries[other].name, in: model)
    }
  }

  // Folding transposes a weight that is tied to a table into a tensor of its own, so that neither is known to
  // be tied.
  private func checkSplit(
    _ entries: [Checkpoint.Entry], _ found: [Origin?], in model: String, law: (Int) -> String?
  ) throws {
    for (entry, origin) in zip(entries, found) {
      guard let origin, try !entry.isConstant() else { continue }
      let other = try candidates(of: entry).first {
        !isTaken[$0.entry] && law($0.entry) != nil && law($0.entry) != law(origin.entry)
      }
      guard let other else { continue }
      throw CheckpointPlanError.split(
        entry.name, entry.shape, [origin, other].map { origins[$0.entry].name }, in: model)
    }
  }

  private mutating func take(_ origin: Origin?) -> Origin? {
    if let origin { isTaken[origin.entry] = true }
    return origin
  }

  /// All tensors that hold the numbers of an entry.
  func candidates(of entry: Checkpoint.Entry) throws(ModelFileError) -> [Origin] {
    let tensor = try entry.tensor()
    return (places[Fingerprint(tensor)] ?? []).compactMap { place in
      Self.order(of: tensor, from: tensors[place]).map { Origin(entry: place, order: $0.axes) }
    }
  }

  private func isNamed(_ place: Int, _ entry: Checkpoint.Entry) -> Bool {
    let name = origins[place].name
    return name == entry.name || name.hasSuffix("." + entry.name)
  }

  private func rank(_ place: Int, _ entry: Checkpoint.Entry) -> (Int, Int, Int) {
    (isTaken[place] ? 1 : 0, origins[place].name == entry.name ? 0 : 1, place)
  }

  private struct Order { let axes: [Int]? }

  private static func order(of tensor: StoredTensor, from origin: StoredTensor) -> Order? {
    let (own, other) = (tensor.floats, origin.floats)
    let rank = tensor.shape.rank
    if rank == origin.shape.rank, rank <= 5 {
      // The plain order first, the transposed one next.
      for order in permutations(rank) {
        let isShaped = (0..<rank).allSatisfy { tensor.shape[$0] == origin.shape[order[$0]] }
        if isShaped, isEqual(own, other, tensor.shape, origin.shape, order) {
          return Order(axes: order)
        }
      }
    }
    return own.elementsEqual(other, by: { $0.bitPattern == $1.bitPattern }) ? Order(axes: nil) : nil
  }

  private static func permutations(_ count: Int) -> [[Int]] {
    var all: [[Int]] = [[]]
    for _ in 0..<count {
      all = all.flatMap { start in
        (0..<count).filter { !start.contains($0) }.map { start + [$0] }
      }
    }
    return all.sorted { first, _ in first == Array(0..<count) }
  }

  private static func isEqual(
    _ own: [Float], _ other: [Float], _ shape: Shape, _ otherShape: Shape, _ order: [Int]
  ) -> Bool {
    var strides = [Int](repeating: 1, count: order.count)
    for axis in otherShape.lengths.indices.reversed().dropFirst() {
      strides[axis] = strides[axis + 1] * otherShape[axis + 1]
    }
    let steps = order.map { strides[$0] }
    var index = [Int](repeating: 0, count: order.count)
    var place = 0
    for element in own.indices {
      guard own[element].bitPattern == other[place].bitPattern else { return false }
      var axis = order.count - 1
      while axis >= 0 {
        index[axis] += 1
        place += steps[axis]
        if index[axis] < shape[axis] { break }
        place -= steps[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return true
  }
}

extension Checkpoint.Entry {
  /// Whether all its elements are one number.
  func isConstant() throws(ModelFileError) -> Bool {
    let numbers = try tensor().floats
    return numbers.allSatisfy { $0.bitPattern == numbers[0].bitPattern }
  }
}

/// What tensors with the same numbers in any order have in common.
private struct Fingerprint: Hashable {
  private let count: Int
  private let sum: UInt64

  init(_ tensor: StoredTensor) {
    count = tensor.shape.count
    // A sum does not depend on the order; each number is spread over all bits before.
    var sum: UInt64 = 0
    for value in tensor.floats {
      var bits = UInt64(value.bitPattern) &* 0x9e37_79b9_7f4a_7c15
      bits ^= bits >> 29
      sum = sum &+ bits &* 0xbf58_476d_1ce4_e5b9
    }
    self.sum = sum
  }
}
