import Foundation
import Xavier

/// One recipe's training: it takes turns with others and tells what happens.
///
/// Used by one thread at a time.
final class TrainingRunner {
  /// What a run does.
  enum Status: String, Encodable {
    case running, paused, done, diverged, failed
  }

  let number: Int
  private(set) var status = Status.paused
  private let session: TrainingSession
  private let data: DataSet
  private let epochs: Int
  private let seed: UInt64
  private let plane: PlaneGrid?
  private var lastPicture = 0.0

  /// Seconds between histograms and boundaries while a run goes on.
  static let pictureInterval = 0.4
  /// Seconds of a turn.
  static let turn = 0.05

  init(_ state: LabState, _ comparison: Comparison, number: Int) throws {
    self.number = number
    session = try TrainingSession(comparison, recipe: 0, seed: state.seed)
    data = comparison.data
    epochs = state.epochs
    seed = state.seed
    plane = data.train.featureCount == 2 ? PlaneGrid(of: data) : nil
  }

  var canGoOn: Bool { status == .running || status == .paused }

  func pause() { if status == .running { status = .paused } }
  func resume() { if status == .paused { status = .running } }

  /// What is to be seen before the first step.
  func begin(_ send: (TrainingEvent) -> Void) throws {
    send(.state(.init(run: number, status: status.rawValue, message: nil)))
    let start = TrainingEvent.Point(
      epoch: 0, step: 0, loss: nil, testAccuracy: try session.testAccuracy(), trainAccuracy: nil)
    send(.progress(.init(run: number, points: [start])))
    try sendPictures(send)
  }

  /// Takes steps for the length of a turn, or as many as are asked for.
  func train(steps: Int?, isWanted: () -> Bool, _ send: (TrainingEvent) -> Void) throws {
    guard canGoOn else { return }
    let end = ProcessInfo.processInfo.systemUptime + Self.turn
    var points: [TrainingEvent.Point] = []
    var isOver = false
    // Many short epochs are told at once: a page that draws slowly would see them long after.
    repeat {
      let part = try session.train(steps: steps ?? .max) {
        isWanted() && (steps != nil || ProcessInfo.processInfo.systemUptime < end)
      }
      guard isWanted() else { return }
      points.append(try point(part))
      isOver = !part.loss.isFinite || session.epochsDone >= epochs
      if isOver { status = part.loss.isFinite ? .done : .diverged }
    } while !isOver && steps == nil && ProcessInfo.processInfo.systemUptime < end
    send(.progress(.init(run: number, points: points)))
    let now = ProcessInfo.processInfo.systemUptime
    if isOver || steps != nil || now - lastPicture >= Self.pictureInterval {
      try sendPictures(send)
      lastPicture = ProcessInfo.processInfo.systemUptime
    }
    if isOver {
      let message = status == .diverged ? "the loss is no finite number" : nil
      send(.state(.init(run: number, status: status.rawValue, message: message)))
    }
  }

  private func point(_ part: TrainingSession.Part) throws -> TrainingEvent.Point {
    let open = session.steps - session.epochsDone * session.stepsPerEpoch
    let isWhole = part.epoch != nil
    return TrainingEvent.Point(
      epoch: Double(session.epochsDone)
        + (isWhole ? 0 : Double(open) / Double(session.stepsPerEpoch)),
      step: session.steps, loss: part.loss.finite,
      testAccuracy: isWhole ? try session.testAccuracy() : nil,
      trainAccuracy: part.accuracy.finite)
  }

  private func sendPictures(_ send: (TrainingEvent) -> Void) throws {
    let histograms = try session.withWeights { weights in
      TrainingEvent.Histograms(
        run: number, step: session.steps,
        layers: try LayerHistogram.measured(
          of: session.network, weights: weights,
          on: CheckInputs(
            for: session.network, data: data.arrays(for: session.network, count: 32), examples: 32),
          takesStatistics: true, seed: seed
        ).map(HistogramDocument.init),
        weights: WeightHistogram.all(of: session.network, weights))
    }
    send(.histograms(histograms))
    guard let plane else { return }
    send(
      .boundary(
        .init(run: number, step: session.steps, plane, classes: plane.shares(session))))
  }
}
