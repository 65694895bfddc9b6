import Tensors

/// Where pieces of memory lie that are needed for some time, so that those which are never needed
/// at once share their place.
struct MemoryPlan {
  /// A piece of memory.
  struct Piece {
    /// The number of elements.
    let count: Int
    /// The step in which it is written first.
    let start: Int
    /// The step after which it is read no more; ``always`` for one that stays.
    var end: Int

    /// The end of a piece that stays.
    static let always = Int.max
  }

  /// The first element of each piece.
  private(set) var offsets: [Int]
  /// The number of elements in all.
  private(set) var total = 0

  private var free: [Slot] = []

  private struct Slot {
    var offset: Int
    var size: Int
  }

  /// Places each piece in the smallest gap that is large enough as its time comes.
  ///
  /// - Throws: ``NetworkError`` with code `.memory` where the sizes add up to more than `limit`
  ///   bytes.
  init(_ pieces: [Piece], limit: Int) throws(NetworkError) {
    offsets = Array(repeating: -1, count: pieces.count)
    let byStart = pieces.indices.sorted { (pieces[$0].start, $0) < (pieces[$1].start, $1) }
    let byEnd = pieces.indices.filter { pieces[$0].end < Piece.always }
      .sorted { (pieces[$0].end, $0) < (pieces[$1].end, $1) }
    var ended = 0
    for piece in byStart {
      while ended < byEnd.count, pieces[byEnd[ended]].end < pieces[piece].start {
        release(offsets[byEnd[ended]], Self.padded(pieces[byEnd[ended]].count))
        ended += 1
      }
      offsets[piece] = try take(pieces[piece].count, limit)
    }
  }

  private static func padded(_ count: Int) -> Int {
    let alignment = Tensor.alignment / MemoryLayout<Float>.stride
    return max((count + alignment - 1) / alignment * alignment, alignment)
  }

  private mutating func take(_ count: Int, _ limit: Int) throws(NetworkError) -> Int {
    let most = limit / MemoryLayout<Float>.stride
    guard count <= most else { throw .memory(nil, limit: limit) }
    let size = Self.padded(count)
    var best: Int?
    for (index, slot) in free.enumerated() where slot.size >= size {
      if best.map({ free[$0].size > slot.size }) ?? true { best = index }
    }
    if let best {
      let offset = free[best].offset
      free[best].offset += size
      free[best].size -= size
      if free[best].size == 0 { free.remove(at: best) }
      return offset
    }
    guard total + size <= most else {
      throw .memory((total + size) * MemoryLayout<Float>.stride, limit: limit)
    }
    defer { total += size }
    return total
  }

  private mutating func release(_ offset: Int, _ size: Int) {
    let place = free.firstIndex { $0.offset > offset } ?? free.count
    free.insert(Slot(offset: offset, size: size), at: place)
    if place + 1 < free.count, free[place].offset + free[place].size == free[place + 1].offset {
      free[place].size += free[place + 1].size
      free.remove(at: place + 1)
    }
    if place > 0, free[place - 1].offset + free[place - 1].size == free[place].offset {
      free[place - 1].size += free[place].size
      free.remove(at: place)
    }
  }
}
