import Tensors

/// That there are images, a weight of as many axes and perhaps a bias, and that no channel count is
/// 0.
func checkConvolution(_ name: String, _ inputs: [Shape]) throws(OperatorError) {
  guard inputs.count == 2 || inputs.count == 3 else {
    throw .inputCount(of: name, inputs.count, expected: "2 or 3 were")
  }
  let (input, weight) = (inputs[0], inputs[1])
  guard 3...5 ~= input.rank else {
    throw .rank(of: name, expected: "3 to 5 were", found: input)
  }
  guard weight.rank == input.rank else {
    throw .shapes(
      of: name, "weight \(weight) for input \(input)",
      expected: "as many axes as the input has were")
  }
  guard input[1] > 0, weight.count > 0 else {
    throw .shapes(
      of: name, "weight \(weight) for input \(input)", expected: "at least one channel was")
  }
}

/// That one image, one output and the weight have no more elements than oneDNN counts, which is
/// 2^31 - 1.
func checkConvolutionSize(
  _ name: String, _ input: Shape, _ output: [Int], _ weight: Shape
) throws(OperatorError) {
  let images = [input.lengths.dropFirst() + [], output, weight.lengths]
  for lengths in images {
    guard let shape = try? Shape(checking: lengths), shape.count <= Int(Int32.max) else {
      throw .shapes(
        of: name, "one image or weight of \(lengths)",
        expected: "at most 2^31 - 1 elements were")
    }
  }
}
