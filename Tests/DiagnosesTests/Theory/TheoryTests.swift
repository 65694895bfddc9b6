import Foundation
import NetworkZoo
import Networks
import Testing

/// Predictions of all networks of the zoo beside draws of their weights and inputs.
///
/// To hold all networks to many draws, and to write `Documentation/TheoryAgainstMeasurement.md` anew:
///
///     XAVIER_LONG_TESTS=1 swift test -c release --filter TheoryTests
///     XAVIER_WRITE_GOLDEN=1 swift test -c release --filter TheoryTests
@Suite("Theory against measurement")
struct TheoryTests {
  private func comparisons() throws -> [TheoryComparison] {
    try ZooRuns.comparisons.map { try $0.get() }
  }

  @Test("the zoo has all families, depths from 5 to 200 and widths from 16 to 1,024")
  func zoo() {
    #expect(Zoo.all.count >= 40)
    #expect(Set(Zoo.all.map { $0.name }).count == Zoo.all.count)
    #expect(Set(Zoo.all.map { $0.family }) == Set(ZooNetwork.Family.allCases))
    let widths = Set(
      Zoo.all.flatMap { $0.network.parameters.map { $0.shape.lengths.last ?? 1 } })
    #expect(widths.contains(16) && widths.contains(1024))
    let nodes = Zoo.all.map { $0.network.nodes.count }
    #expect(nodes.max()! >= 400)
  }

  // Errors count with what draws leave open, which is some percent.
  @Test("the median error is under 5 % forward and 10 % backward")
  func medians() throws {
    let all = try comparisons().filter { $0.output.predicted.logLengthVariance <= 1 }
    #expect(all.count >= 40)
    let forward = all.flatMap { $0.forward }.median
    let backward = all.flatMap { $0.backward }.median
    let correlation = all.flatMap { $0.correlation }.median
    #expect(forward < 0.05, "\(forward)")
    #expect(backward < 0.1, "\(backward)")
    #expect(correlation < 0.02, "\(correlation)")
    // Those of a network, in the middle of all networks.
    #expect(all.map { $0.forward.median }.median < 0.05)
    #expect(all.map { $0.backward.median }.median < 0.1)
    #expect(all.map { $0.correlation.median }.median < 0.02)
  }

  @Test("lengths lie where finite width leaves them")
  func lengths() throws {
    for one in try comparisons() {
      #expect(
        (one.output.predicted.logLengthVariance <= 1) == one.network.isWide,
        "\(one.network): variance \(one.output.predicted.logLengthVariance)")
      for row in one.rows where row.predicted.logLengthVariance <= 1 {
        let band = row.predicted.logLengthVariance.squareRoot()
        // Few draws tell their own spread badly; examples of one draw differ by some percent more.
        let draws = Double(ZooRuns.draws(of: one.network))
        let noise = max(row.drawn.logLength.error, band / draws.squareRoot())
        #expect(
          abs(row.logLength) <= band + 4 * noise + ZooLimits.of(one.network.name).length,
          "\(one.network), \(row.name): \(row.logLength), band \(band), noise \(noise)")
      }
    }
  }

  @Test("what is exact in the limit of width is so within the draws and some percent")
  func exact() throws {
    for one in try comparisons() where one.network.isWide {
      for row in one.rows where row.predicted.isExact {
        let spread = row.predicted.logLengthVariance
        // A mean over draws of lengths with a long tail, and terms of the next order.
        let bound = 6 * row.forwardNoise + 0.05 + 0.5 * spread
        #expect(abs(row.forward) < bound, "\(one.network) \(row.name): \(row.forward), \(bound)")
        let near =
          6 * row.drawn.correlation.error + ZooLimits.of(one.network.name).correlation
          + 0.1 * spread
        #expect(
          abs(row.correlation) < near,
          "\(one.network) \(row.name): \(row.correlation), \(near)")
      }
    }
  }

  @Test("networks that are approximate stay within what is written of them")
  func approximate() throws {
    for one in try comparisons() where one.network.isWide {
      let limits = ZooLimits.of(one.network.name)
      // Lengths with a long tail are seldom drawn, and cosines lie below the quotient of means.
      let spread = one.output.predicted.logLengthVariance
      let noise = (
        forward: 3 * one.rows.map { $0.forwardNoise }.median + 0.2 * spread,
        backward: 3 * one.rows.compactMap { $0.backward == nil ? nil : $0.backwardNoise }.median
          + 0.2 * spread,
        correlation: 3 * one.rows.map { $0.drawn.correlation.error }.median + 0.05 * spread
      )
      for (what, found, limit) in [
        ("forward", one.forward.median, limits.forward + noise.forward),
        ("backward", one.backward.median, limits.backward + noise.backward),
        ("correlation", one.correlation.median, limits.correlation + noise.correlation),
      ] {
        #expect(found < limit, "\(one.network), \(what)")
      }
    }
  }

  @Test("the document has a line for every network")
  func document() throws {
    if ZooRuns.isWriting { try TheoryDocument.write(try comparisons()) }
    let text = try String(contentsOf: TheoryDocument.url, encoding: .utf8)
    for zoo in Zoo.all { #expect(text.contains("| \(zoo.name) |"), "\(zoo.name)") }
  }
}
