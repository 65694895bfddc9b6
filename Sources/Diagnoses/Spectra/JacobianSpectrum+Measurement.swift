import Networks
import Operators
import Tensors
import Threads

extension JacobianSpectrum {
  /// The spectrum of a network's Jacobian under one set of weights.
  ///
  /// An example is repeated as often as fits, each copy with another cotangent, so that one backward
  /// pass gives many rows.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - arrays: the elements of each input by its name; the first axis counts examples, or where its
  ///     length is fixed the whole array is one.
  ///   - weights: the network's weights.
  ///   - request: which Jacobian.
  ///   - seed: of the random combinations where there are too many rows.
  ///   - threads: the threads to share the passes among.
  /// - Throws: ``SpectrumError`` with code `.network` where the network does not take such inputs, or
  ///   the second value does not depend on the first through operators with gradients, `.statistics`
  ///   where a normalization takes its statistics from the batch, `.memory` where values or matrices
  ///   do not fit, `.notFinite` where a derivative is no number.
  /// - Complexity: as many passes as rows, over the number of copies, and 2 n² m operations for sides
  ///   n ≤ m of the matrix.
  public static func measured(
    of network: Network, at arrays: [String: StoredTensor], weights: borrowing Weights,
    _ request: JacobianRequest = JacobianRequest(), seed: UInt64 = 1,
    threads: ThreadPool = .shared
  ) throws(SpectrumError) -> JacobianSpectrum {
    let ends = try JacobianEnds(network, request)
    if request.takesStatistics {
      let own = Weights(zerosFor: network)
      own.update(from: weights)
      do {
        try network.takeStatistics(of: arrays, into: own, threads: threads, request.memoryLimit)
      } catch {
        throw .network(error)
      }
      return try measured(ends, arrays, own, request, seed, threads)
    }
    return try measured(ends, arrays, weights, request, seed, threads)
  }

  /// The same at the examples of a check.
  ///
  /// - Throws: as ``measured(of:at:weights:_:seed:threads:)``.
  public static func measured(
    of network: Network, on inputs: CheckInputs, weights: borrowing Weights,
    _ request: JacobianRequest = JacobianRequest(), seed: UInt64 = 0,
    threads: ThreadPool = .shared
  ) throws(SpectrumError) -> JacobianSpectrum {
    let arrays = inputs.arrays(for: network, seed: seed, threads: threads)
    return try measured(
      of: network, at: arrays, weights: weights, request, seed: seed, threads: threads)
  }

  private static func measured(
    _ ends: JacobianEnds, _ arrays: [String: StoredTensor], _ weights: borrowing Weights,
    _ request: JacobianRequest, _ seed: UInt64, _ threads: ThreadPool
  ) throws(SpectrumError) -> JacobianSpectrum {
    let data = try JacobianData(ends, arrays, weights, request, threads)
    let columns = data.startShape.count
    let allRows = data.endShape.count
    // A matrix in Float64 with what its decomposition needs, and no more than the limit.
    let most = request.memoryLimit / 3 / MemoryLayout<Double>.stride / max(columns, 1)
    guard most >= min(allRows, 2) else { throw .memory(min(allRows, request.rowLimit), columns) }
    let cotangents = Cotangents(length: allRows, limit: min(request.rowLimit, most), seed: seed)
    let pass = try JacobianPass(data, ends, cotangents, weights, request, threads)
    var found: [[Double]] = []
    for example in 0..<min(data.count, max(request.examples, 1)) {
      var matrix = try pass.matrix(data, example)
      found.append(try SingularValues.of(&matrix, rows: cotangents.count, columns: columns))
    }
    return JacobianSpectrum(
      singularValues: found, rows: cotangents.count, columns: columns, allRows: allRows)
  }
}

/// The two values that a Jacobian leads between, and the network between them.
struct JacobianEnds {
  let network: Network
  let start: Network.Value
  let end: Network.Value
  let section: NetworkSection

  init(_ network: Network, _ request: JacobianRequest) throws(SpectrumError) {
    guard let start = request.start ?? network.inputs.first(where: \.type.isFloat)?.value else {
      throw .network("inputs of whole numbers alone, one of reals was expected")
    }
    guard let end = request.end ?? SignalGraph(network).logits.first else {
      throw .network("no output of reals that depends on an input, one was expected")
    }
    guard let section = NetworkSection(of: network, from: start, to: end) else {
      throw .network("a value that does not depend on the other, one that does was expected")
    }
    for node in section.network.nodes {
      if let function = node.function as? Operators.BatchNormalization, function.isTraining {
        throw .statistics(node.name)
      }
    }
    self.network = network
    self.start = start
    self.end = end
    self.section = section
  }
}

extension Network {
  /// Writes the mean and variance that each batch normalization sees in a batch over its running
  /// statistics.
  fileprivate func takeStatistics(
    of arrays: [String: StoredTensor], into weights: borrowing Weights, threads: ThreadPool,
    _ memoryLimit: Int
  ) throws(NetworkError) {
    let form = TrainingForm(of: self)
    guard form.network.outputs.count > outputs.count else { return }
    let shapes = inputs.map { arrays[$0.name]?.shape ?? [] }
    let space = try Workspace(
      form.network, inputShapes: shapes, weights: weights, threads: threads,
      memoryLimit: memoryLimit)
    for (input, memory) in zip(inputs, space.inputs) {
      arrays[input.name]?.copyFloats(into: memory.elements)
    }
    space.runForward()
    let old = Weights(zerosFor: self)
    old.update(from: weights)
    form.update(weights, from: space)
    for node in nodes {
      guard let function = node.function as? Operators.BatchNormalization, !function.isTraining,
        function.momentum < 1
      else { continue }
      for input in node.inputs[3...] {
        guard case .parameter(let number) = sources[input.index] else { continue }
        let before = old.tensors[number].elements
        let after = weights.tensors[number].elements
        for index in after.indices {
          let seen = (after[index] - function.momentum * before[index]) / (1 - function.momentum)
          after[index] = seen
        }
      }
    }
  }
}
