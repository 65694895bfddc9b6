import Initializers
import Tensors

// Kernels of convolutions.

extension NameReader {
  private static let transposed = [
    "deconv", "convtranspose", "conv_transpose", "transposed", "upconv", "up_conv", "tconv",
  ]

  /// A kernel of three to five axes.
  func kernel(_ number: Int, _ stored: Layout) -> NameReading {
    let (name, lengths) = (names[number], shapes[number].lengths)
    // Keras alone calls a kernel so, whatever else is stored beside it.
    let stored = name.leaf == "depthwise_kernel" ? .keras : stored
    let isPyTorch = stored == .pytorch
    let window = Array(isPyTorch ? lengths.dropFirst(2) : lengths.dropLast(2))
    let pair = isPyTorch ? lengths.prefix(2) : lengths.suffix(2)
    let (first, second) = (pair.first!, pair.last!)
    if name.leaf == "depthwise_kernel" {
      return depthwise(first, second, window, .keras, "name ends in depthwise_kernel")
    }
    // Of a plain kernel the outputs come first for PyTorch, last for the others.
    let (outputs, inputs) = isPyTorch ? (first, second) : (second, first)
    let bias = biasCount(number)
    let isCalledTransposed = Self.transposed.contains { part in
      name.modules.contains { $0.lowercased().contains(part) }
    }
    if stored != .jax, bias != outputs || isCalledTransposed && outputs == inputs {
      if let bias, bias != outputs || isCalledTransposed {
        return transposed(outputs, inputs, window, stored, bias: bias)
      }
      if isCalledTransposed {
        return transposed(outputs, inputs, window, stored, bias: inputs)
      }
    }
    let (groups, reason) = groups(number, inputs: inputs, outputs: outputs, window: window)
    guard let groups else { return .open("of a kernel for one channel \(reason)", "its groups") }
    let order = isPyTorch ? "out × in × window" : "window × in × out"
    if groups > 1, inputs == 1 {
      return depthwise(
        groups, outputs / groups, window, isPyTorch ? .pytorch : .jax, reason)
    }
    guard
      let spec = try? ParameterSpec.convolution(
        in: inputs * groups, out: outputs, kernel: window, groups: groups, layout: stored)
    else { return .open("of a kernel whose groups do not divide its channels", "ones that do") }
    return .weight(
      .convolution, spec,
      "\(lengths.count) axes: convolution, \(order)" + (reason.isEmpty ? "" : "; \(reason)"))
  }

  private func depthwise(
    _ channels: Int, _ multiplier: Int, _ window: [Int], _ layout: Layout, _ reason: String
  ) -> NameReading {
    guard
      let spec = try? ParameterSpec.depthwiseConvolution(
        channels: channels, multiplier: multiplier, kernel: window, layout: layout)
    else { return .open("too many to count", "fewer") }
    return .weight(.depthwiseConvolution, spec, "depthwise convolution; \(reason)")
  }

  // The stored axes are inputs and outputs of a group. The stride is in no checkpoint.
  private func transposed(
    _ inputs: Int, _ each: Int, _ window: [Int], _ layout: Layout, bias outputs: Int
  ) -> NameReading {
    guard each > 0, outputs % each == 0, outputs > 0, window.count <= 3,
      let spec = try? ParameterSpec.transposedConvolution(
        in: inputs, out: outputs, kernel: window, groups: outputs / each, layout: layout)
    else {
      return .open(
        "of a kernel with \(outputs) biases", "as many biases as one of its axes has channels")
    }
    return .weight(
      .transposedConvolution, spec,
      "\(window.count + 2) axes: transposed convolution, its stride taken for 1")
  }
}
