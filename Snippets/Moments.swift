// What theory says of a network before a weight is drawn, and what one draw gives.

import Xavier

let images = Network(input: [3, 32, 32]) {
  Convolution(16, kernel: 3, padding: .same, activation: .relu, initializer: .heNormal)
  Residual {
    Convolution(16, kernel: 3, padding: .same, activation: .relu)
    Convolution(16, kernel: 3, padding: .same)
  }
  GlobalAveragePooling()
  Dense(10)
}
let moments = try images.moments(recipe: .heNormal)
for node in images.nodes {
  let value = moments[node.outputs[0]]
  let gradient = moments.gradient(node.outputs[0])?.secondMoment ?? 0
  print("\(node.name): mean square \(value.secondMoment), of the gradient \(gradient)")
}

let weights = images.draw(seed: 1)
let noise: [Float] = try VarianceScaling.standardUniform.draw(
  .dense(in: 3072, out: 1), path: "noise", seed: 2)
let found = try images.gradients(
  ["input": StoredTensor([1, 3, 32, 32], floats: noise)],
  cotangents: ["output": StoredTensor([1, 10], floats: .init(repeating: 1, count: 10))],
  weights: weights)
precondition(weights.areFinite)
for (name, tensor) in found.parameters {
  let square = tensor.doubles.reduce(0) { $0 + $1 * $1 } / Double(tensor.shape.count)
  print("\(name): mean square of the gradient \(square)")
}
