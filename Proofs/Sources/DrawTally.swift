/// What is counted and summed of draws, one slice after another.
struct DrawTally {
  static let lags = [1, 8, 16, 24, 32]

  private(set) var count = 0
  /// Draws between the edges, from the lowest bin up.
  private(set) var bins: [Int]
  /// Draws above each threshold, and below its negative.
  private(set) var above, below: [Int]
  private(set) var zeros = 0
  /// Sums of x, x^2, x^3 and x^4.
  private(set) var powers = SIMD4<Double>(repeating: 0)
  /// For each lag the number of pairs, the sum of products and that of products of x^2 - E x^2.
  private(set) var products = lags.map { _ in SIMD3<Double>(repeating: 0) }
  /// The same for two values that are made from one pair of words.
  private(set) var partners = SIMD3<Double>(repeating: 0)

  private let edges: [Float]
  private let thresholds: [Float]
  private let second: Double

  /// Bins between the edges, of which there are a power of two less one, ascending.
  init(edges: [Float], thresholds: [Float], second: Double) {
    self.edges = edges
    self.thresholds = thresholds
    self.second = second
    bins = [Int](repeating: 0, count: edges.count + 1)
    above = [Int](repeating: 0, count: thresholds.count)
    below = above
  }

  /// Adds a slice that starts at a multiple of 32 elements.
  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    count += values.count
    for value in values {
      bins[bin(value)] += 1
      if value == 0 { zeros += 1 }
      if abs(value) > thresholds[0] { addTail(value) }
      let x = Double(value)
      powers += SIMD4(x, x * x, x * x * x, x * x * x * x)
    }
    for (index, lag) in Self.lags.enumerated() {
      for element in 0..<values.count - lag {
        let (a, b) = (Double(values[element]), Double(values[element + lag]))
        let product = SIMD3(1, a * b, (a * a - second) * (b * b - second))
        products[index] += product
        if lag == 8, element / 8 % 2 == 0 { partners += product }
      }
    }
  }

  /// Adds what another has counted.
  mutating func add(_ other: DrawTally) {
    count += other.count
    zeros += other.zeros
    powers += other.powers
    partners += other.partners
    for index in bins.indices { bins[index] += other.bins[index] }
    for index in above.indices {
      above[index] += other.above[index]
      below[index] += other.below[index]
    }
    for index in products.indices { products[index] += other.products[index] }
  }

  private func bin(_ value: Float) -> Int {
    var bin = 0
    var step = (edges.count + 1) / 2
    while step > 0 {
      if value > edges[bin + step - 1] { bin += step }
      step /= 2
    }
    return bin
  }

  private mutating func addTail(_ value: Float) {
    for (index, threshold) in thresholds.enumerated() where abs(value) > threshold {
      if value > 0 { above[index] += 1 } else { below[index] += 1 }
    }
  }
}
