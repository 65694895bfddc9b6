import Tensors

/// Walks through a parameter's elements in the order they are stored and says what each is for.
struct ElementWalk {
  /// The number of the element's map among groups, gates and experts.
  private(set) var map = 0
  /// The element's input unit: its place among inputs and kernel positions, the inputs slowest.
  private(set) var input = 0
  /// The element's output unit.
  private(set) var output = 0
  /// The number of kernel axes along which the element is not in the middle.
  private(set) var offCenter = 0

  private struct Step {
    var length: Int
    var map = 0
    var input = 0
    var output = 0
    var middle = -1
  }

  private var steps: [Step]
  private var indices: [Int]

  /// A walk that starts at one element.
  ///
  /// - Precondition: the parameter has that element.
  init(_ spec: ParameterSpec, from first: Int) {
    steps = spec.factors.map { Step(length: $0.length) }
    indices = steps.map { _ in 0 }
    var (map, input, output) = (1, 1, 1)
    let fastestFirst = spec.factors.indices.reversed()
    for i in fastestFirst where spec.factors[i].axis == .kernel {
      steps[i].input = input
      steps[i].middle = steps[i].length / 2
      input *= steps[i].length
    }
    for i in fastestFirst {
      switch spec.factors[i].axis {
      case .kernel: break
      case .input, .lookup:
        steps[i].input = input
        input *= steps[i].length
      case .output:
        steps[i].output = output
        output *= steps[i].length
      case .group, .gate, .expert:
        steps[i].map = map
        map *= steps[i].length
      }
    }
    var rest = first
    for i in fastestFirst {
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: steps[i].length)
      rest = quotient
      move(i, by: index)
    }
    offCenter = steps.indices.count { steps[$0].middle >= 0 && steps[$0].middle != indices[$0] }
  }

  /// How many elements from here on differ in one unit or map alone.
  var runLength: Int {
    guard let last = steps.last, last.middle < 0 else { return 1 }
    return last.length - indices[steps.count - 1]
  }

  /// What one element adds to map, input and output within a run.
  var step: (map: Int, input: Int, output: Int) {
    guard let last = steps.last else { return (0, 0, 0) }
    return (last.map, last.input, last.output)
  }

  /// Goes on by some elements of a run; after the last element to the first.
  ///
  /// - Precondition: at least one and at most ``runLength``.
  mutating func advance(by count: Int) {
    if count > 1 { move(steps.count - 1, by: count - 1) }
    advance()
  }

  /// Goes to the next element; after the last one to the first.
  mutating func advance() {
    for i in steps.indices.reversed() {
      let wasOff = isOff(i)
      if indices[i] + 1 < steps[i].length {
        move(i, by: 1)
        offCenter += isOff(i) - wasOff
        return
      }
      move(i, by: -indices[i])
      offCenter += isOff(i) - wasOff
    }
  }

  private func isOff(_ i: Int) -> Int {
    steps[i].middle >= 0 && steps[i].middle != indices[i] ? 1 : 0
  }

  private mutating func move(_ i: Int, by count: Int) {
    indices[i] += count
    map += count * steps[i].map
    input += count * steps[i].input
    output += count * steps[i].output
  }
}
