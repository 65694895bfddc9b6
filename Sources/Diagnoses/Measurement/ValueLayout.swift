import CKernels
import Tensors

/// Where the examples and the channels of a value lie in memory.
///
/// A row is an example: `outer` pieces of `run` elements, with the pieces of the other examples
/// between them. A column is the place of an element among those of its example.
struct ValueLayout: Sendable, Hashable {
  /// The number of examples.
  let rows: Int
  /// The pieces of an example.
  let outer: Int
  /// The elements of a piece.
  let run: Int
  /// The number of channels.
  let channels: Int
  /// The columns that follow each other in one channel.
  let inner: Int

  /// The elements of an example.
  var columns: Int { outer * run }
  /// The groups of neighbouring examples that are left out one at a time to see how much a mean over
  /// pairs depends on the choice of examples.
  var groups: Int { rows < 3 ? 1 : min(Int(XV_MOST_GROUPS), max(3, rows / 2)) }
  /// The examples of a group.
  func rows(ofGroup group: Int) -> Range<Int> {
    (group * rows / groups)..<((group + 1) * rows / groups)
  }
  /// All elements.
  var count: Int { rows * columns }

  /// - Parameter example: the axis of examples and the indices of it that each one has; `nil` for a
  ///   value that is taken for one example.
  init(
    _ shape: Shape, _ arrangement: Arrangement, example: (axis: Int, share: Int)?,
    channel: Int?
  ) {
    let lengths = shape.rank < 3 ? shape.lengths : shape.stored(arrangement).lengths
    func stored(_ axis: Int) -> Int {
      shape.rank < 3 ? axis : shape.storedAxis(axis, arrangement)
    }
    func product(_ part: ArraySlice<Int>) -> Int { part.reduce(1, *) }
    var own = lengths
    if let example {
      let axis = stored(example.axis)
      rows = lengths[axis] / max(example.share, 1)
      outer = product(lengths[..<axis])
      run = example.share * product(lengths[(axis + 1)...])
      own[axis] = example.share
    } else {
      rows = 1
      outer = 1
      run = product(lengths[...])
    }
    if let channel, shape.rank > 0 {
      let axis = stored(channel)
      channels = own[axis]
      inner = product(own[(axis + 1)...])
    } else {
      channels = 1
      inner = max(run, 1)
    }
  }

  /// The most pieces that work on a value is cut into.
  static let mostParts = 16

  /// The number of pieces that work on the value is cut into: it depends on the value alone.
  var parts: Int { min(Self.mostParts, max(1, count / 65_536)) }

  /// Cosines are taken of every so many parts: what is left has 131072 columns or more.
  var partStride: Int { min(parts, max(1, columns / 131_072)) }

  /// The columns of a part.
  func columns(ofPart part: Int) -> Range<Int> {
    func bound(_ part: Int) -> Int { part == parts ? columns : columns / parts * part }
    return bound(part)..<bound(part + 1)
  }

  /// Calls a body with the pieces that columns are made of: the address of the first row's first
  /// element, and the columns.
  func forEachPiece(of columns: Range<Int>, _ body: (_ offset: Int, _ columns: Range<Int>) -> Void)
  {
    var column = columns.lowerBound
    while column < columns.upperBound {
      let (piece, place) = (column / run, column % run)
      let end = min(columns.upperBound, (piece + 1) * run)
      body(piece * rows * run + place, column..<end)
      column = end
    }
  }
}
