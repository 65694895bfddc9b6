import Tensors

/// The steps of a sum of products over several operands: two are contracted at a time, the first
/// ones first, and an axis is summed along as soon as no later operand has it.
struct EinsumPlan: Sendable {
  typealias Label = EinsumAxes.Label

  /// Where a step reads or writes.
  enum Place: Sendable {
    case input(Int)
    case scratch(Int)
    case output
  }

  enum Step: Sendable {
    case sum(StridedSum, from: Place, to: Place)
    case product(Contraction, left: Place, right: Place, to: Place)
  }

  private(set) var steps: [Step] = []
  /// The number of elements between the operands and the result.
  private(set) var scratchCount = 0
  /// Whether some axis has length 0, so that every element is a sum of nothing.
  let isEmpty: Bool

  /// A tensor on the way.
  struct Value: Sendable {
    let place: Place
    let axes: [EinsumAxes.Axis]

    var labels: Set<Label> { Set(axes.map(\.label)) }
    func stride(_ label: Label) -> Int? { axes.first { $0.label == label }?.stride }
  }

  /// Two operands that were contracted, before anything was summed, and what came out.
  struct Stage: Sendable {
    let left: Value
    let right: Value
    let result: Value
  }

  /// All contractions in their order; the last one's result is the output.
  private(set) var stages: [Stage] = []

  /// A gigabyte: what no equation in use comes near.
  static let mostScratch = 1 << 28
  private let mostScratch: Int

  /// - Throws: ``OperatorError`` with code `.size` where the steps need more memory than `most`
  ///   elements.
  init(_ axes: EinsumAxes, most: Int = mostScratch) throws(OperatorError) {
    mostScratch = most
    isEmpty = axes.lengths.values.contains(0)
    guard !isEmpty else { return }
    let result = axes.result.filter { $0.length > 1 }
    let operands = axes.operands.enumerated().map { Value(place: .input($0), axes: $1) }
    guard operands.count > 1 else {
      steps.append(sum(operands[0], to: .output, order: result.map(\.label)))
      return
    }
    var accumulated = operands[0]
    for number in 1..<operands.count {
      let later = operands.dropFirst(number + 1)
      let needed = later.reduce(into: Set(result.map(\.label))) { $0.formUnion($1.labels) }
      let next = operands[number]
      let left = try summed(accumulated, keeping: needed.union(next.labels))
      let right = try summed(next, keeping: needed.union(accumulated.labels))
      let isLast = number == operands.count - 1
      let contracted = try contracted(
        left, right, needed, axes.lengths, output: isLast ? result.map(\.label) : nil)
      stages.append(Stage(left: accumulated, right: next, result: contracted))
      accumulated = contracted
    }
  }

  private func sum(_ value: Value, to place: Place, order: [Label]) -> Step {
    let kept = order.compactMap { label in value.axes.first { $0.label == label } }
    let rest = value.axes.filter { !order.contains($0.label) }
    return .sum(
      StridedSum(
        kept: kept.map { .init(length: $0.length, stride: $0.stride) },
        summed: rest.map { .init(length: $0.length, stride: $0.stride) }),
      from: value.place, to: place)
  }

  private mutating func take(_ lengths: [Int]) throws(OperatorError) -> Place {
    if let shape = try? Shape(checking: lengths), shape.count <= mostScratch - scratchCount {
      defer { scratchCount += (shape.count + 15) / 16 * 16 }
      return .scratch(scratchCount)
    }
    let spelled = lengths.map(String.init).joined(separator: "×")
    throw OperatorError(
      code: .size,
      description: "einsum: an intermediate product of \(spelled) elements, "
        + "at most \(mostScratch) in all were expected")
  }

  private func contiguous(_ labels: [Label], _ lengths: [Label: Int]) -> [EinsumAxes.Axis] {
    var stride = 1
    var axes: [EinsumAxes.Axis] = []
    for label in labels.reversed() {
      axes.append(.init(label: label, length: lengths[label]!, stride: stride))
      stride = stride &* lengths[label]!
    }
    return axes.reversed()
  }

  // A copy in one piece, in the given order; labels that it lacks are summed along.
  private mutating func packed(_ value: Value, order: [Label]) throws(OperatorError) -> Value {
    let lengths = Dictionary(uniqueKeysWithValues: value.axes.map { ($0.label, $0.length) })
    let order = order.filter { lengths[$0] != nil }
    let place = try take(order.map { lengths[$0]! })
    steps.append(sum(value, to: place, order: order))
    return Value(place: place, axes: contiguous(order, lengths))
  }

  private mutating func summed(
    _ value: Value, keeping kept: Set<Label>
  ) throws(OperatorError) -> Value {
    guard !value.labels.isSubset(of: kept) else { return value }
    return try packed(value, order: value.axes.map(\.label).filter(kept.contains))
  }

  private mutating func contracted(
    _ left: Value, _ right: Value, _ needed: Set<Label>, _ lengths: [Label: Int],
    output: [Label]?
  ) throws(OperatorError) -> Value {
    let (own, other) = (left.axes.map(\.label), right.axes.map(\.label))
    let batch = own.filter { other.contains($0) && needed.contains($0) }
    let inner = own.filter { other.contains($0) && !needed.contains($0) }
    let rows = own.filter { !other.contains($0) }
    let columns = other.filter { !own.contains($0) }
    let order = output ?? batch + rows + columns

    func contraction(_ a: Value, _ b: Value, _ y: [EinsumAxes.Axis]) -> Contraction? {
      Contraction(
        (batch + inner + rows + columns).map { label in
          Contraction.Axis(
            length: lengths[label]!, left: a.stride(label), right: b.stride(label),
            output: y.first { $0.label == label }?.stride)
        })
    }
    let direct = contiguous(order, lengths)
    let target = try output == nil ? take(order.map { lengths[$0]! }) : .output
    // Matrices as they lie, unless that makes many more and smaller products.
    let calls = batch.reduce(1) { $0 * Double(lengths[$1]!) }
    if let found = contraction(left, right, direct), found.callCount <= 8 * calls {
      steps.append(.product(found, left: left.place, right: right.place, to: target))
      return Value(place: target, axes: direct)
    }
    let a = try packed(left, order: batch + rows + inner)
    let b = try packed(right, order: batch + inner + columns)
    if let found = contraction(a, b, direct), found.callCount <= 8 * calls {
      steps.append(.product(found, left: a.place, right: b.place, to: target))
      return Value(place: target, axes: direct)
    }
    let plain = contiguous(batch + rows + columns, lengths)
    guard let found = contraction(a, b, plain) else {
      preconditionFailure("einsum: rows and columns that are not in one piece")
    }
    let place = try take(plain.map(\.length))
    steps.append(.product(found, left: a.place, right: b.place, to: place))
    let value = Value(place: place, axes: plain)
    steps.append(sum(value, to: target, order: order))
    return Value(place: target, axes: direct)
  }
}
