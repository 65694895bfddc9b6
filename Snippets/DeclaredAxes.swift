// Draws a slice of a grouped convolution's kernel in 16 bits, and weights for GELU.

import Xavier

let kernel = try ParameterSpec.convolution(
  in: 64, out: 128, kernel: [3, 3], groups: 2, layout: .pytorch)
print("fan in \(kernel.fans.fanIn), fan out \(kernel.fans.fanOut)")

var slice = Array(repeating: BFloat16(0), count: 1000)
try VarianceScaling.heNormal.fill(&slice, from: 5000, of: kernel, path: "conv.weight", seed: 42)
print("element 5000 is \(Float(slice[0]))")

let gelu = try VarianceScaling.lecunNormal.scaled(for: .gelu)
let hidden = ParameterSpec.dense(in: 784, out: 128)
print("variance for GELU: \(try gelu.law(for: hidden).variance(of: hidden))")

let mine = ScalarFunction("mine") { x in x / (1 + x * x).squareRoot() }
print("gain of x / sqrt(1 + x²): \(try Gain.forward(of: mine))")
