import Networks

extension TrainingRun {
  /// What cannot be of a job's run, in a few words, where it comes from elsewhere; `nil` where all can.
  public func fault(as job: Comparison.Job, of comparison: Comparison) -> String? {
    let start = comparison.starts[job.recipe]
    guard recipe == start.name, seed == comparison.seeds[job.seed] else {
      return "a run of \(recipe) with seed \(seed), one of \(start.name) with seed "
        + "\(comparison.seeds[job.seed]) was"
    }
    guard 1...comparison.epochs ~= losses.count,
      losses.count == comparison.epochs || losses.last?.isFinite == false
    else { return "\(losses.count) epochs, \(comparison.epochs) were" }
    guard testAccuracies.count == losses.count + 1, testAccuracies.allSatisfy({ 0...1 ~= $0 }),
      epochsToThreshold == testAccuracies.firstIndex(where: { $0 >= comparison.threshold }),
      diverged == Self.diverges(from: initialLoss, losses)
    else { return "test accuracies that contradict the rest, those of the run were" }
    let layers = start.network.weightedNodes.count
    guard layersAtStart.count <= layers else {
      return "\(layersAtStart.count) layers, \(layers) were"
    }
    let epochs = snapshots.map(\.epoch)
    guard epochs.isEmpty == (job.seed != 0), epochs == epochs.sorted(),
      epochs.allSatisfy({ 0...comparison.epochs ~= $0 }),
      snapshots.allSatisfy({ $0.layers.count == layersAtStart.count }),
      snapshots.flatMap(\.layers).allSatisfy({ $0.fits(comparison.signalBins) })
    else { return "layers after epochs that contradict the rest, those of the run were" }
    return nil
  }

  /// Whether both runs have the same layers with a signal and with a gradient.
  public func hasLayers(of other: TrainingRun) -> Bool {
    layersAtStart.map { $0.signal == nil } == other.layersAtStart.map { $0.signal == nil }
  }
}

extension LayerStatistics {
  fileprivate func fits(_ bins: Histogram.Bins) -> Bool {
    (signalHistogram?.counts.count ?? bins.count) == bins.count
      && (gradientHistogram?.counts.count ?? Self.gradientBins.count) == Self.gradientBins.count
  }
}
