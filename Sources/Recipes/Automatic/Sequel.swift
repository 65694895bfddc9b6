import Networks
import Operators
import Tensors

/// What becomes of a layer's output before the next layers.
struct Sequel {
  /// The function of each element that the next layer sees; the identity where there is none.
  var function = ElementFunction.line(1, 0)
  /// The operators that make up the function.
  var names: [String] = []
  /// The function on the way into a residual sum that it is the branch of, with the sum's number.
  var branch: (sum: Int, function: ElementFunction)?
  /// How many other values are added to it on the way, but for residual sums.
  var companions = 0
  /// Whether it is multiplied by another value.
  var isGated = false
  /// Whether a normalization follows, a layer, the end of the network, or a product of two values as
  /// in attention.
  var meetsNormalization = false
  var meetsLayer = false
  var meetsOutput = false
  var meetsProduct = false
}

/// Reads what follows a layer off the graph; functions are those that moments know.
struct SequelReader {
  private let graph: SignalGraph
  private let sums: ResidualSums
  private let outputs: Set<Int>
  // One normal source, of which all functions are remembered.
  private let space = MomentSpace()
  private let source: LinearForm

  init(_ graph: SignalGraph, _ sums: ResidualSums) {
    self.graph = graph
    self.sums = sums
    outputs = Set(graph.network.outputs.map(\.value.index))
    var kernel = MomentKernel.zero
    kernel[0] = 1
    source = space.source(kernel, isNormal: true, isExact: true)
  }

  private static let mostNodes = 48

  // What is known of a value on the way.
  private struct Place {
    let form: LinearForm
    let names: [String]
    // Other signals have been added or multiplied to it.
    let isMixed: Bool
  }

  /// What follows the first output of a node; `known` tells of parameters and constants.
  func read(
    after node: Int, _ pass: MomentPass
  ) -> Sequel {
    var sequel = Sequel()
    var places: [Int: Place] = [:]
    var open: Set<Int> = []
    var ends: [Place] = []
    func arrive(_ value: Int, _ place: Place) {
      places[value] = place
      if outputs.contains(value) { sequel.meetsOutput = true }
      open.formUnion(graph.consumers[value].filter { !graph.isStatic[$0] })
    }
    for output in graph.network.nodes[node].outputs {
      arrive(output.index, Place(form: source, names: [], isMixed: false))
    }
    for _ in 0..<Self.mostNodes {
      guard let number = open.min() else { break }
      open.remove(number)
      let next = graph.network.nodes[number]
      let signals = graph.signals(number)
      let own = signals.filter { places[$0] != nil }
      guard let first = own.first, var place = places[first] else { continue }
      if graph.normalizes[number] {
        if next.function is Softmax {
          // A softmax at the end turns logits into probabilities.
          if next.outputs.contains(where: { outputs.contains($0.index) }) {
            sequel.meetsOutput = true
          }
        } else {
          sequel.meetsNormalization = true
        }
        continue
      }
      if next.function is LogSoftmax { sequel.meetsOutput = true }
      if graph.isLayer[number] {
        sequel.meetsLayer = true
        ends.append(place)
        continue
      }
      let isAlone = own.count == signals.count
      switch next.function {
      case is MatMul, is Einsum:
        sequel.meetsProduct = true
        continue
      case is Operators.Add, is Sub, is Operators.Sum:
        if isAlone { break }
        if let sum = sums.sumOfNode[number] {
          if sums.sums[sum].branch == first {
            sequel.branch = (sum, space.function(of: place.form))
            continue
          }
        } else {
          sequel.companions += signals.count - own.count
        }
        if place.isMixed { continue }
        place = Place(form: place.form, names: place.names, isMixed: true)
      case is Mul, is Div, is Max, is Min, is Where:
        if isAlone { break }
        sequel.isGated = true
        if place.isMixed { continue }
        place = Place(form: place.form, names: place.names, isMixed: true)
      default: break
      }
      if isAlone, next.function.mapsElements,
        let form = applied(next, places, pass)
      {
        let isSame = form == place.form
        let names = own.flatMap { places[$0]!.names }
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        place = Place(
          form: form, names: isSame ? unique : unique + [type(of: next.function).name],
          isMixed: place.isMixed)
      } else if own.count > 1 || (isAlone && next.function.mapsElements) {
        ends.append(place)
        continue
      }
      for output in next.outputs { arrive(output.index, place) }
    }
    // Where the next layers see different functions, the one that bends the signal counts.
    for end in ends {
      let function = space.function(of: end.form)
      if case .line = function.shape, !sequel.names.isEmpty { continue }
      if !sequel.names.isEmpty, end.names.isEmpty { continue }
      sequel.function = function
      sequel.names = end.names
      if case .line = function.shape {} else { break }
    }
    return sequel
  }

  // The form of a node's output; nil where it is not known. Vectors of learned numbers, such as
  // biases, count as not there.
  private func applied(
    _ node: Network.Node, _ places: [Int: Place], _ pass: MomentPass
  ) -> LinearForm? {
    guard let function = node.function as? any MomentOperator else { return nil }
    var inputs: [MomentInput] = []
    for input in node.inputs {
      if let place = places[input.index] {
        let axes = MomentAxes(pass.shapes[input.index].lengths.map { [MomentFactor(.feature, $0)] })
        inputs.append(.signal(SignalMoments(place.form, axes)))
      } else if case .parameter(let parameter)? = pass.known(input) {
        if parameter.number == nil {
          let isFactor = node.function is Mul || node.function is Div
          let isTerm = node.function is Operators.Add || node.function is Sub
          guard isFactor || isTerm else { return nil }
          return places.first { node.inputs.map(\.index).contains($0.key) }?.value.form
        }
        inputs.append(.parameter(parameter))
      } else {
        return nil
      }
    }
    let call = MomentCall(
      inputs: inputs, shapes: node.inputs.map { pass.shapes[$0.index] },
      outputShapes: node.outputs.map { pass.shapes[$0.index] }, space: space)
    return function.moments(call).first?.form
  }
}
