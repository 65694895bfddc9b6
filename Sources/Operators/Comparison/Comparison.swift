import Tensors
import Threads

/// An operator that says of each pair of elements whether something holds: 1 where it does, else 0.
///
/// ## Shapes
/// Inputs broadcast: aligned at the last axis, lengths are equal or one of them is 1.
protocol Comparison: Operator {
  init()

  /// Whether it holds.
  static func holds(_ a: Float, _ b: Float) -> Bool
}

extension Comparison {
  /// Numbers that Float32 holds are compared as they are.
  public static var isExactOnIntegers: Bool { true }

  /// Truth changes in jumps.
  public static var isPiecewiseConstant: Bool { true }

  /// The comparison of the node's two inputs.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    ImportedOperator(Self(), inputs: [0, 1])
  }

  /// What the two shapes broadcast to.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount`, or `.shapes` where they do not broadcast;
  ///   `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    guard inputs.count == 2 else {
      throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
    }
    let (a, b) = (inputs[0], inputs[1])
    let rank = max(a.rank, b.rank)
    var lengths: [Int] = []
    for axis in 0..<rank {
      let (x, y) = (a.length(axis, of: rank), b.length(axis, of: rank))
      guard x == y || x == 1 || y == 1 else {
        throw .shapes(
          of: Self.name, "inputs \(a) and \(b)",
          expected: "equal lengths or 1 on either side were")
      }
      lengths.append(x == 1 ? y : x)
    }
    return [try shape(lengths)]
  }

  /// Truth values.
  public func outputType(at output: Int, _ inputs: [StoredType]) -> StoredType { .bool }

  /// The order in which pairs are met.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { pairs(inputs) }

  private func pairs(_ inputs: [Shape]) -> ElementPairs? {
    guard let output = try? outputShapes(inputs)[0] else { return nil }
    return ElementPairs(inputs[0], inputs[1], output)
  }

  /// Compares all pairs.
  public func forward(_ call: ForwardCall) {
    guard let pairs = call.state as? ElementPairs ?? pairs(call.inputs.map(\.shape)) else { return }
    let work = ComparedRows<Self>(
      call: call, pairs: pairs,
      ranges: ParallelRanges(
        total: pairs.rowCount, grain: max(elementwiseGrain / max(pairs.columns, 1), 1),
        threads: call.threads))
    call.threads.run(count: work.ranges.count, work)
  }
}

extension Shape {
  /// The length of an axis where there are `rank` of them, those that are missing of length 1.
  fileprivate func length(_ axis: Int, of rank: Int) -> Int {
    axis < rank - self.rank ? 1 : self[axis - (rank - self.rank)]
  }
}

/// The pairs of elements of two tensors that broadcast, in rows along which each moves on by one or
/// stays.
final class ElementPairs: OperatorState {
  private let lengths: [Int]
  private let strides: [[Int]]
  let rowCount: Int
  let columns: Int
  let steps: (Int, Int)

  init(_ a: Shape, _ b: Shape, _ output: Shape) {
    var lengths: [Int] = []
    var strides: [[Int]] = [[], []]
    let own = [a.strides, b.strides]
    for axis in output.lengths.indices where output[axis] != 1 {
      let found = [a, b].enumerated().map { number, shape in
        shape.length(axis, of: output.rank) == 1
          ? 0 : own[number][axis - (output.rank - shape.rank)]
      }
      let joins = (0...1).allSatisfy { strides[$0].last == found[$0] &* output[axis] }
      if joins {
        lengths[lengths.count - 1] *= output[axis]
      } else {
        lengths.append(output[axis])
      }
      for number in 0...1 {
        if joins { strides[number].removeLast() }
        strides[number].append(found[number])
      }
    }
    columns = output.count == 0 ? 0 : lengths.popLast() ?? 1
    rowCount = output.count == 0 ? 0 : output.count / columns
    steps = (strides[0].popLast() ?? 0, strides[1].popLast() ?? 0)
    self.lengths = lengths
    self.strides = strides
  }

  func parametersDidChange() {}

  /// Where the elements of a row start.
  func starts(of row: Int) -> (Int, Int) {
    var rest = row
    var starts = (0, 0)
    for axis in lengths.indices.reversed() {
      let index = rest % lengths[axis]
      rest /= lengths[axis]
      starts.0 += index * strides[0][axis]
      starts.1 += index * strides[1][axis]
    }
    return starts
  }
}

private struct ComparedRows<Function: Comparison>: ParallelWork {
  let call: ForwardCall
  let pairs: ElementPairs
  let ranges: ParallelRanges

  func perform(_ index: Int) {
    for row in ranges[index] {
      let starts = pairs.starts(of: row)
      let a = call.inputs[0].pointer + starts.0
      let b = call.inputs[1].pointer + starts.1
      let y = call.output.pointer + row * pairs.columns
      let (stepA, stepB) = pairs.steps
      if stepA == 1, stepB == 1 {
        for i in 0..<pairs.columns { y[i] = Function.holds(a[i], b[i]) ? 1 : 0 }
      } else {
        for i in 0..<pairs.columns {
          y[i] = Function.holds(a[i * stepA], b[i * stepB]) ? 1 : 0
        }
      }
    }
  }
}
