import Diagnoses
import Recipes
import Tensors
import TestSupport
import Testing
import Threads

/// Histograms of NumPy, by `Tests/Golden/audit_histograms.py`.
@Suite("Histograms of an audit")
struct NumberHistogramTests {
  private struct Figures: Decodable { let rows: [Row] }

  private struct Row: Decodable {
    let count: Int
    let mean, scale, low, high: Double
    let is_odd: Bool
    let counts: [Int]
    let below, above, nonfinite: Int
  }

  private func numbers(_ row: Row) -> [Float] {
    var word: UInt64 = 12345
    var floats = (0..<row.count).map { _ in
      word = (word &* 1_664_525 &+ 1_013_904_223) & 0xffff_ffff
      let u = Double(word) / 2_147_483_648 - 1
      return Float(row.mean + row.scale * u * u * u)
    }
    guard row.is_odd else { return floats }
    for (place, value) in [
      (5, Float.nan), (7, .infinity), (9, -.infinity), (11, 1e20), (13, -1e20), (15, -1e20),
      (17, 0), (19, 0),
    ] {
      floats[place] = value
    }
    return floats
  }

  private func histogram(
    _ tensor: StoredTensor, threads: ThreadPool = .shared
  ) throws -> NumberHistogram? {
    var audit = Audit([AuditSource("x", tensor)])
    audit.wantsHistograms = true
    return try audit.run(threads: threads).tensors[0].histogram
  }

  private func total(_ found: NumberHistogram) -> Int {
    found.counts.reduce(0, +) + found.below + found.above + found.nonfinite
  }

  @Test("bins are NumPy's, in whatever shape, type and pieces the numbers are counted")
  func numpy() throws {
    for row in try Golden.load("audit_histograms", as: Figures.self).rows {
      let floats = numbers(row)
      var tensors = [
        StoredTensor([row.count], floats: floats),
        StoredTensor([row.count], doubles: floats.map { Double($0) }, type: .float64),
      ]
      if row.count == 262_144 { tensors.append(StoredTensor([64, 4096], floats: floats)) }
      for tensor in tensors {
        for pool in [ThreadPool.shared, .single] {
          let found = try #require(try histogram(tensor, threads: pool))
          #expect(abs(found.low - row.low) <= 1e-12 * (row.high - row.low))
          #expect(abs(found.high - row.high) <= 1e-12 * (row.high - row.low))
          #expect(found.counts == row.counts)
          #expect((found.below, found.above) == (row.below, row.above))
          #expect(found.nonfinite == row.nonfinite && total(found) == row.count)
        }
      }
    }
  }

  @Test("parts of a tensor are counted once, as sections side by side too")
  func parts() throws {
    let parameters = try AuditModel.layers()
    let recipe = try RecipeCatalog.recipe(spelled: "heNormal")
    let sources = try AuditModel.drawn(parameters, by: recipe, seed: 1)
    var audit = Audit(sources, parameters: parameters)
    audit.wantsHistograms = true
    for tensor in try audit.run().tensors {
      guard let found = tensor.histogram else {
        #expect(tensor.statistics?.minimum == tensor.statistics?.maximum)
        continue
      }
      #expect(total(found) == tensor.shape.count, "\(tensor.name)")
    }
  }

  @Test(
    "numbers of any size are counted: the largest, the smallest, nearly equal ones, none finite")
  func extremes() throws {
    let rows: [[Double]] = [
      [-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude],
      [5e-324, 0, -5e-324], [1, 1.0.nextUp, 1.0.nextDown], [1e300, 2e300, -.infinity],
      [.nan, 1, 2], [1e-300, 3e-300, .infinity], Array(repeating: 0, count: 5000) + [1e-30],
    ]
    for row in rows {
      let found = try #require(
        try histogram(StoredTensor([row.count], doubles: row, type: .float64)))
      #expect(total(found) == row.count && found.low < found.high, "\(row.prefix(3))")
      #expect(found.low.isFinite && found.high.isFinite)
    }
    #expect(try histogram(StoredTensor([2], floats: [.nan, .infinity])) == nil)
    #expect(try histogram(StoredTensor([3], floats: [2, 2, 2])) == nil)
    #expect(try histogram(.filled(type: .float32, shape: [4, 4], value: 1)) == nil)
    #expect(try histogram(StoredTensor([3], integers: [1, 2, 3])) == nil)
    #expect(try histogram(StoredTensor([0, 4], floats: [])) == nil)
  }

  @Test("nobody pays for them who does not ask")
  func unasked() throws {
    let audit = Audit([AuditSource("x", StoredTensor([3], floats: [1, 2, 3]))])
    #expect(try audit.run().tensors[0].histogram == nil)
  }
}
