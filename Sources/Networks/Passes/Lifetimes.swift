import Operators
import Tensors

/// How long values and gradients are needed in a pass, in steps: one for each node forward, one in
/// which the gradients of the seeds are given, one for each backward call.
struct Lifetimes {
  /// The pieces of memory that there are to place.
  private(set) var pieces: [MemoryPlan.Piece] = []
  /// The piece of each value; `nil` for parameters.
  private(set) var values: [Int?]
  /// The piece of each value's gradient; `nil` for parameters and for values without one.
  private(set) var gradients: [Int?]
  /// The pieces from which gradients are added, for each backward call in the order of its inputs.
  private(set) var sums: [[Int]] = []

  /// What there is to follow.
  struct Request {
    /// The network.
    let network: Network
    /// The shape of each value.
    let shapes: [Shape]
    /// Whether every value keeps its numbers.
    let keepsValues: Bool
    /// Nodes that run before all others and whose values stay.
    let isStatic: [Bool]
    /// The backward pass, where there is one.
    let backward: (plan: GradientPlan, request: GradientPlan.Request)?
  }

  init(_ request: Request) {
    let network = request.network
    values = Array(repeating: nil, count: network.sources.count)
    gradients = values
    let roots = Self.roots(request)
    let ends = Self.ends(request, roots)
    for (index, source) in network.sources.enumerated() where roots[index] == index {
      let start: Int
      switch source {
      case .parameter: continue
      case .input, .constant: start = -1
      // What is not computed again in a second pass must not share its place with anything before.
      case .node(let number, _): start = request.isStatic[number] ? -1 : number
      }
      values[index] = pieces.count
      pieces.append(
        MemoryPlan.Piece(count: request.shapes[index].count, start: start, end: ends[index]))
    }
    for (index, root) in roots.enumerated() where root != index { values[index] = values[root] }
    if let (plan, given) = request.backward { addGradients(request, plan, given) }
  }

  // MARK: Values

  // The value whose memory a value uses: its own, or that of what it is another shape of.
  private static func roots(_ request: Request) -> [Int] {
    var roots = Array(request.network.sources.indices)
    guard !request.keepsValues else { return roots }
    for node in request.network.nodes where node.function.keepsElements {
      let root = roots[node.inputs[0].index]
      // A parameter's memory is not the workspace's to hand out, and a value that is asked for by
      // its name must not be an input that somebody writes into.
      guard case .node = request.network.sources[root] else { continue }
      roots[node.outputs[0].index] = root
    }
    return roots
  }

  // The step after which a root is read no more.
  private static func ends(_ request: Request, _ roots: [Int]) -> [Int] {
    let network = request.network
    var ends = [Int](repeating: -1, count: network.sources.count)
    func extend(_ value: Network.Value, to step: Int) {
      ends[roots[value.index]] = max(ends[roots[value.index]], step)
    }
    for (number, node) in network.nodes.enumerated() {
      for value in node.inputs + node.outputs { extend(value, to: number) }
    }
    if let (plan, given) = request.backward {
      for (number, step) in plan.steps.enumerated() {
        let node = network.nodes[step.node]
        guard let function = node.function as? any DifferentiableOperator else { continue }
        let time = network.nodes.count + 1 + number
        for (place, input) in node.inputs.enumerated()
        where function.readsInBackward(input: place) { extend(input, to: time) }
        guard function.readsOutputsInBackward else { continue }
        for output in node.outputs { extend(output, to: time) }
      }
      for seed in given.seeds { ends[roots[seed]] = MemoryPlan.Piece.always }
    }
    for (index, source) in network.sources.enumerated() {
      switch source {
      case .node(let number, _) where !request.isStatic[number] && !request.keepsValues: break
      default: ends[roots[index]] = MemoryPlan.Piece.always
      }
    }
    for output in network.outputs { ends[roots[output.value.index]] = MemoryPlan.Piece.always }
    return ends
  }

  // MARK: Gradients

  private mutating func addGradients(
    _ request: Request, _ plan: GradientPlan, _ given: GradientPlan.Request
  ) {
    let network = request.network
    let first = network.nodes.count + 1
    let always = MemoryPlan.Piece.always
    // What nothing writes must be zero, so it has its memory from the beginning to itself.
    var starts = [Int](repeating: -1, count: network.sources.count)
    for (number, step) in plan.steps.enumerated() {
      for (input, target) in zip(network.nodes[step.node].inputs, step.targets) {
        if case .written = target { starts[input.index] = first + number }
      }
    }
    for seed in given.seeds { starts[seed] = first - 1 }
    var ends = plan.lastReads(network).map { first + $0 }
    for input in given.inputs { ends[input] = always }
    if given.keepsAll { ends = ends.map { _ in always } }
    var lasts = ends
    for (index, root) in plan.roots.enumerated() { lasts[root] = max(lasts[root], ends[index]) }
    for (index, source) in network.sources.enumerated()
    where plan.hasGradient[index] && plan.roots[index] == index {
      if case .parameter = source { continue }
      gradients[index] = pieces.count
      pieces.append(
        MemoryPlan.Piece(
          count: request.shapes[index].count, start: starts[index],
          end: starts[index] < 0 ? always : max(lasts[index], starts[index])))
    }
    for (index, root) in plan.roots.enumerated() where root != index {
      gradients[index] = gradients[root]
    }
    for (number, step) in plan.steps.enumerated() {
      var own: [Int] = []
      for (input, target) in zip(network.nodes[step.node].inputs, step.targets) {
        guard case .added = target else { continue }
        own.append(pieces.count)
        pieces.append(
          MemoryPlan.Piece(
            count: request.shapes[input.index].count, start: first + number,
            end: first + number))
      }
      sums.append(own)
    }
  }
}
