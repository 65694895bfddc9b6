import Initializers
import Tensors

/// One number for the weights that enter each unit of a parameter, and one for those that leave each.
///
/// Equal weights have equal numbers; different ones have different numbers but for one in about 2^58
/// pairs. A number is the sum of its weights' mixed bits, each times a key of its place.
///
/// - Source: J. Carter, M. Wegman, Universal classes of hash functions, 1979.
struct UnitHashes: Sendable {
  /// Of the weights into each unit that is produced, groups and gates counted through.
  let outputs: [UInt64]
  /// Of the weights out of each unit that is summed over.
  let inputs: [UInt64]

  /// The hashes of a parameter's numbers.
  init(_ spec: ParameterSpec, _ numbers: UnsafeMutableBufferPointer<Float>) {
    let axes = UnitAxes(spec)
    var outputs = [UInt64](repeating: 0, count: axes.outputs)
    var inputs = [UInt64](repeating: 0, count: axes.inputs)
    let keys = (0..<max(axes.besideOutputs, axes.besideInputs)).map { mixed(3, UInt64($0)) | 1 }
    // Arrays would ask before each word whether they are shared.
    outputs.withUnsafeMutableBufferPointer { outputs in
      inputs.withUnsafeMutableBufferPointer { inputs in
        keys.withUnsafeBufferPointer { keys in
          var place = 0
          axes.forEachRow { start, step, count in
            let row = UnsafeBufferPointer(rebasing: numbers[place..<place + count])
            Self.add(
              row, to: outputs, from: start.output, step: step.output,
              keys, from: start.besideOutput, step: step.besideOutput)
            Self.add(
              row, to: inputs, from: start.input, step: step.input,
              keys, from: start.besideInput, step: step.besideInput)
            place += count
          }
        }
      }
    }
    self.outputs = outputs
    self.inputs = inputs
  }

  // Adds a row of weights to one unit, or each of them to a unit of its own.
  private static func add(
    _ row: UnsafeBufferPointer<Float>, to units: UnsafeMutableBufferPointer<UInt64>,
    from unit: Int, step: Int, _ keys: UnsafeBufferPointer<UInt64>, from key: Int, step keyStep: Int
  ) {
    var key = key
    if step == 0 {
      var sum: UInt64 = 0
      for number in row {
        sum &+= word(number) &* keys[key]
        key += keyStep
      }
      units[unit] &+= sum
    } else {
      var unit = unit
      for number in row {
        units[unit] &+= word(number) &* keys[key]
        unit += step
        key += keyStep
      }
    }
  }

  private static func word(_ number: Float) -> UInt64 {
    let bits = UInt64(number.bitPattern) &* 0x9e37_79b9_7f4a_7c15
    return bits ^ bits >> 32
  }

  /// The hashes of a parameter of one number, or of one whose numbers all differ.
  init(_ spec: ParameterSpec, constant: Double?) {
    let axes = UnitAxes(spec)
    let bits = constant.map { $0.bitPattern }
    outputs = (0..<axes.outputs).map { bits ?? mixed(1, UInt64($0)) }
    inputs = (0..<axes.inputs).map { bits ?? mixed(2, UInt64($0)) }
  }
}

/// Folds a word into a hash; the order matters.
func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
  var x = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
  x ^= x >> 32
  return x &* 0xd6e8_feb8_6659_fd93
}

/// Which unit in and which unit out an element of a parameter belongs to, and its place among all
/// elements of either.
private struct UnitPlace {
  var output = 0
  var input = 0
  var besideOutput = 0
  var besideInput = 0

  static func += (place: inout UnitPlace, step: UnitPlace) {
    place.output += step.output
    place.input += step.input
    place.besideOutput += step.besideOutput
    place.besideInput += step.besideInput
  }

  static func * (step: UnitPlace, count: Int) -> UnitPlace {
    UnitPlace(
      output: step.output * count, input: step.input * count,
      besideOutput: step.besideOutput * count, besideInput: step.besideInput * count)
  }
}

/// The places of a parameter's elements.
private struct UnitAxes {
  let outputs: Int
  let inputs: Int
  /// How many elements each unit out has, and each unit in.
  let besideOutputs: Int
  let besideInputs: Int
  // The slowest first.
  private let factors: [(length: Int, step: UnitPlace)]

  init(_ spec: ParameterSpec) {
    var sizes = UnitPlace(output: 1, input: 1, besideOutput: 1, besideInput: 1)
    var factors: [(length: Int, step: UnitPlace)] = []
    for factor in spec.factors.reversed() {
      let isOutput = factor.axis == .output || factor.axis.countsMaps
      let isInput = factor.axis == .input || factor.axis == .lookup || factor.axis.countsMaps
      let counted: [(isCounted: Bool, size: WritableKeyPath<UnitPlace, Int>)] = [
        (isOutput, \.output), (isInput, \.input), (!isOutput, \.besideOutput),
        (!isInput, \.besideInput),
      ]
      var step = UnitPlace()
      for (_, size) in counted.filter(\.isCounted) {
        step[keyPath: size] = sizes[keyPath: size]
        sizes[keyPath: size] *= factor.length
      }
      factors.append((factor.length, step))
    }
    outputs = max(1, sizes.output)
    inputs = max(1, sizes.input)
    besideOutputs = max(1, sizes.besideOutput)
    besideInputs = max(1, sizes.besideInput)
    self.factors = factors.reversed()
  }

  /// The elements in the order they are stored, a row of the last factor at a time: where it starts,
  /// the step from one to the next, and how many there are.
  func forEachRow(_ body: (UnitPlace, UnitPlace, Int) -> Void) {
    guard let last = factors.last, factors.allSatisfy({ $0.length > 0 }) else { return }
    let outer = factors.dropLast()
    var counters = outer.map { _ in 0 }
    var place = UnitPlace()
    while true {
      body(place, last.step, last.length)
      var axis = counters.count - 1
      while axis >= 0 {
        counters[axis] += 1
        place += outer[axis].step
        if counters[axis] < outer[axis].length { break }
        place += outer[axis].step * -counters[axis]
        counters[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
