import Tensors

/// Elements that move from an input to an output, with a stride for every axis on either side.
///
/// Axes are in the order of the output, the outermost first. A stride of 0 repeats elements, a
/// negative one turns their order round.
struct StridedCopy {
  /// The number of the input.
  var input = 0
  /// The number of the output.
  var output = 0
  /// How many elements move along each axis.
  var lengths: [Int]
  /// How far apart in the input neighbours along each axis are.
  var inputStrides: [Int]
  /// How far apart in the output neighbours along each axis are.
  var outputStrides: [Int]
  /// The first element's place in the input.
  var inputStart = 0
  /// The first element's place in the output.
  var outputStart = 0

  /// The number of elements.
  var count: Int { lengths.contains(0) ? 0 : lengths.reduce(1, *) }
}

extension Shape {
  /// How far apart neighbours along each axis are; of no use where there are no elements.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in lengths.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* lengths[axis + 1]
    }
    return strides
  }
}

extension StridedCopy {
  // Square blocks of which a row and a column fit in a core's first cache.
  private static let blockSide = 64
  // Elements that one thread moves in about the time it takes to hand work to another.
  static let grain = 16_384

  /// The same copy in pieces that the kernel takes: at least two axes, none of length 1 but where
  /// there are not enough, the last two short enough to be shared among threads.
  var pieces: [StridedCopy] {
    guard count > 0 else { return [] }
    var copy = merged
    while copy.lengths.count < 2 { copy.insertAxis() }
    let last = copy.lengths.count - 1
    var transposes = false
    if copy.outputStrides[last] == 1, copy.inputStrides[last] != 1,
      let axis = copy.inputStrides.lastIndex(of: 1)
    {
      copy.moveAxis(axis, to: last - 1)
      transposes = true
    }
    if transposes {
      return copy.split(last, by: Self.blockSide).flatMap {
        $0.split($0.lengths.count - 2, by: Self.blockSide)
      }
    }
    let columns = copy.lengths[last]
    return copy.split(last, by: Self.grain).flatMap {
      $0.split($0.lengths.count - 2, by: max(Self.grain / min(columns, Self.grain), 1))
    }
  }

  // Without axes of length 1, and with neighbours that are one axis on both sides as one.
  private var merged: StridedCopy {
    var result = self
    result.lengths = []
    result.inputStrides = []
    result.outputStrides = []
    for axis in lengths.indices where lengths[axis] != 1 {
      let (length, from, to) = (lengths[axis], inputStrides[axis], outputStrides[axis])
      if let last = result.lengths.indices.last, result.inputStrides[last] == from &* length,
        result.outputStrides[last] == to &* length
      {
        result.lengths[last] *= length
        result.inputStrides[last] = from
        result.outputStrides[last] = to
      } else {
        result.lengths.append(length)
        result.inputStrides.append(from)
        result.outputStrides.append(to)
      }
    }
    return result
  }

  private mutating func insertAxis() {
    lengths.insert(1, at: 0)
    inputStrides.insert(0, at: 0)
    outputStrides.insert(0, at: 0)
  }

  private mutating func moveAxis(_ axis: Int, to place: Int) {
    lengths.insert(lengths.remove(at: axis), at: place)
    inputStrides.insert(inputStrides.remove(at: axis), at: place)
    outputStrides.insert(outputStrides.remove(at: axis), at: place)
  }

  // Parts of `length` along an axis as an axis of their own, the outermost, and what is left.
  private func split(_ axis: Int, by length: Int) -> [StridedCopy] {
    guard lengths[axis] >= 2 * length else { return [self] }
    let parts = lengths[axis] / length
    var whole = self
    whole.lengths[axis] = length
    whole.lengths.insert(parts, at: 0)
    whole.inputStrides.insert(length * inputStrides[axis], at: 0)
    whole.outputStrides.insert(length * outputStrides[axis], at: 0)
    guard parts * length < lengths[axis] else { return [whole] }
    var rest = self
    rest.lengths[axis] -= parts * length
    rest.inputStart += parts * length * inputStrides[axis]
    rest.outputStart += parts * length * outputStrides[axis]
    return [whole, rest]
  }
}
