import Initializers
import Tensors

// Groups of convolutions, which a shape alone does not say.

extension NameReader {
  private static let depthwise = ["depthwise", "dwconv", "dw_conv", "conv_dw"]

  /// Output channels of the kernel that comes before each, where names are put in the order of
  /// counting, and the first kernel.
  static func chain(
    _ names: [TensorName], _ shapes: [Shape], layout: Layout?, implied: Layout?
  ) -> (first: Int?, before: [Int: Int]) {
    let kernels = names.indices.filter { number in
      let leaf = names[number].leaf
      return 3...5 ~= shapes[number].rank
        && ["weight", "kernel", "depthwise_kernel"].contains(leaf)
    }.sorted { TensorName.precedes(names[$0], names[$1]) }
    var before: [Int: Int] = [:]
    for (earlier, later) in zip(kernels, kernels.dropFirst()) {
      let lengths = shapes[earlier].lengths
      let isPyTorch =
        layout ?? (names[earlier].leaf == "weight" ? implied ?? .pytorch : .keras) == .pytorch
      before[later] = isPyTorch ? lengths.first : lengths.last
    }
    return (kernels.first, before)
  }

  /// The number of groups, with how it is known; `nil` with what is wrong where nothing says it.
  ///
  /// A kernel for one channel is depthwise where the kernel before it, or a normalization before it,
  /// gives as many channels as it has outputs. One for more is grouped where the kernel before it in
  /// the same block gives a multiple of its inputs and it keeps their number.
  func groups(
    _ number: Int, inputs: Int, outputs: Int, window: [Int]
  ) -> (groups: Int?, reason: String) {
    let name = names[number]
    if inputs == 1, outputs > 1 {
      let words = name.modules.map { $0.lowercased() }
      let isCalled = words.contains { word in
        word == "dw" || Self.depthwise.contains { word.contains($0) }
      }
      if isCalled { return (outputs, "called depthwise") }
      guard let before = precursor(number) ?? channelsBefore[number] else {
        return (1, number == firstKernel ? "the first, of one channel" : "of one channel")
      }
      if before == 1 { return (1, "one channel before it") }
      if before > 0, outputs % before == 0 {
        return (before, "\(before) channels before it")
      }
      return (nil, "after one of \(before) channels")
    }
    guard inputs > 0, outputs > 0, window.contains(where: { $0 > 1 }),
      let before = precursor(number),
      before == outputs, before > inputs, before % inputs == 0
    else { return (1, "") }
    return (before / inputs, "\(before / inputs) groups, \(before) channels before it")
  }

  // The outputs of conv1 beside conv2, of layer.0.convolution beside layer.1.convolution.
  private func precursor(_ number: Int) -> Int? {
    let name = names[number]
    for place in name.modules.indices.reversed().prefix(2) {
      let (word, count) = TensorName.split(name.modules[place])
      guard count > 0 else { continue }
      var modules = name.modules
      modules[place] = "\(word)\(count - 1)"
      guard let found = members[modules.joined(separator: "\u{0}")]?[name.leaf],
        shapes[found].rank == shapes[number].rank
      else { return nil }
      return name.leaf == "weight" ? shapes[found].lengths.first : shapes[found].lengths.last
    }
    return nil
  }
}
