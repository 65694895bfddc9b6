import Initializers
import Streams
import Tensors
import Threads

/// The weights of a network, or one number for each of them: gradients, moments.
///
/// All parameters lie in one piece of memory, each starting on a cache line.
public struct Weights: ~Copyable, @unchecked Sendable {
  /// The tensors, in the order of the network's parameters.
  public let tensors: [MutableTensorView]
  private let storage: Tensor

  /// A zero for every weight of a network.
  public init(zerosFor network: Network) {
    let alignment = Tensor.alignment / MemoryLayout<Float>.stride
    var offsets: [Int] = []
    var total = 0
    for parameter in network.parameters {
      offsets.append(total)
      total += (parameter.shape.count + alignment - 1) / alignment * alignment
    }
    storage = Tensor(zeros: [total])
    let base = storage.pointer
    tensors = zip(network.parameters, offsets).map { parameter, offset in
      MutableTensorView(parameter.shape, base + offset)
    }
  }

  /// Whether every weight is a finite number.
  public var areFinite: Bool { storage.elements.allSatisfy(\.isFinite) }

  /// Copies the weights of another set of the same network.
  public func update(from other: borrowing Weights) {
    _ = storage.elements.update(fromContentsOf: other.storage.elements)
  }
}

extension Network {
  /// Makes sure that there may be memory for all weights.
  ///
  /// - Throws: ``NetworkError`` with code `.memory` where they take more than `limit` bytes.
  public func checkWeights(limit: Int = Workspace.memoryLimit) throws(NetworkError) {
    let most = limit / MemoryLayout<Float>.stride
    guard weightCount <= most else { throw .weights(limit: most) }
  }

  /// Draws every parameter by its initializer; one that has none gets the numbers of its file, or
  /// zeros where there are none.
  ///
  /// - Reproducibility: exact: each weight depends on the seed, its parameter's path and its place
  ///   in it alone.
  public func draw(seed: UInt64, threads: ThreadPool = .shared) -> Weights {
    let weights = Weights(zerosFor: self)
    for (parameter, tensor) in zip(parameters, weights.tensors) {
      guard let law = parameter.law else {
        parameter.stored?.copyFloats(into: tensor.elements)
        continue
      }
      law.fill(
        ElementBuffer(tensor.elements), from: 0, of: parameter.declaredSpec,
        stream: ParameterStream(seed: seed, path: parameter.path), threads: threads)
    }
    return weights
  }

  /// The numbers of the file that the network came from; zeros for a parameter that has none.
  public func storedWeights() -> Weights {
    let weights = Weights(zerosFor: self)
    for (parameter, tensor) in zip(parameters, weights.tensors) {
      parameter.stored?.copyFloats(into: tensor.elements)
    }
    return weights
  }
}
