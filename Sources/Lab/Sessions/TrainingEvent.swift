import Foundation
import Reports
import Xavier

/// What a training tells its page.
enum TrainingEvent {
  case state(State)
  case progress(Progress)
  case histograms(Histograms)
  case boundary(Boundary)
  case examples(Examples)

  /// What a run does.
  struct State: Encodable {
    let run: Int
    let status: String
    @ExplicitNull var message: String?
  }

  /// How far a run is: the points of its curves since the last event, one or more.
  struct Progress: Encodable {
    let run: Int
    let points: [Point]
  }

  /// A point of the curves of a run.
  struct Point: Encodable {
    let epoch: Double
    let step: Int
    @ExplicitNull var loss: Double?
    @ExplicitNull var testAccuracy: Double?
    @ExplicitNull var trainAccuracy: Double?
  }

  /// The values and the weights of layers.
  struct Histograms: Encodable {
    let run, step: Int
    let layers: [HistogramDocument]
    let weights: [WeightHistogram]
  }

  /// What a network says of each place of the plane.
  struct Boundary: Encodable {
    let run, step: Int
    let extent: [Double]
    let size: Int
    /// The probability of the second class, row by row from below.
    let classes: [Double]
    /// The shares of the places at which each class is the likelier one; the second where both are alike.
    let shares: [Double]

    init(run: Int, step: Int, _ plane: PlaneGrid, classes: [Double]) {
      (self.run, self.step) = (run, step)
      (extent, size, self.classes) = (plane.extent, plane.size, classes)
      let second = Double(classes.count { $0 >= 0.5 }) / Double(max(1, classes.count))
      shares = [1 - second, second]
    }
  }

  /// The points of a set in the plane, with their class.
  struct Examples: Encodable {
    let points: [[Double]]
  }

  /// Whether it is said once, so that it must not get lost where too many events wait.
  var isLasting: Bool {
    switch self {
    case .state, .examples: true
    case .progress, .histograms, .boundary: false
    }
  }

  /// The event's name and data.
  func encoded() throws -> (name: String, json: Data) {
    switch self {
    case .state(let data): ("state", try LabJSON.encode(data))
    case .progress(let data): ("progress", try LabJSON.encode(data))
    case .histograms(let data): ("histograms", try LabJSON.encode(data))
    case .boundary(let data): ("boundary", try LabJSON.encode(data))
    case .examples(let data): ("examples", try LabJSON.encode(data))
    }
  }
}

/// A histogram of a layer as JSON has it.
struct HistogramDocument: Encodable {
  struct Counts: Encodable {
    let low, high: Double
    let counts: [Int]
    let below, above, nonfinite: Int

    init(_ counts: LayerHistogram.Counts) {
      (low, high, self.counts) = (counts.low, counts.high, counts.counts)
      (below, above, nonfinite) = (counts.below, counts.above, counts.nonfinite)
    }
  }

  let layer: String
  let values: Counts
  @ExplicitNull var gradients: Counts?
  let zeros: Double

  init(_ histogram: LayerHistogram) {
    layer = histogram.layer
    values = Counts(histogram.values)
    zeros = histogram.zeros
    gradients = histogram.gradients.map(Counts.init)
  }
}

/// The weights of a layer.
struct WeightHistogram: Encodable {
  let layer: String
  let low, high: Double
  let counts: [Int]

  /// Those of all weights, each seen on at most some thousands of its numbers.
  static func all(of network: Network, _ weights: borrowing Weights) -> [WeightHistogram] {
    var found: [WeightHistogram] = []
    for (parameter, tensor) in zip(network.parameters, weights.tensors)
    where parameter.spec?.role == .weight {
      let stride = max(1, tensor.elements.count / 4096)
      let some = Swift.stride(from: 0, to: tensor.elements.count, by: stride)
        .map { tensor.elements[$0] }
      let counts = LayerHistogram.Counts(some)
      found.append(
        WeightHistogram(
          layer: parameter.path, low: counts.low, high: counts.high, counts: counts.counts))
    }
    return found
  }
}
