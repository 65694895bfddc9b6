/// For each index of one axis of an input, the places of the output that depend on it, with weights.
struct AxisDependents {
  /// The length of the input's axis.
  let length: Int
  /// The length of the output's axis.
  let outputLength: Int
  /// Where the places of each index start, and after the last where they end.
  private(set) var starts: [Int]
  /// The places, those of one index after those of the one before, in ascending order.
  private(set) var places: [Int]
  /// The weight of each place; `nil` where all are 1.
  private(set) var weights: [Float]?

  /// The places that take an index each; ``IndexedCopy/nowhere`` is none.
  init(length: Int, indices: [Int]) {
    self.init(length: length, taps: 1, indices: indices, weights: nil)
  }

  /// The places that take `taps` indices each, with weights.
  ///
  /// An index that counts for nothing is ``IndexedCopy/nowhere`` or has weight 0.
  init(length: Int, taps: Int, indices: [Int], weights: [Float]?) {
    self.length = length
    outputLength = indices.count / max(taps, 1)
    func counts(_ place: Int) -> Bool {
      indices[place] != IndexedCopy.nowhere && weights?[place] != 0
    }
    var starts = [Int](repeating: 0, count: length + 1)
    for place in indices.indices where counts(place) { starts[indices[place] + 1] += 1 }
    for index in 0..<length { starts[index + 1] += starts[index] }
    var next = starts
    var places = [Int](repeating: 0, count: starts[length])
    var own = weights == nil ? [] : [Float](repeating: 0, count: starts[length])
    for place in indices.indices where counts(place) {
      let index = indices[place]
      places[next[index]] = place / taps
      if let weights { own[next[index]] = weights[place] }
      next[index] += 1
    }
    self.starts = starts
    self.places = places
    self.weights = weights == nil ? nil : own
  }

  /// Indices next to each other of which each goes to one place alone, with weight 1, and those
  /// places next to each other too: the most there are.
  var longestRun: (first: Int, count: Int, place: Int) {
    var longest = (first: 0, count: 0, place: 0)
    var run = longest
    for index in 0..<length {
      let start = starts[index]
      guard starts[index + 1] == start + 1, weights?[start] ?? 1 == 1 else {
        run.count = 0
        continue
      }
      if run.count > 0, places[start] == run.place + run.count {
        run.count += 1
      } else {
        run = (index, 1, places[start])
      }
      if run.count > longest.count { longest = run }
    }
    return longest
  }
}
