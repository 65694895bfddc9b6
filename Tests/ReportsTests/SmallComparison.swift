import Foundation
import Xavier

/// Comparisons that train within a tenth of a second.
enum SmallComparison {
  /// Sixty points in the plane, in three classes around three centres.
  static let data: DataSet = {
    func examples(_ count: Int, from first: Int) -> Examples {
      let places = (first..<first + count).map { index -> (Float, Float) in
        let angle = Float(index % 3) * 2.1, spread = Float(index % 7) * 0.1 - 0.3
        return (cos(angle) + spread, sin(angle) - spread * spread)
      }
      return Examples(
        inputs: places.flatMap { [$0.0, $0.1] },
        labels: (first..<first + count).map { Int32($0 % 3) }, featureCount: 2)
    }
    return DataSet(
      name: "points", train: examples(60, from: 0), test: examples(31, from: 60),
      classNames: ["0", "1", "2"], inputShape: [2])
  }()

  static func report(
    _ recipes: [String], network: String = "2-8-8-3", activation: String = "tanh",
    seeds: UInt64 = 3, epochs: Int = 10, learningRate: Double = 0.05, threshold: Double = 0.9,
    isKept: (TrainingRun) -> Bool = { _ in true }
  ) throws -> TrainingReport {
    let function = try OperatorCatalog.activation(spelled: activation)
    let comparison = try Comparison(
      network: Shorthand(network).network(activation: function),
      recipes: recipes.map { try InitializerCatalog.initializer(spelled: $0) },
      seeds: Array(0..<seeds), data: data, optimizer: SGD(learningRate: learningRate),
      epochs: epochs, batchSize: 4, threshold: threshold,
      signalBins: LayerStatistics.signalBins(of: function))
    return TrainingReport(
      of: comparison.run().filter(isKept), in: comparison, networkName: network,
      activationName: activation)
  }
}
