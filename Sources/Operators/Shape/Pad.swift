import Tensors

/// More elements around a tensor, or fewer.
///
/// ## Shapes
///     output[axis] = before + input[axis] + after
///
/// ## Edge cases
/// A negative number takes elements away, before others are added at the other end. Reflections and
/// turns go on where more is added than there is; of nothing only the constant can be added.
///
/// ## Gradient
///     dx[j] = sum of dy[i] over the places i that have the element j
public struct Pad: DifferentiableOperator {
  /// `pad`.
  public static let name = "pad"
  /// `Pad`.
  public static let onnx: ONNXSpelling? = ONNXSpelling("Pad")
  /// Elements stay what they are, and the constant is one of the file's numbers.
  public static let isExactOnIntegers = true

  /// What is added.
  public enum Filling: Sendable, Hashable {
    /// One number.
    case constant(Float)
    /// The elements next to the edge in turned order, the edge itself once: c b | a b c | b a.
    case reflect
    /// The element at the edge: a a | a b c | c c.
    case edge
    /// The elements from the other end: b c | a b c | a b.
    case wrap
  }

  /// How much is added along one axis.
  public struct Margin: Sendable, Hashable {
    /// The axis, counted from the last where negative.
    public let axis: Int
    /// How many elements before the first.
    public let before: Int
    /// How many elements after the last.
    public let after: Int

    /// So many elements at the ends of an axis.
    public init(axis: Int, before: Int, after: Int) {
      self.axis = axis
      self.before = before
      self.after = after
    }
  }

  /// How much is added along some axes.
  public let margins: [Margin]
  /// What is added.
  public let filling: Filling
  /// Whether the number that is added is the second input, of one element; ``filling`` then says
  /// what it was when the operator was made.
  public let takesConstant: Bool

  /// A tensor with more elements around it.
  public init(
    _ margins: [Margin], filling: Filling = .constant(0), takesConstant: Bool = false
  ) {
    self.margins = margins
    self.filling = filling
    self.takesConstant = takesConstant
  }

  /// The numbers are attributes up to version 10 of the operator set, then inputs.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    let isOld = node.opset < 11
    guard let pads = try isOld ? node.integers("pads") : node.knownIntegers(1) else {
      if isOld { throw .attribute(node, "pads", "left out", expected: "a list was") }
      throw .missingInput(node, 1)
    }
    let rank = try node.input(0).shape.rank
    let axes = try isOld ? nil : node.knownIntegers(3)
    let count = axes?.count ?? rank
    guard count <= rank, pads.count == 2 * count else {
      throw .unsupported(
        node, "\(pads.count) pads for \(count) of \(rank) axes, two for each axis were expected")
    }
    let margins = (0..<count).map {
      Margin(axis: axes?[$0] ?? $0, before: pads[$0], after: pads[count + $0])
    }
    let constant = try isOld ? node.float("value", default: 0) : node.knownFloat(2) ?? 0
    let filling: Filling
    switch try node.text("mode") ?? "constant" {
    case "constant": filling = .constant(constant)
    case "reflect": filling = .reflect
    case "edge": filling = .edge
    case "wrap": filling = .wrap
    case let other:
      throw .attribute(node, "mode", other, expected: "constant, reflect, edge or wrap was")
    }
    if case .constant = filling, !isOld, node.hasInput(2), try node.input(2).mayHaveGradient {
      return ImportedOperator(
        Self(margins, filling: filling, takesConstant: true), inputs: [0, 2])
    }
    return ImportedOperator(Self(margins, filling: filling), inputs: [0])
  }

  /// The lengths with what is added.
  ///
  /// - Throws: ``OperatorError`` with code `.shapes` where there is no such axis, more is taken away
  ///   than there is, or there is nothing to reflect; `.size`.
  public func outputShapes(_ inputs: [Shape]) throws(OperatorError) -> [Shape] {
    let input = try single(takesConstant ? Array(inputs.prefix(1)) : inputs)
    if takesConstant {
      guard inputs.count == 2 else {
        throw .inputCount(of: Self.name, inputs.count, expected: "2 were")
      }
      guard inputs[1].count == 1 else {
        throw .shapes(of: Self.name, "constant \(inputs[1])", expected: "one element was")
      }
    }
    var lengths = input.lengths
    for (axis, margin) in try margins(of: input).enumerated() {
      guard let margin else { continue }
      // What is left of the axis; both numbers are at most 0.
      let (gone, overflows) = min(margin.before, 0).addingReportingOverflow(min(margin.after, 0))
      guard !overflows, gone >= -input[axis] else {
        throw mismatch(margin, input, "at most \(input[axis]) elements taken away were")
      }
      let left = input[axis] + gone
      let adds = margin.before > 0 || margin.after > 0
      if adds, left == 0, case .constant = filling {
      } else if adds, left == 0 {
        throw mismatch(margin, input, "an axis with elements was")
      }
      var length = left
      for number in [margin.before, margin.after] where number > 0 {
        length = try sum(length, number)
      }
      lengths[axis] = length
    }
    return [try shape(lengths)]
  }

  // What is added along each axis, none for the axes that stay.
  private func margins(of input: Shape) throws(OperatorError) -> [Margin?] {
    var found = [Margin?](repeating: nil, count: input.rank)
    for margin in margins {
      let axis = try axis(margin.axis, of: input)
      guard found[axis] == nil else {
        throw .shapes(of: Self.name, "axis \(margin.axis) twice", expected: "once was")
      }
      found[axis] = margin
    }
    return found.map { $0?.before == 0 && $0?.after == 0 ? nil : $0 }
  }

  private func mismatch(_ margin: Margin, _ input: Shape, _ expected: String) -> OperatorError {
    .shapes(
      of: Self.name,
      "\(margin.before) and \(margin.after) around axis \(margin.axis) of input \(input)",
      expected: expected)
  }

  /// Where each element comes from.
  public func makeState(_ inputs: [Shape]) -> (any OperatorState)? { lookup(inputs) }

  private func lookup(_ inputs: [Shape]) -> IndexedCopies? {
    guard let output = try? outputShapes(inputs)[0], output.count > 0,
      let margins = try? margins(of: inputs[0])
    else { return nil }
    var fill: Float = 0
    if case .constant(let number) = filling { fill = number }
    let indices = margins.enumerated().map { axis, margin in
      margin.map {
        places($0, length: inputs[0][axis], outputLength: output[axis])
      }
    }
    return IndexedCopies(IndexedCopy(input: inputs[0], indices: indices, fill: fill))
  }

  private func places(_ margin: Margin, length: Int, outputLength: Int) -> [Int] {
    let first = max(-margin.before, 0)
    let count = length - first + min(margin.after, 0)
    return (0..<outputLength).map { place in
      let index = place - max(margin.before, 0)
      guard !(0..<count).contains(index) else { return first + index }
      switch filling {
      case .constant: return IndexedCopy.nowhere
      case .edge: return first + min(max(index, 0), count - 1)
      case .wrap: return first + Self.remainder(index, count)
      case .reflect:
        let period = max(2 * (count - 1), 1)
        let turned = Self.remainder(index, period)
        return first + min(turned, period - turned) % count
      }
    }
  }

  private static func remainder(_ index: Int, _ count: Int) -> Int {
    (index % count + count) % count
  }

  /// Looks all elements up.
  public func forward(_ call: ForwardCall) {
    (call.state as? IndexedCopies ?? lookup(call.inputs.map(\.shape)))?
      .run(call, fill: takesConstant ? call.inputs[1].pointer[0] : nil)
  }

  /// None.
  public func readsInBackward(input: Int) -> Bool { false }

  /// No.
  public var readsOutputsInBackward: Bool { false }

  /// Adds the gradients of all places up where their elements came from; a constant's is the sum over
  /// what was added.
  public func backward(_ call: BackwardCall) {
    let lookup = call.state as? IndexedCopies ?? lookup(call.inputs.map(\.shape))
    if call.inputGradient != nil { backward(call, lookup) }
    if takesConstant, let gradient = call.inputGradients[1] {
      gradient.pointer[0] = Float(lookup?.sumOfFilled(call.outputGradient) ?? 0)
    }
  }
}

