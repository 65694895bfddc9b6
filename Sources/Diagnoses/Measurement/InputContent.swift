import Networks
import Operators
import Tensors

/// What an input is given where nobody gives data for it.
package enum InputContent: Sendable, Hashable {
  /// Independent N(0, 1).
  case noise
  /// Fields of 1/f noise over the positions, one for each example and index of the channels' axis.
  case images(channelAxis: Int)
  /// Whole numbers, uniform over 0 ..< rows.
  case rows(Int)
  /// Ones: all is present.
  case ones
  /// An array.
  case given
}

extension SignalGraph {
  /// What an input is given, by what becomes of it.
  ///
  /// - Whole numbers that choose rows of tables, or are compared with 0, 1, 2 and so on to see which
  ///   they are, are uniform over the rows of the smallest table.
  /// - Other whole numbers and truth values are ones, as masks are.
  /// - Float numbers that are only compared, that choose among values, or that are added to or
  ///   multiplied onto products before a softmax, are ones, and so are those called masks.
  /// - What the first convolution, pooling or normalization of images takes for images is 1/f noise.
  /// - Everything else is N(0, 1).
  func content(of input: Network.Input, shapes: [Shape]) -> InputContent {
    if !input.type.isFloat {
      return rowCount(behind: input.value, shapes).map { .rows($0) } ?? .ones
    }
    if let rows = rowCount(behind: input.value, shapes) { return .rows(rows) }
    if isMask(input) { return .ones }
    let rank = shapes[input.value.index].rank
    if rank == 4 || rank == 5, let axis = channelAxis(of: input.value, rank: rank) {
      return .images(channelAxis: axis)
    }
    return .noise
  }

  // MARK: Rows of tables

  // Operators behind which a whole number still stands for the same row.
  private static func keepsNumbers(_ function: any Operator, at place: Int) -> Bool {
    switch function {
    case is Gather, is GatherElements, is GatherND: place == 0
    case is Operators.Reshape, is Operators.Flatten, is Squeeze, is Unsqueeze,
      is Operators.Transpose, is Expand, is Tile, is Concat, is Split, is StridedSlice, is Cast,
      is Clip, is IdentityActivation, is Operators.Dropout:
      place == 0 || function is Concat
    default: false
    }
  }

  // The length of the shortest table that an input chooses from, or is compared with the numbers of.
  private func rowCount(behind value: Network.Value, _ shapes: [Shape]) -> Int? {
    // What has been added to the numbers on the way, at most.
    var shifts = [value.index: 0]
    var least: Int?
    for node in network.nodes {
      for (place, input) in node.inputs.enumerated() {
        guard let shift = shifts[input.index] else { continue }
        var length: Int?
        switch node.function {
        case let gather as Gather where place == 1:
          length = Self.length(shapes[node.inputs[0].index], gather.axis)
        case let gather as GatherElements where place == 1:
          length = Self.length(shapes[node.inputs[0].index], gather.axis)
        case is Equal: length = codeCount(node.inputs[1 - place])
        case is Operators.Add:
          if let added = numbers(node.inputs[1 - place])?.max(), added >= 0, added < 1e6 {
            shifts[node.outputs[0].index] = shift + Int(added)
          }
        default: break
        }
        if let length { least = min(least ?? length, max(length - shift, 1)) }
        if Self.keepsNumbers(node.function, at: place) {
          for output in node.outputs { shifts[output.index] = shift }
        }
      }
    }
    return least
  }

  // How many codes there are where a value is compared with 0, 1, 2 and so on, to see which it is.
  private func codeCount(_ value: Network.Value) -> Int? {
    guard let codes = numbers(value).map(Set.init), codes.count > 2, codes.min() == 0,
      codes.max() == Float(codes.count - 1), codes.allSatisfy({ $0 == $0.rounded() })
    else { return nil }
    return codes.count
  }

  // The numbers of a value that no input changes, in whatever order.
  private func numbers(_ value: Network.Value) -> [Float]? {
    var value = value
    while let (_, node) = node(of: value), Self.keepsNumbers(node.function, at: 0),
      !(node.function is Concat), let first = node.inputs.first
    {
      value = first
    }
    switch network.sources[value.index] {
    case .constant(let number): return network.constants[number].tensor.floats
    case .parameter(let number): return network.parameters[number].stored?.floats
    case .input, .node: return nil
    }
  }

