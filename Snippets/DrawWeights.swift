// Draws the weights of one layer, whole and a slice into memory of the caller's own.

import Xavier

let spec = ParameterSpec.dense(in: 784, out: 128)
let weights: [Float] = try VarianceScaling.glorotUniform.draw(
  spec, path: "hidden.weight", seed: 42)
print("drew \(weights.count) weights, the first is \(weights[0])")

var row = [Float](repeating: 0, count: 128)
try VarianceScaling.glorotUniform.fill(
  &row, from: 5 * 128, of: spec, path: "hidden.weight", seed: 42)
precondition(row == Array(weights[5 * 128..<6 * 128]))
print("row 5 drawn alone has the same bits")
