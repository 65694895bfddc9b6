import CDNNL

/// The sizes of a convolution.
struct ConvolutionGeometry: Sendable {
  let batch: Int
  let groups: Int
  let inputChannels: Int
  let outputChannels: Int
  let input: [Int]
  let output: [Int]
  let windows: Windows
  let before: [Int]

  var shape: xv_convolution_shape {
    func three(_ numbers: [Int]) -> (Int64, Int64, Int64) {
      func number(_ axis: Int) -> Int64 { axis < numbers.count ? Int64(numbers[axis]) : 1 }
      return (number(0), number(1), number(2))
    }
    return xv_convolution_shape(
      axes: Int64(input.count), batch: Int64(batch), groups: Int64(groups),
      input_channels: Int64(inputChannels), output_channels: Int64(outputChannels),
      input: three(input), output: three(output), kernel: three(windows.kernel),
      strides: three(windows.strides), dilations: three(windows.dilations), before: three(before))
  }
}

/// What is computed.
enum ConvolutionTask: Sendable {
  /// The output from the input.
  case output
  /// The gradient of the input from that of the output, which is also the transposed convolution.
  case inputGradient

  /// What carries gradients back through this.
  var transposed: Self { self == .output ? .inputGradient : .output }
}
