import Initializers
import Networks
import Tensors

// Maps: dense ones, and where the others are told apart.

extension NameReader {
  private static let gpt2: Set = ["c_attn", "c_proj", "c_fc", "q_attn"]

  /// Which axis of a matrix a map's inputs lie along.
  enum Order {
    case outputsFirst(String), inputsFirst(String), unknown

    /// The layout that stores a matrix so.
    var layout: Layout? {
      switch self {
      case .outputsFirst: .pytorch
      case .inputsFirst: .keras
      case .unknown: nil
      }
    }

    var reason: String {
      switch self {
      case .outputsFirst(let reason), .inputsFirst(let reason): reason
      case .unknown: ""
      }
    }
  }

  /// A weight of two axes or more.
  func map(_ number: Int) -> NameReading {
    let (name, shape) = (names[number], shapes[number])
    let axes = "whose axes nothing says"
    let wanted = "--layout pytorch, keras or jax"
    if name.leaf == "weight_g" || name.leaf == "original0" {
      return .open("that are lengths of another tensor's vectors", "a checkpoint without them")
    }
    if let found = experts(number) { return found }
    let isWeight =
      ["weight", "kernel", "pointwise_kernel", "depthwise_kernel", "weight_v", "original1"]
      .contains(name.leaf)
    guard isWeight || layout != nil || ["w", "weights", "filters"].contains(name.leaf) else {
      return .open(axes, wanted)
    }
    switch shape.rank {
    case 2:
      let order = order(number)
      guard let stored = order.layout else { return .open(axes, wanted) }
      if let fused = fused(number, stored) { return fused }
      let isPyTorch = stored == .pytorch
      let (inputs, outputs) = isPyTorch ? (shape[1], shape[0]) : (shape[0], shape[1])
      let spec = ParameterSpec.dense(in: inputs, out: outputs, layout: stored)
      // The module of PyTorch that keeps queries, keys and values as parameters of its own.
      let isAttention =
        members[outerHome(number, "in_proj")]?["weight"].map { names[$0].isJoined } ?? false
      let layer: WeightUse.Layer =
        isAttention && name.module == "out_proj" ? .attentionOutput : .dense
      return .weight(
        layer, spec, "\(order.reason): dense, \(isPyTorch ? "out × in" : "in × out")")
    case 3...5:
      if let heads = headsOfAttention(number) { return heads }
      guard let stored = kernelLayout(name) else { return .open(axes, wanted) }
      return kernel(number, stored)
    default:
      return .open(axes, "2 to 5 axes")
    }
  }

  private func outerHome(_ number: Int, _ module: String) -> String {
    (names[number].modules.dropLast() + [module]).joined(separator: "\u{0}")
  }

  /// The layout of a kernel by what the tensor is called.
  func kernelLayout(_ name: TensorName) -> Layout? {
    if let layout { return layout }
    switch name.leaf {
    case "weight", "weight_v", "original1": return implied ?? .pytorch
    case "depthwise_kernel", "pointwise_kernel": return .keras
    case "kernel": return name.modules.first == "params" ? .jax : .keras
    default: return nil
    }
  }

  // A bias beside the map has as many numbers as it has outputs, whoever stores it.
  private func order(_ number: Int) -> Order {
    let (name, shape) = (names[number], shapes[number])
    if shape[0] != shape[1], let outputs = biasCount(number) {
      if outputs == shape[0] { return .outputsFirst("its bias has \(outputs) numbers") }
      if outputs == shape[1] { return .inputsFirst("its bias has \(outputs) numbers") }
    }
    if name.leaf == "weight", Self.gpt2.contains(name.module), let storesInputsFirst {
      return storesInputsFirst
        ? .inputsFirst("\(name.modules.last ?? ""), stored as GPT-2 stores it")
        : .outputsFirst("\(name.modules.last ?? ""), stored as Linear stores it")
    }
    let ending = "name ends in .\(name.leaf), 2 axes"
    switch kernelLayout(name) {
    case .pytorch: return .outputsFirst(layout == nil ? ending : "layout pytorch")
    case .keras: return .inputsFirst(layout == nil ? ending : "layout keras")
    case .jax: return .inputsFirst(layout == nil ? ending : "layout jax")
    case nil: return .unknown
    }
  }

  /// Whether the maps of GPT-2's names are stored (in, out), as transformers stores them, or (out,
  /// in), as others that use the names do: the first that its bias, or three sections, tell.
  static func orderOfGPT2(
    _ names: [TensorName], _ shapes: [Shape], _ members: [String: [String: Int]]
  ) -> Bool? {
    for (name, shape) in zip(names, shapes)
    where name.leaf == "weight" && shape.rank == 2 && gpt2.contains(name.module)
      && shape[0] != shape[1]
    {
      if let bias = members[name.home]?["bias"] {
        if shapes[bias].count == shape[1] { return true }
        if shapes[bias].count == shape[0] { return false }
      }
      if name.module == "c_attn" {
        if shape[1] / 3 == shape[0], shape[1] % 3 == 0 { return true }
        if shape[0] / 3 == shape[1], shape[0] % 3 == 0 { return false }
      }
    }
    return nil
  }

  // Flax keeps the heads of attention as axes of their own.
  private func headsOfAttention(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    guard name.leaf == "kernel", shape.rank == 3, layout != .pytorch, layout != .keras else {
      return nil
    }
    switch name.module {
    case "query", "key", "value":
      return (try? ParameterSpec(shape: shape, axes: [.input, .output, .output], role: .weight))
        .map { .weight(.attentionInput, $0, "attention: in × heads × out") }
    case "out":
      guard neighbour(number, module: ["query"], "kernel") != nil else { return nil }
      return (try? ParameterSpec(shape: shape, axes: [.input, .input, .output], role: .weight))
        .map { .weight(.attentionOutput, $0, "attention: heads × in × out") }
    default: return nil
    }
  }
}
