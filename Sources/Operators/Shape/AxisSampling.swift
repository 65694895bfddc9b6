/// Where the elements of one axis of a resized tensor come from.
struct AxisSampling {
  let length: Int
  let outputLength: Int
  let scale: Double
  private let region: (start: Double, end: Double)
  private let resize: Resize

  init(
    length: Int, outputLength: Int, scale: Double, region: (start: Double, end: Double),
    resize: Resize
  ) {
    self.length = length
    self.outputLength = outputLength
    self.scale = scale
    self.region = region
    self.resize = resize
  }

  init(unchanged length: Int, _ resize: Resize) {
    self.init(length: length, outputLength: length, scale: 1, region: (0, 1), resize: resize)
  }

  /// Whether the axis stays as it is.
  var isWhole: Bool {
    length == outputLength && abs(scale - 1) <= 1e-9 && region.start == 0 && region.end == 1
  }

  /// How far from a place elements have weight, in elements of the input.
  var reach: Double {
    let own = resize.antialiases ? min(scale, 1) : 1
    if case .cubic = resize.interpolation { return 2 / own }
    return 1 / own
  }

  /// The place in the input that a place of the output stands for.
  private func coordinate(_ place: Int) -> Double {
    let x = Double(place)
    let last = Double(length - 1)
    let outputLast = scale * Double(length) - 1
    switch resize.coordinates {
    case .alignedCorners: return outputLast == 0 ? 0 : x * last / outputLast
    case .asymmetric: return x / scale
    case .halfPixel: return (x + 0.5) / scale - 0.5
    case .halfPixelForNearest: return (x + 0.5) / scale
    case .halfPixelOrFirst: return outputLength > 1 ? (x + 0.5) / scale - 0.5 : 0
    case .halfPixelSymmetric:
      let adjustment = Double(outputLength) / (scale * Double(length))
      return Double(length) / 2 * (1 - adjustment) + (x + 0.5) / scale - 0.5
    case .region:
      let size = (region.end - region.start) * last
      return region.start * last + (outputLast == 0 ? size / 2 : x * size / outputLast)
    }
  }

  /// Whether a place lies outside the input, where that has a value of its own.
  private func isOutside(_ coordinate: Double) -> Bool {
    resize.coordinates == .region && !(coordinate >= 0 && coordinate <= Double(length - 1))
  }

  /// The places of the output that lie outside the input.
  var outside: [Int] {
    guard resize.coordinates == .region else { return [] }
    return (0..<outputLength).filter { isOutside(coordinate($0)) }
  }

  /// The nearest index of the input for each place of the output.
  var nearest: [Int] {
    guard case .nearest(let rounding) = resize.interpolation else { return [] }
    return (0..<outputLength).map { place in
      let x = coordinate(place)
      if isOutside(x) { return IndexedCopy.nowhere }
      let rounded =
        switch rounding {
        case .preferLeft: (x - 0.5).rounded(.up)
        case .preferRight: (x + 0.5).rounded(.down)
        case .left: x.rounded(.down)
        case .right: x.rounded(.up)
        case .simple: scale < 1 ? x.rounded(.up) : x.rounded(.towardZero)
        }
      return index(rounded)
    }
  }

  // The index at a place, at the edge for one beyond it.
  private func index(_ x: Double) -> Int { Int(min(max(x, 0), Double(length - 1))) }

  /// How many elements have weight for a place of the output.
  var weightCount: Int { 2 * weightsBefore }

  private var weightsBefore: Int { -Int((-reach).rounded(.down)) }

  /// The indices of the elements with weight, and the weights, for each place of the output.
  func weights() -> (indices: [Int64], weights: [Float]) {
    let before = weightsBefore
    let own = resize.antialiases ? min(scale, 1) : 1
    var indices: [Int64] = []
    var weights: [Float] = []
    indices.reserveCapacity(outputLength * weightCount)
    weights.reserveCapacity(outputLength * weightCount)
    for place in 0..<outputLength {
      let found = coordinate(place)
      // Far from the input only the edges count, wherever it is.
      let far = Double(length + 2 * before)
      let x = found.isNaN ? 0 : min(max(found, -far), far)
      // The elements from the first with weight on; a place on an element counts to its left.
      let left = x.rounded(.up) - 1
      let line = (1 - before...before).map { offset in
        (index: left + Double(offset), weight: weight(abs(left + Double(offset) - x) * own))
      }
      let isCounted = line.map {
        !resize.excludesOutside || ($0.index >= 0 && $0.index <= Double(length - 1))
      }
      var sum = 0.0
      for (place, part) in line.enumerated() where isCounted[place] { sum += part.weight }
      let divisor = (resize.excludesOutside || resize.antialiases) && sum != 0 ? sum : 1
      for (place, part) in line.enumerated() {
        indices.append(Int64(index(part.index)))
        weights.append(isCounted[place] ? Float(part.weight / divisor) : 0)
      }
    }
    return (indices, weights)
  }

  /// The places of the output that each element has weight for; those outside the input are none.
  var dependents: AxisDependents {
    let (indices, own) = weights()
    var weights = own
    for place in outside {
      for tap in 0..<weightCount { weights[place * weightCount + tap] = 0 }
    }
    return AxisDependents(
      length: length, taps: weightCount, indices: indices.map { Int($0) }, weights: weights)
  }

  // The weight of an element at a distance, in elements.
  private func weight(_ x: Double) -> Double {
    guard case .cubic(let parameter) = resize.interpolation else { return max(1 - x, 0) }
    let a = Double(parameter)
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}
