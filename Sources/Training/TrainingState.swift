import Networks
import Operators
import Tensors
import Threads

/// The memory of a trainer: weights, gradients, moments, and a workspace for each batch size.
final class TrainingState: @unchecked Sendable {
  let network: Network
  let weights: Weights
  let gradients: Weights
  let threads: ThreadPool

  /// The loss as a function of ``lossValue``.
  private let trainedLoss: any Loss
  /// The first output, or what its softmax is applied to where the loss takes care of that.
  private let lossValue: Network.Value
  // Both give the value of the loss first and the output second.
  private let evaluated: Network
  private let trained: TrainingForm
  private let isMoved: [Bool]

  private let optimizer: any Optimizer
  private let moments: MomentStore
  private var stepCount = 0
  private var workspaces: [Int: Workspace] = [:]
  private var forwardWorkspaces: [Int: Workspace] = [:]
  private var feeds: [Int: BatchFeed] = [:]

  init(
    _ network: Network, weights: consuming Weights, optimizer: any Optimizer, loss: any Loss,
    threads: ThreadPool
  ) {
    self.network = network
    self.weights = weights
    gradients = Weights(zerosFor: network)
    self.optimizer = optimizer
    moments = MomentStore(network, count: type(of: optimizer).momentCount)
    self.threads = threads
    let output = network.outputs[0].value
    if let logits = network.logits(of: output), let onLogits = loss.onLogits {
      trainedLoss = onLogits
      lossValue = logits
    } else {
      trainedLoss = loss
      lossValue = output
    }
    evaluated = network.giving([lossValue, output])
    trained = TrainingForm(of: evaluated)
    isMoved = network.trainedParameters
  }

  func workspace(batch: Int) -> Workspace {
    if let workspace = workspaces[batch] { return workspace }
    let workspace = makeWorkspace(batch: batch) { [unowned(unsafe) self] parameter, elements in
      move(parameter, elements)
    }
    workspaces[batch] = workspace
    return workspace
  }

  /// A workspace whose backward pass moves no weights and whose values and gradients can be read.
  func measuringWorkspace(batch: Int) -> Workspace {
    makeWorkspace(batch: batch, keepsValues: true, nil)
  }

  private func makeWorkspace(
    batch: Int, keepsValues: Bool = false, _ gradientIsReady: Workspace.GradientIsReady?
  ) -> Workspace {
    do {
      return try Workspace(
        trained.network, batch: batch, weights: weights, weightGradients: gradients,
        seeds: [lossValue], threads: threads, keepsValues: keepsValues,
        gradientIsReady: gradientIsReady)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  func forwardWorkspace(batch: Int) -> Workspace {
    if let workspace = forwardWorkspaces[batch] {
      workspace.weightsDidChange()
      return workspace
    }
    do {
      let workspace = try Workspace(evaluated, batch: batch, weights: weights, threads: threads)
      forwardWorkspaces[batch] = workspace
      return workspace
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// What the network gives in a workspace.
  func output(of workspace: Workspace) -> MutableTensorView { workspace.outputs[1] }

  func feed(batch: Int) -> BatchFeed {
    if let feed = feeds[batch] { return feed }
    let feed = BatchFeed(batch: batch)
    feeds[batch] = feed
    return feed
  }

  /// One step on the batch in the workspace; returns the mean loss before it.
  ///
  /// Weights stay as they are where the loss is not finite.
  func step(_ workspace: Workspace, labels: UnsafePointer<Int32>) -> Double {
    workspace.runForward()
    let loss = loss(of: workspace, labels: labels, gradient: workspace.gradient(of: lossValue))
    guard loss.isFinite else { return loss }
    stepCount += 1
    workspace.runBackward()
    trained.update(weights, from: workspace)
    return loss
  }

  /// Computes the gradients of the mean loss of the batch in a workspace.
  func runBackward(_ workspace: Workspace, labels: UnsafePointer<Int32>) {
    _ = loss(of: workspace, labels: labels, gradient: workspace.gradient(of: lossValue))
    workspace.runBackward()
  }

  /// The mean loss of a batch whose values are computed.
  func loss(
    of workspace: Workspace, labels: UnsafePointer<Int32>, gradient: MutableTensorView?
  ) -> Double {
    trainedLoss.evaluate(
      outputs: workspace.output.readOnly, targets: .labels(labels), gradient: gradient)
  }

  // Called by the backward pass for each piece of gradient as it is complete.
  private func move(_ parameter: Int, _ elements: Range<Int>) {
    guard isMoved[parameter] else { return }
    let start = elements.lowerBound
    optimizer.update(
      step: stepCount, weights: weights.tensors[parameter].pointer + start,
      gradients: gradients.tensors[parameter].pointer + start,
      moments: moments.moments(of: parameter, from: start), count: elements.count)
  }
}

/// What an optimizer keeps, for every weight of a network.
private struct MomentStore: ~Copyable {
  // No optimizer keeps more than two numbers, and one that keeps fewer leaves the rest empty.
  private let first: Weights
  private let second: Weights
  private let pointers: [Moments]

  init(_ network: Network, count: Int) {
    precondition(count <= 2, "optimizer: \(count) moments, at most 2 were expected")
    let none = Network(input: 1) {}
    let first = Weights(zerosFor: count > 0 ? network : none)
    let second = Weights(zerosFor: count > 1 ? network : none)
    pointers = network.parameters.indices.map { index in
      Moments(
        first: count > 0 ? first.tensors[index].pointer : nil,
        second: count > 1 ? second.tensors[index].pointer : nil)
    }
    self.first = first
    self.second = second
  }

  func moments(of parameter: Int, from start: Int) -> Moments {
    let moments = pointers[parameter]
    return Moments(
      first: moments.first.map { $0 + start }, second: moments.second.map { $0 + start })
  }
}
