// Fuzzes the import of ONNX graphs: any model gives a network that computes something within its
// memory, gradients and moments too, or a typed error.

import ModelFiles
import Networks
import Tensors
import Threads

// A window over so few values has no time for more work than a trial may take.
private let memoryLimit = 1 << 16

/// The bytes are a model; their number chooses the numbers it is applied to.
func fuzzNetwork(_ input: UnsafeBufferPointer<UInt8>) {
  do throws(ModelFileError) {
    let model = try ONNXModel(bytes: StoredBytes(input), name: "m")
    run(try Network(model), kind: input.count % elements.count)
  } catch {
    precondition(error.detail.contains("expected"), "\(error)")
  }
}

/// Kinds of numbers: none that matter, places of an axis, places beyond it, no numbers.
private let elements: [@Sendable (Int) -> Float] = [
  { _ in 0 },
  { Float($0 % 3) },
  { Float($0 * 7919 % 33) * 1000 - 16000 },
  { [Float.nan, .infinity, -.infinity, 1, .greatestFiniteMagnitude][$0 % 5] },
]

func run(_ network: Network, kind: Int) {
  do throws(NetworkError) {
    try network.checkWeights(limit: 1 << 23)
    var arrays: [String: StoredTensor] = [:]
    for input in network.inputs {
      guard let shape = try? input.shape(batch: 1), shape.count <= memoryLimit else { return }
      let kind = input.type.isFloat ? kind : min(kind, 2)
      let floats = StoredTensor(shape, floats: (0..<shape.count).map(elements[kind]))
      arrays[input.name] = floats.converted(to: input.type)
    }
    let weights = network.draw(seed: 1, threads: .single)
    let outputs = try network.evaluate(
      arrays, weights: weights, threads: .single, memoryLimit: memoryLimit)
    precondition(outputs.map(\.name) == network.outputs.map(\.name))

    var cotangents: [String: StoredTensor] = [:]
    for (name, tensor) in outputs where tensor.type.isFloat {
      cotangents[name] = StoredTensor(
        tensor.shape, floats: (0..<tensor.shape.count).map(elements[kind]))
    }
    guard !cotangents.isEmpty else { return }
    let found = try network.gradients(
      arrays, cotangents: cotangents, weights: weights, threads: .single,
      memoryLimit: 4 * memoryLimit)
    precondition(
      found.parameters.count == network.parameters.count + network.unusedParameters.count)
    // Layers over many steps in time take theory seconds.
    guard network.nodes.count <= 64 else { return }
    _ = try network.moments(
      inputShapes: network.inputs.map { arrays[$0.name]?.shape ?? [] })
  } catch {
    precondition(error.description.contains("expected"), "\(error)")
  }
}
