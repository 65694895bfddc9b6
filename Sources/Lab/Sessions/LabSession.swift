import Foundation
import Synchronization
import Xavier

/// The training that a page has begun: one run for each recipe, side by side, taking turns.
///
/// Runs belong to the turn that is taken, of which there is one at a time.
final class LabSession: Sendable {
  private enum Wish { case go, rest, step, end }

  private struct Control {
    var wish = Wish.rest
    var isTurning = false
    var steps = 0
  }

  private let control = Mutex(Control())
  private let stream: EventStream
  private let workers: Workers
  private let runs: Runs

  /// What turns share.
  private final class Runs: @unchecked Sendable {
    var all: [TrainingRunner] = []
    var next = 0
    let make: () throws -> [TrainingRunner]
    let points: TrainingEvent.Examples?
    var isMade = false

    init(
      _ make: @escaping @Sendable () throws -> [TrainingRunner],
      _ points: TrainingEvent.Examples?
    ) {
      self.make = make
      self.points = points
    }
  }

  init(_ plan: TrainingPlan, _ stream: EventStream, _ workers: Workers) {
    self.stream = stream
    self.workers = workers
    runs = Runs(plan.runners, plan.points)
  }

  // MARK: Wishes

  /// Trains until all runs are over or other wishes come.
  func go() { wish { $0.wish = .go } }
  /// Rests after the present turn.
  func pause() { wish { $0.wish = .rest } }
  /// Takes one step of each run.
  func step() {
    wish {
      $0.wish = .step
      $0.steps += 1
    }
  }
  /// Ends for good.
  func end() { control.withLock { $0.wish = .end } }

  private var isWanted: Bool { control.withLock { $0.wish != .end } }

  private func wish(_ change: (inout Control) -> Void) {
    let begins = control.withLock { control in
      guard control.wish != .end else { return false }
      change(&control)
      defer { control.isTurning = true }
      return !control.isTurning
    }
    if begins { workers.turn { [self] in turn() } }
  }

  // MARK: Turns

  private func turn() {
    let (wish, steps) = control.withLock { control in
      defer { control.steps = 0 }
      return (control.wish, control.steps)
    }
    var goesOn = false
    do {
      if wish != .end { goesOn = try take(wish, steps: max(1, steps)) }
    } catch {
      if isWanted {
        send(.state(.init(run: runs.next, status: "failed", message: "\(error)")))
      }
    }
    // Wishes that came meanwhile are taken up.
    let again = control.withLock { control in
      if control.wish == .step, control.steps == 0 { control.wish = .rest }
      control.isTurning =
        control.wish != .end && (control.steps > 0 || control.wish != wish || goesOn)
        && !(control.wish == .rest && wish == .rest)
      return control.isTurning
    }
    if again { workers.turn { [self] in turn() } }
  }

  // Whether more is to be done.
  private func take(_ wish: Wish, steps: Int) throws -> Bool {
    if !runs.isMade {
      runs.isMade = true
      runs.all = try Cancellation.asking({ !self.isWanted }) { try runs.make() }
      if let points = runs.points { send(.examples(points)) }
      for run in runs.all { try run.begin(send) }
    }
    switch wish {
    case .end: return false
    case .rest:
      for run in runs.all where run.status == .running {
        run.pause()
        tell(run)
      }
      return false
    case .step:
      for run in runs.all where run.canGoOn {
        let wasRunning = run.status == .running
        if wasRunning { run.pause() }
        try run.train(steps: steps, isWanted: { self.isWanted }, send)
        if wasRunning || run.canGoOn { tell(run) }
      }
      return false
    case .go:
      for run in runs.all where run.status == .paused {
        run.resume()
        tell(run)
      }
      let open = runs.all.filter { $0.status == .running }
      guard !open.isEmpty else { return false }
      // The next one in a round, so that all move together.
      let run = open.first { $0.number >= runs.next } ?? open[0]
      runs.next = run.number + 1
      try run.train(steps: nil, isWanted: { self.isWanted }, send)
      return runs.all.contains { $0.status == .running }
    }
  }

  private func tell(_ run: TrainingRunner) {
    send(.state(.init(run: run.number, status: run.status.rawValue, message: nil)))
  }

  private func send(_ event: TrainingEvent) {
    guard isWanted, let (name, json) = try? event.encoded() else { return }
    stream.send(name, json, isLasting: event.isLasting)
  }
}
