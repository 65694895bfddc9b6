import Foundation
import ModelFiles
import Networks
import Tensors
import TestSupport
import Testing
import Threads

/// Networks in files of ONNX, against PyTorch's gradients in float64
/// (`Tests/Golden/gradient_models.py`).
@Suite("Gradients of networks from files")
struct GradientModelTests {
  /// Files of numbers; what follows a point names other cotangents of the same network.
  static let names = [
    "bounds", "branch", "cached_attention", "constants", "depthwise", "double", "empty", "exported",
    "folded", "gru0", "gru1", "half", "heads", "heads.classes", "heads.value", "jumps", "kinds",
    "learned", "leftovers", "llama", "loss", "lstm", "lstm_lengths", "numbers", "padding",
    "residual", "residual.statistics", "rnn", "shared", "tied", "tied_large", "transformer",
    "types", "unet", "volume", "wavenet", "weight_normalization",
  ]

  private static let folder = Golden.folder.appendingPathComponent("gradient_models")

  /// A network with the numbers that belong to it.
  private struct Case {
    let golden: NPZ
    let inputs: [String: StoredTensor]
    let model: ONNXModel
    let network: Network
    private let count: Int

    /// `count` times the examples of the file, one after another along the first axes.
    init(_ name: String, times count: Int = 1) throws {
      let file = String(name.prefix { $0 != "." })
      let golden = try NPZ(contentsOf: folder.appendingPathComponent("\(name).npz").path)
      let inputs = try golden.names.filter { !$0.contains(":") }.map {
        ($0, try golden[$0]!.repeated(count))
      }
      self.golden = golden
      self.inputs = Dictionary(uniqueKeysWithValues: inputs)
      self.count = count
      model = try ONNXModel(contentsOf: folder.appendingPathComponent("\(file).onnx").path)
      network = try Network(model, options: ONNXOptions(arrays: self.inputs))
    }

    /// The arrays whose names begin so, by the rest of their names.
    func arrays(_ prefix: String) -> [String: StoredTensor] {
      var found: [String: StoredTensor] = [:]
      for name in golden.names where name.hasPrefix(prefix) {
        found[String(name.dropFirst(prefix.count))] = golden[name]
      }
      return found
    }

    func gradients(threads: ThreadPool = .shared) throws -> NetworkGradients {
      let weights = network.storedWeights()
      let cotangents = try arrays("cotangent:").mapValues { try $0.repeated(count) }
      return try network.gradients(
        inputs, cotangents: cotangents, weights: weights, threads: threads)
    }

    /// The names of the main graph's inputs and initializers that are floats.
    var floats: Set<String> {
      get throws {
        let given = inputs.filter { $0.value.type.isFloat }.keys
        let initializers = try model.graph.initializer.filter {
          try model.tensor($0).type.isFloat
        }
        return Set(given + initializers.map(\.name))
      }
    }
  }

  @Test("there is a file for each name, and a name for each file")
  func files() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let numbers = files.filter { $0.hasSuffix(".npz") }.map { String($0.dropLast(4)) }
    #expect(numbers.sorted() == Self.names)
    let models = files.filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }
    #expect(Set(models) == Set(Self.names.map { String($0.prefix { $0 != "." }) }))
  }

  @Test(
    "are PyTorch's to 1e-4 of the largest of each tensor, for every float input and initializer",
    arguments: names)
  func golden(name: String) throws {
    let test = try Case(name)
    let found = try test.gradients()

    let outputs = test.arrays("output:")
    #expect(Set(found.outputs.map(\.name)) == Set(outputs.keys))
    for (name, tensor) in found.outputs {
      let expected = try #require(outputs[name])
      #expect(tensor.type == expected.type)
      compare(tensor, expected, tensor.type == .float16 ? 1e-3 : 1e-5, "output \(name)")
    }

    let gradients = test.arrays("gradient:")
    let all = found.inputs + found.parameters
    #expect(all.count == gradients.count)
    #expect(Set(all.map(\.name)) == Set(gradients.keys))
    #expect(try test.floats.isSubset(of: gradients.keys))
    for (name, tensor) in all {
      #expect(tensor.type == .float32)
      // Another name is reported above.
      guard let expected = gradients[name] else { continue }
      compare(tensor, expected, 1e-4, "gradient of \(name)")
    }
  }

  private func compare(
    _ found: StoredTensor, _ expected: StoredTensor, _ bound: Float, _ what: String
  ) {
    #expect(found.shape == expected.shape, "\(what)")
    guard found.shape == expected.shape else { return }
    let largest = expected.floats.map(abs).max() ?? 0
    // A number that is not one must not hide behind a comparison.
    let isClose = zip(found.floats, expected.floats).allSatisfy { abs($0 - $1) <= bound * largest }
    let error = zip(found.floats, expected.floats).map { abs($0 - $1) }.max() ?? 0
    #expect(isClose, "\(what): off by \(error) of \(largest)")
  }

  @Test("have the same bits on one thread and on three, and twice in a row", arguments: names)
  func bits(name: String) throws {
    let test = try Case(name)
    let several = ThreadPool(threadCount: 3)
    let first = try bytes(test.gradients(threads: .single))
    #expect(try bytes(test.gradients(threads: several)) == first)
    #expect(try bytes(test.gradients(threads: several)) == first)
  }

  // Statistics of a batch do not change with it either.
  @Test(
    "of 41 times the examples are 41 times as large, with the same bits on one thread and on three",
    arguments: [
      "depthwise", "exported", "heads", "residual", "transformer", "unet", "volume", "wavenet",
    ])
  func batches(name: String) throws {
    let count = 41
    let test = try Case(name, times: count)
    let found = try test.gradients(threads: .single)
    #expect(try bytes(test.gradients(threads: ThreadPool(threadCount: 3))) == bytes(found))

    let gradients = test.arrays("gradient:")
    for (name, tensor) in found.inputs {
      compare(tensor, try #require(gradients[name]).repeated(count), 1e-4, "gradient of \(name)")
    }
    for (name, tensor) in found.parameters {
      let one = try #require(gradients[name])
      let all = StoredTensor(one.shape, floats: one.floats.map { Float(count) * $0 })
      compare(tensor, all, 1e-4, "gradient of \(name)")
    }
  }

  private func bytes(_ gradients: NetworkGradients) -> [[UInt8]] {
    (gradients.outputs + gradients.inputs + gradients.parameters).map {
      $0.tensor.littleEndianBytes.array
    }
  }
}

extension StoredTensor {
  /// The same elements again and again along the first axis.
  fileprivate func repeated(_ count: Int) throws -> StoredTensor {
    guard count > 1 else { return self }
    let lengths = [count * shape[0]] + shape.lengths.dropFirst()
    let bytes = repeatElement(littleEndianBytes.array, count: count).flatMap { $0 }
    return try StoredTensor(type: type, shape: Shape(checking: lengths), bytes: bytes)
  }
}
