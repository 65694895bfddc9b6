import Testing
import Xavier

/// Thirty layers of 512 ReLU units with PyTorch's defaults: the deviation of the last one, 0.02, looks
/// as it should, and the network sees nothing but its biases.
@Suite("The trap of thirty layers")
struct TrapTests {
  private static func network() throws -> Network {
    try Shorthand("64-512x30-10").network(activation: .relu)
  }

  @Test("is seen, measured and by theory alone, with its cause and a remedy that is healthy")
  func verdicts() throws {
    let network = try Self.network()
    var check = Check(network, recipe: PyTorchDefaults())
    let found = try check.run()
    check.isTheoryOnly = true
    let predicted = try check.run()
    for diagnosis in [found, predicted] {
      let codes = diagnosis.findings.filter { $0.weight == .verdict }.map(\.code)
      #expect(Set(codes) == [.vanishing, .collapsed, .biasDominated])
      #expect(diagnosis.verdict == .vanishing)
      for finding in diagnosis.findings where finding.weight == .verdict {
        #expect(finding.layer?.hasPrefix("layers.") == true)
        #expect(finding.remedy.contains("--recipe heNormal"))
      }
    }
    // The deviation that dashboards show, and what they do not.
    let last = try #require(found.layers.last { $0.operator == "relu" }?.measured)
    let deviation = (last.secondMoment.value - last.mean.value * last.mean.value).squareRoot()
    #expect(deviation > 0.01 && deviation < 0.03)
    #expect(try #require(last.correlation).value > 0.999999)
    for recipe in [InitializerRecipe(.heNormal) as any Recipe, AutomaticRecipe()] {
      #expect(try Check(network, recipe: recipe).run().verdict == .healthy)
    }
  }

  @Test("and learns nothing until the remedy is taken")
  func learning() throws {
    let data = try DataSet.named("optdigits")
    let comparison = try Comparison(
      network: Shorthand("64-128x30-10").network(activation: .relu),
      recipes: [PyTorchDefaults(), AutomaticRecipe()], seeds: [0, 1], data: data,
      optimizer: .momentum(learningRate: 0.01), epochs: 6, batchSize: 64, threshold: 0.9,
      signalBins: LayerStatistics.signalBins(of: .relu))
    let runs = comparison.run()
    for run in runs {
      if run.recipe == "pytorch" {
        #expect((run.testAccuracies.last ?? 0) < 0.2)
      } else {
        #expect((run.testAccuracies.last ?? 0) > 0.8)
      }
    }
    #expect(runs.count == 4)
  }
}
