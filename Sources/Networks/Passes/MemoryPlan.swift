import Tensors

/// Where each value lies in one piece of memory.
struct MemoryPlan {
  /// The first element of each value that lies in it, by the value's number; -1 for the others.
  private(set) var offsets: [Int]
  /// The number of elements in all.
  private(set) var total = 0

  private var free: [Slot] = []

  private struct Slot {
    var offset: Int
    var size: Int
  }

  /// What there is to place.
  struct Request {
    /// The network.
    let network: Network
    /// The shape of each of its values.
    let shapes: [Shape]
    /// Whether values that nobody will read again make room for later ones.
    let reuses: Bool
    /// Nodes that run before all others and whose values stay.
    let isStatic: [Bool]
  }

  /// Lays out inputs, constants and what nodes compute.
  ///
  /// - Throws: ``NetworkError`` with code `.memory` where the sizes add up to more than `limit`
  ///   bytes.
  init(_ request: Request, limit: Int) throws(NetworkError) {
    let network = request.network
    offsets = Array(repeating: -1, count: network.sources.count)
    let roots = Self.roots(request)
    let lastUse = Self.lastUse(request, roots)

    for (index, source) in network.sources.enumerated() {
      switch source {
      case .input, .constant:
        offsets[index] = try take(request.shapes[index], limit)
      case .parameter, .node: break
      }
    }
    for (number, node) in network.nodes.enumerated() {
      for output in node.outputs where roots[output.index] == output.index {
        offsets[output.index] = try take(request.shapes[output.index], limit)
      }
      guard request.reuses else { continue }
      var freed: Set<Int> = []
      for value in node.inputs + node.outputs {
        let root = roots[value.index]
        guard lastUse[root] == number, offsets[root] >= 0, freed.insert(root).inserted else {
          continue
        }
        release(offsets[root], Self.padded(request.shapes[root].count))
      }
    }
    for (index, root) in roots.enumerated() where root != index { offsets[index] = offsets[root] }
  }

  // The value whose memory a value uses: its own, or that of what it is another shape of.
  private static func roots(_ request: Request) -> [Int] {
    var roots = Array(request.network.sources.indices)
    guard request.reuses else { return roots }
    for node in request.network.nodes where node.function.keepsElements {
      let root = roots[node.inputs[0].index]
      // A parameter's memory is not the workspace's to hand out, and a value that is asked for by
      // its name must not be an input that somebody writes into.
      guard case .node = request.network.sources[root] else { continue }
      roots[node.outputs[0].index] = root
    }
    return roots
  }

  // The node after which a root is read no more; none for values that stay.
  private static func lastUse(_ request: Request, _ roots: [Int]) -> [Int] {
    let network = request.network
    var lastUse = [Int](repeating: -1, count: network.sources.count)
    for (number, node) in network.nodes.enumerated() {
      for value in node.inputs + node.outputs { lastUse[roots[value.index]] = number }
    }
    for (index, source) in network.sources.enumerated() {
      switch source {
      case .node(let number, _) where !request.isStatic[number]: break
      default: lastUse[roots[index]] = -1
      }
    }
    for output in network.outputs { lastUse[roots[output.value.index]] = -1 }
    return lastUse
  }

  private static func padded(_ count: Int) -> Int {
    let alignment = Tensor.alignment / MemoryLayout<Float>.stride
    return max((count + alignment - 1) / alignment * alignment, alignment)
  }

  private mutating func take(_ shape: Shape, _ limit: Int) throws(NetworkError) -> Int {
    let most = limit / MemoryLayout<Float>.stride
    guard shape.count <= most else { throw .memory(nil, limit: limit) }
    let size = Self.padded(shape.count)
    // The smallest gap that is large enough.
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
