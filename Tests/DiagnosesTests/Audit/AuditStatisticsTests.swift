import Diagnoses
import Tensors
import TestSupport
import Testing
import Threads

/// Figures of SciPy, by `Tests/Golden/audit_statistics.py`.
@Suite("Statistics of an audit")
struct AuditStatisticsTests {
  private struct Figures: Decodable {
    let kolmogorov, chi_square, normal, truncated: [[Double]]
    let rows: [Row]
  }

  private struct Row: Decodable {
    let count: Int
    let mean, scale, m, deviation, minimum, maximum, kurtosis: Double
  }

  private let figures: Figures

  init() throws { figures = try Golden.load("audit_statistics", as: Figures.self) }

  @Test("tails of the normal, chi-square and Kolmogorov's law are SciPy's")
  func tails() {
    for row in figures.normal {
      #expect(abs(Probability.normal(below: row[0]) - row[1]) <= 1e-12 * row[1])
      #expect(abs(Probability.normal(beyond: row[0]) - row[2]) <= 1e-12 * row[2])
    }
    for row in figures.chi_square {
      let found = Probability.chiSquare(above: row[1], degrees: row[0])
      #expect(abs(found - row[2]) <= 1e-9 * row[2] + 1e-15, "\(row) \(found)")
    }
    for row in figures.kolmogorov {
      // The limit's correction is good to some per cent far out.
      let found = Probability.kolmogorov(row[1], count: Int(row[0]))
      #expect(abs(found - row[2]) <= 0.1 * row[2] + 1e-3, "\(row) \(found)")
    }
  }

  // The same row of numbers as the script makes.
  private func numbers(_ row: Row) -> [Float] {
    var word: UInt64 = 12345
    return (0..<row.count).map { _ in
      word = (word &* 1_664_525 &+ 1_013_904_223) & 0xffff_ffff
      let u = Double(word) / 2_147_483_648 - 1
      return Float(row.mean + row.scale * u * u * u)
    }
  }

  @Test("moments and extremes are those of NumPy and SciPy, in whatever pieces they are counted")
  func moments() throws {
    for row in figures.rows {
      let floats = numbers(row)
      let source = AuditSource("x", StoredTensor([row.count], floats: floats))
      var audit = Audit([source])
      audit.recipe = nil
      let tensor = try audit.run().tensors[0]
      let found = try #require(tensor.statistics)
      #expect(abs(found.mean - row.m) <= 1e-9 * (abs(row.m) + row.deviation))
      #expect(abs(found.standardDeviation / row.deviation - 1) < 1e-8)
      #expect(abs(found.kurtosis / row.kurtosis - 1) < 1e-6)
      #expect(found.minimum == row.minimum && found.maximum == row.maximum)
      let single = try Audit([source]).run(threads: .single).tensors[0]
      #expect(single.statistics?.standardDeviation == found.standardDeviation)
    }
  }

  @Test("what is not finite, 0 or denormal is counted, the rest alone makes moments")
  func counts() throws {
    var floats = [Float](repeating: 0.5, count: 100)
    for index in 0..<50 { floats[2 * index] = -0.5 }
    floats += [.nan, .infinity, -.infinity, 0, 0, 1e-40]
    let source = AuditSource("x", StoredTensor([floats.count], floats: floats))
    let found = try #require(try Audit([source]).run().tensors[0].statistics)
    #expect((found.count, found.notNumbers, found.infinities) == (106, 1, 2))
    #expect((found.zeros, found.denormals, found.nonfinite) == (2, 1, 3))
    #expect(found.minimum == -0.5 && found.maximum == 0.5 && abs(found.mean) < 1e-30)
  }

  @Test("integers are passed over, an empty tensor and a number alone have no law")
  func edges() throws {
    let sources = [
      AuditSource("i", StoredTensor([3], integers: [1, 2, 3])),
      AuditSource("e", StoredTensor([0, 4], floats: [])),
      AuditSource("s", StoredTensor([], floats: [2])),
      AuditSource("f", .filled(type: .float32, shape: [5, 7], value: 0.25)),
      AuditSource(
        "d", StoredTensor([2, 20], doubles: (0..<40).map { Double($0) * 1e300 }, type: .float64)),
    ]
    let result = try Audit(sources).run()
    #expect(result.tensors.map { $0.statistics == nil } == [true, true, false, false, false])
    #expect(result.tensors[2].law?.family == .constant)
    #expect(result.tensors[3].initializer?.name == "constant:0.25")
    #expect(result.tensors[4].statistics?.maximum == 39e300)
    #expect(result.tensors[4].statistics?.nonfinite == 0)
  }
}
