import Streams
import Tensors
import Threads

/// The laws of several maps that are stored side by side along one factor.
///
/// A law that draws element by element takes the words of the element's index in the whole; one of
/// whole matrices draws each section as a parameter of its own, whose first word is that of the
/// first element after all elements of the sections before it.
struct SectionedLaw: Law {
  let laws: [any Law]

  /// The family's name where all sections have one.
  var name: String { laws[0].name }

  /// The laws of the sections with bars between them.
  var record: String { laws.map { $0.record }.joined(separator: " | ") }

  var isElementwise: Bool { laws.allSatisfy { $0.isElementwise } }

  /// The variance of one weight of the whole, whose sections have mean 0.
  func variance(of spec: ParameterSpec) -> Double {
    guard spec.shape.count > 0 else { return 0 }
    let sums = zip(laws, spec.pieces).map { $0.variance(of: $1) * Double($1.shape.count) }
    return sums.reduce(0, +) / Double(spec.shape.count)
  }

  func spreads(of spec: ParameterSpec) -> [Spread] {
    zip(laws, spec.pieces).filter { $1.shape.count > 0 }.flatMap { $0.spreads(of: $1) }
  }

  func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    guard buffer.count > 0, let sections = spec.sections else { return }
    let inner = spec.factors.dropFirst(sections.factor + 1).reduce(1) { $0 * $1.length }
    let row = spec.factors[sections.factor].length * inner
    var start = 0
    var elementsBefore = 0
    for (law, piece) in zip(laws, spec.pieces) {
      let run = piece.factors[sections.factor].length * inner
      let place = Runs(length: run, offset: start, row: row, first: first, buffer: buffer)
      if let law = law as? any ElementwiseLaw {
        place.forEach(threads) { part, element, _ in
          law.fill(part, from: UInt64(element), stream: stream)
        }
      } else if piece.shape.count > 0 {
        let own = UnsafeMutableRawPointer.allocate(
          byteCount: piece.shape.count * buffer.type.size, alignment: 64)
        defer { own.deallocate() }
        law.fill(
          ElementBuffer(start: own, count: piece.shape.count, type: buffer.type), from: 0,
          of: piece, stream: stream.from(UInt64(elementsBefore)), threads: threads)
        place.forEach(threads) { part, _, within in
          part.start!.copyMemory(
            from: own + within * part.type.size, byteCount: part.count * part.type.size)
        }
      }
      start += run
      elementsBefore += piece.shape.count
    }
  }
}

/// The stretches of a buffer that belong to one section.
private struct Runs {
  let length: Int
  let offset: Int
  let row: Int
  let first: Int
  let buffer: ElementBuffer

  /// Calls `body` with each stretch, its first element in the whole and within the section.
  func forEach(
    _ threads: ThreadPool, _ body: (_ part: ElementBuffer, _ element: Int, _ within: Int) -> Void
  ) {
    guard length > 0 else { return }
    let rows = first / row..<(first + buffer.count - 1) / row + 1
    let grain = max(1, 16_384 / length)
    threads.runRanges(total: rows.count, grain: grain) { range in
      for number in range {
        let start = (rows.lowerBound + number) * row + offset
        let low = max(start, first)
        let high = min(start + length, first + buffer.count)
        guard low < high else { continue }
        body(buffer[low - first..<high - first], low, (low - start) + start / row * length)
      }
    }
  }
}
