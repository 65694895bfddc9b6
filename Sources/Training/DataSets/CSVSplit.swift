/// Which rows of a table are training examples and which are test examples.
///
/// Every row gets a number, a fixed 64-bit hash of its features. In each class the fifth of the
/// rows with the smallest numbers is the test set. A class of n rows gives floor(n / 5); what the
/// whole lacks to round(rows / 5), at least 1, comes one each from the classes with the largest
/// remainders that have two rows. Only where no class has two rows does the row with the smallest
/// number become the test set. Both sets are in the order of the numbers read backwards, byte by
/// byte, which has nothing to do with the choice.
///
/// So neither the order of the rows in the file nor anything outside the rows has a say, and equal
/// rows lie side by side.
struct CSVSplit {
  /// Rows to learn from, in order.
  let train: [Int]
  /// Rows held back, in order.
  let test: [Int]

  /// - Parameters:
  ///   - values: row-major features.
  ///   - columns: features of one row.
  ///   - labels: the class of each row.
  ///   - classCount: more than the largest label.
  /// - Precondition: at least one row.
  init(values: [Float], columns: Int, labels: [Int32], classCount: Int) {
    let numbers = labels.indices.map { row in
      Self.hash(values[(row * columns)..<((row + 1) * columns)])
    }
    func precedes(_ first: Int, _ second: Int, by key: (UInt64) -> UInt64) -> Bool {
      let (one, two) = (key(numbers[first]), key(numbers[second]))
      if one != two { return one < two }
      if labels[first] != labels[second] { return labels[first] < labels[second] }
      // Different rows with one hash; equal rows may stand in any order.
      let (a, b) = (first * columns, second * columns)
      return values[a..<(a + columns)].lexicographicallyPrecedes(values[b..<(b + columns)])
    }
    let order = labels.indices.sorted { precedes($0, $1) { $0 } }
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[Int(label)] += 1 }
    var wanted = Self.testCounts(counts)
    var (train, test): ([Int], [Int]) = ([], [])
    for row in order {
      let label = Int(labels[row])
      if wanted[label] > 0 {
        wanted[label] -= 1
        test.append(row)
      } else {
        train.append(row)
      }
    }
    if test.isEmpty, train.count > 1 { test.append(train.removeFirst()) }
    self.train = train.sorted { precedes($0, $1) { $0.byteSwapped } }
    self.test = test.sorted { precedes($0, $1) { $0.byteSwapped } }
  }

  /// How many test examples each class gives.
  private static func testCounts(_ counts: [Int]) -> [Int] {
    var wanted = counts.map { $0 / 5 }
    let rows = counts.reduce(0, +)
    let lacking = max(1, (rows + 2) / 5) - wanted.reduce(0, +)
    let willing = counts.indices.filter { counts[$0] > 1 }
      .sorted { (counts[$1] % 5, $0) < (counts[$0] % 5, $1) }
    for index in willing.prefix(max(0, lacking)) { wanted[index] += 1 }
    return wanted
  }

  /// FNV-1a over the 32-bit patterns of the values, finished by the mixer of SplitMix64.
  private static func hash(_ values: ArraySlice<Float>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in values { hash = (hash ^ UInt64(value.bitPattern)) &* 0x0000_0100_0000_01b3 }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return hash ^ (hash >> 31)
  }
}
