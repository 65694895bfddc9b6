import Tensors
import Threads

/// The elements of a tensor in another order, summed along some of its axes; the result is in one
/// piece.
struct StridedSum: Sendable {
  /// An axis by its length and its stride in the source.
  struct Axis: Sendable {
    let length: Int
    let stride: Int
  }

  /// The axes of the result, the slowest first.
  let kept: [Axis]
  /// The axes that are summed along.
  let summed: [Axis]

  /// The number of elements of the result.
  var count: Int { kept.reduce(1) { $0 * $1.length } }

  // Elements in a piece of work; a sum's terms count as elements.
  private static let grain = 16384

  /// Writes the result.
  ///
  /// Each sum is taken by one thread, in float64.
  func run(
    _ source: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>,
    _ threads: ThreadPool
  ) {
    let terms = summed.reduce(1) { $0 * $1.length }
    let each = max(Self.grain / max(terms, 1), 1)
    let count = count
    let work = Work(sum: self, source: source, output: output, count: count, each: each)
    threads.run(count: (count + each - 1) / each, work)
  }

  private struct Work: ParallelWork {
    let sum: StridedSum
    let source: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let count: Int
    let each: Int

    func perform(_ index: Int) {
      let start = index * each
      sum.write(start..<min(start + each, count), source, output)
    }
  }

  private func write(
    _ range: Range<Int>, _ source: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>
  ) {
    let last = kept.last ?? Axis(length: 1, stride: 0)
    var position = range.lowerBound
    while position < range.upperBound {
      // One run along the last axis at a time.
      let place = position % last.length
      let count = min(last.length - place, range.upperBound - position)
      let start = source + offset(position / last.length, kept.dropLast()) + place * last.stride
      if !summed.isEmpty {
        for index in 0..<count { output[position + index] = total(start + index * last.stride) }
      } else if last.stride == 1 {
        (output + position).update(from: start, count: count)
      } else {
        for index in 0..<count { output[position + index] = start[index * last.stride] }
      }
      position += count
    }
  }

  private func total(_ start: UnsafePointer<Float>) -> Float {
    let last = summed[summed.count - 1]
    let outer = summed.dropLast()
    var sum = 0.0
    for number in 0..<outer.reduce(1, { $0 * $1.length }) {
      let row = start + offset(number, outer)
      for index in 0..<last.length { sum += Double(row[index * last.stride]) }
    }
    return Float(sum)
  }

  private func offset(_ number: Int, _ axes: ArraySlice<Axis>) -> Int {
    var (rest, offset) = (number, 0)
    for axis in axes.reversed() {
      offset += rest % axis.length * axis.stride
      rest /= axis.length
    }
    return offset
  }
}