  private static func length(_ shape: Shape, _ axis: Int) -> Int? {
    let axis = axis < 0 ? axis + shape.rank : axis
    return shape.lengths.indices.contains(axis) ? shape[axis] : nil
  }

  // MARK: Masks

  // Whether all that becomes of an input is that it is compared, that it chooses, or that it is
  // laid over products of which a softmax is taken.
  private func isMask(_ input: Network.Input) -> Bool {
    if input.name.lowercased().contains("mask") { return true }
    var open: Set<Int> = [input.value.index]
    var uses = 0
    for node in network.nodes {
      for (place, value) in node.inputs.enumerated() where open.contains(value.index) {
        let others = node.inputs.indices.filter { $0 != place }.map { node.inputs[$0] }
        let isAlone = others.allSatisfy { !dependsOnInput[$0.index] }
        switch node.function {
        case is Where where place == 0: uses += 1
        case is Operators.Add, is Operators.Mul, is Sub:
          if isAlone {
            open.formUnion(node.outputs.map(\.index))
          } else if others.contains(where: isProduct), reachesSoftmax(node.outputs[0]) {
            uses += 1
          } else {
            return false
          }
        default:
          if type(of: node.function).isPiecewiseConstant {
            uses += 1
          } else if Self.keepsNumbers(node.function, at: place), isAlone {
            open.formUnion(node.outputs.map(\.index))
          } else {
            return false
          }
        }
      }
    }
    return uses > 0
  }

  // Whether a value is a product of two signals, but for known numbers and the order of elements.
  private func isProduct(_ value: Network.Value) -> Bool {
    var value = value
    while let (_, node) = node(of: value) {
      let signals = node.inputs.filter { dependsOnInput[$0.index] }
      if node.function is MatMul || node.function is Einsum { return signals.count > 1 }
      guard signals.count == 1 else { return false }
      switch node.function {
      case is Operators.Mul, is Div, is Operators.Add, is Operators.Reshape,
        is Operators.Transpose, is Cast, is Squeeze, is Unsqueeze:
        value = signals[0]
      default: return false
      }
    }
    return false
  }

  private func reachesSoftmax(_ value: Network.Value) -> Bool {
    var value = value
    while let user = users[value.index].first {
      let node = network.nodes[user]
      switch node.function {
      case is Softmax, is LogSoftmax: return true
      case is Operators.Add, is Operators.Mul, is Operators.Reshape, is Operators.Transpose,
        is Cast, is Squeeze, is Unsqueeze, is Clip, is Max, is Min, is Where:
        value = node.outputs[0]
      default: return false
      }
    }
    return false
  }

  // MARK: Images

  // The axis that the first operator on images takes for channels, through what moves axes.
  private func channelAxis(of value: Network.Value, rank: Int) -> Int? {
    var axes = [value.index: Array(0..<rank)]
    for node in network.nodes {
      guard let first = node.inputs.first(where: { axes[$0.index] != nil }),
        let order = axes[first.index]
      else { continue }
      switch node.function {
      case is Conv, is ConvTranspose, is MaxPool, is AveragePool, is GlobalAveragePool,
        is GlobalMaxPool, is Operators.BatchNormalization, is InstanceNormalization,
        is Operators.GroupNormalization, is LocalResponseNormalization, is Resize, is Upsample,
        is DepthToSpace, is SpaceToDepth:
        return order[0] == 0 && (order[1] == 1 || order[1] == rank - 1) ? order[1] : nil
      case let moved as Operators.Transpose:
        let moves = moved.order ?? Array((0..<rank).reversed())
        axes[node.outputs[0].index] = moves.map { order[$0 < 0 ? $0 + rank : $0] }
      case is Operators.Reshape, is Operators.Flatten, is Squeeze, is Unsqueeze, is Affine,
        is MatMul, is Einsum, is Gather, is GatherND:
        continue
      default:
        for output in node.outputs { axes[output.index] = order }
      }
    }
    return nil
  }
}
