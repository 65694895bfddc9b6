import Networks
import Operators
import Tensors
import Threads

/// Reads values and gradients as passes show them.
final class ReadingObserver: PassObserver {
  private let tallies: [ValueTally?]
  private let scratch: TallyScratch
  private let threads: ThreadPool
  // Values whose gradients stay as they were read.
  private var isFilled: [Bool]

  init(
    _ graph: SignalGraph, axes: ExampleAxes, space: Workspace, runs: Int, batch: Int, limit: Int,
    threads: ThreadPool
  ) {
    self.threads = threads
    let network = graph.network
    var bounds = [ClosedRange<Float>?](repeating: nil, count: network.sources.count)
    for node in network.nodes {
      guard let found = Saturation.bounds(of: node.function) else { continue }
      bounds[node.inputs[0].index] = found
    }
    var layouts: [ValueLayout?] = []
    for (index, source) in network.sources.enumerated() {
      let isRead: Bool
      switch source {
      case .input, .node: isRead = graph.dependsOnInput[index] && graph.types[index].isFloat
      case .parameter, .constant: isRead = false
      }
      let view = space.values[index]
      guard isRead, view.shape.count > 0 else {
        layouts.append(nil)
        continue
      }
      let example = batch == 1 ? nil : axes.axes[index]
      let rank = view.shape.rank
      // The last axis that is not the one of examples.
      let last = (0..<rank).last { $0 != example?.axis || example?.share ?? 1 > 1 }
      layouts.append(
        ValueLayout(
          view.shape, view.arrangement, example: example,
          channel: graph.isChannelsFirst[index] && rank > 2 ? 1 : last))
    }
    // Sums of directions, one number for each element of an example.
    let columns = layouts.reduce(0) { $0 + ($1?.columns ?? 0) }
    let keepsDirections = runs > 1 && columns <= limit / MemoryLayout<Double>.stride / 4
    tallies = layouts.enumerated().map { index, layout in
      layout.map {
        ValueTally(
          $0, runs: runs, hasExamples: batch == 1 || axes.axes[index] != nil,
          bounds: bounds[index], keepsDirections: keepsDirections)
      }
    }
    scratch = TallyScratch(
      rows: layouts.reduce(1) { max($0, $1?.rows ?? 1) },
      channels: layouts.reduce(1) { max($0, $1?.channels ?? 1) })
    isFilled = Array(repeating: false, count: layouts.count)
  }

  /// Forgets everything.
  func reset() {
    for tally in tallies { tally?.reset() }
    for index in isFilled.indices { isFilled[index] = false }
  }

  /// From now on only gradients are read that were 0.
  func keepGradientsAboveZero() {
    for (index, tally) in tallies.enumerated() {
      guard let tally else { continue }
      if tally.hasGradient, tally.gradients.allSatisfy({ $0 == 0 }) {
        tally.resetGradient()
      } else {
        isFilled[index] = true
      }
    }
  }

  func valueIsComputed(_ value: Network.Value, _ view: TensorView) {
    // What training leaves behind has numbers behind those of the network.
    guard value.index < tallies.count else { return }
    tallies[value.index]?.add(view.pointer, scratch, threads)
  }

  func gradientIsComplete(of value: Network.Value, _ view: TensorView) {
    guard value.index < tallies.count, !isFilled[value.index] else { return }
    tallies[value.index]?.addGradient(view.pointer, scratch, threads)
  }

  /// What was read, by the numbers of values.
  func readings(biasSquares: [Int: Double]) -> [ValueReading?] {
    tallies.enumerated().map { index, tally in
      tally.map { ValueReading($0, biasSquare: biasSquares[index]) }
    }
  }
}