extension Pad: MomentOperator {
  // The share of the output that is not filling, the share of the input that is in the output, and
  // the roles of the axes that grow.
  private func share(_ call: MomentCall) -> (kept: Double, inside: Double, roles: Int) {
    let (x, from, to) = (call.signal(0), call.shapes[0], call.outputShapes[0])
    var (kept, inside, roles) = (1.0, 1.0, 0)
    for margin in margins {
      let axis = margin.axis < 0 ? margin.axis + from.rank : margin.axis
      let left = from[axis] + min(margin.before, 0) + min(margin.after, 0)
      kept *= Double(max(left, 0)) / Double(max(to[axis], 1))
      inside *= Double(max(left, 0)) / Double(max(from[axis], 1))
      if margin.before > 0 || margin.after > 0 {
        for factor in x.axes.axes[axis] { roles |= factor.role.bit }
      }
    }
    return (kept, inside, roles)
  }

  /// A mixture of the input and the filling; other fillings repeat elements of the input.
  package func moments(_ call: MomentCall) -> [SignalMoments] {
    let x = call.signal(0)
    var y = x
    y.axes = x.axes.resized(to: call.outputShapes[0])
    y.openEntries = nil
    guard case .constant(let number) = filling else { return [y] }
    let share = share(call)
    y.form = call.space.filled(
      x.form, share: share.kept, with: Double(number), along: share.roles)
    y.length = x.length.uncertain
    return [y]
  }

  /// The output's inside; with other fillings sums, as if all elements were repeated alike.
  ///
  /// Typical error 5 % for those.
  package func gradientMoments(_ call: GradientMomentCall) -> [GradientMoments?] {
    let (from, to) = (call.forward.shapes[0].count, call.forward.outputShapes[0].count)
    if case .constant = filling {
      // Positions inside get the output's; those that are cut off get nothing.
      let inside = share(call.forward).inside
      return [inside == 1 ? call.outputGradient : call.spread(inside, roles: 0)]
    }
    let kernel = Double(to) / Double(max(from, 1)) * call.outputProducts
    return [call.gradients.source(kernel, isExact: false)]
  }
}
