import Initializers
import Tensors

/// One number for the weights that enter each unit of a parameter, and one for those that leave each.
///
/// Equal weights have equal numbers; different ones have different numbers but for one in 2^64 pairs.
struct UnitHashes: Sendable {
  /// Of the weights into each unit that is produced, groups and gates counted through.
  let outputs: [UInt64]
  /// Of the weights out of each unit that is summed over.
  let inputs: [UInt64]

  /// The hashes of a parameter's numbers.
  init(_ spec: ParameterSpec, _ numbers: UnsafeMutableBufferPointer<Float>) {
    let axes = UnitAxes(spec)
    var outputs = [UInt64](repeating: 0xcbf2_9ce4_8422_2325, count: axes.outputs)
    var inputs = [UInt64](repeating: 0xcbf2_9ce4_8422_2325, count: axes.inputs)
    // Arrays would ask before each word whether they are shared.
    outputs.withUnsafeMutableBufferPointer { outputs in
      inputs.withUnsafeMutableBufferPointer { inputs in
        var place = 0
        axes.forEachRow { output, outputStep, input, inputStep, count in
          var (output, input) = (output, input)
          for _ in 0..<count {
            let bits = UInt64(numbers[place].bitPattern)
            outputs[output] = mixed(outputs[output], bits)
            inputs[input] = mixed(inputs[input], bits)
            output += outputStep
            input += inputStep
            place += 1
          }
        }
      }
    }
    self.outputs = outputs
    self.inputs = inputs
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

/// Which unit in and which unit out each element of a parameter belongs to.
private struct UnitAxes {
  let outputs: Int
  let inputs: Int
  // Length, step of the unit out, step of the unit in; the slowest first.
  private let factors: [(length: Int, output: Int, input: Int)]

  init(_ spec: ParameterSpec) {
    var (outputs, inputs) = (1, 1)
    var factors: [(length: Int, output: Int, input: Int)] = []
    for factor in spec.factors.reversed() {
      let isOutput = factor.axis == .output || factor.axis.countsMaps
      let isInput = factor.axis == .input || factor.axis == .lookup || factor.axis.countsMaps
      factors.append((factor.length, isOutput ? outputs : 0, isInput ? inputs : 0))
      if isOutput { outputs *= factor.length }
      if isInput { inputs *= factor.length }
    }
    self.outputs = max(1, outputs)
    self.inputs = max(1, inputs)
    self.factors = factors.reversed()
  }

  /// The elements in the order they are stored, a row of the last factor at a time.
  func forEachRow(_ body: (Int, Int, Int, Int, Int) -> Void) {
    guard let last = factors.last, factors.allSatisfy({ $0.length > 0 }) else { return }
    let outer = factors.dropLast()
    var counters = outer.map { _ in 0 }
    var (output, input) = (0, 0)
    while true {
      body(output, last.output, input, last.input, last.length)
      var axis = counters.count - 1
      while axis >= 0 {
        counters[axis] += 1
        output += outer[axis].output
        input += outer[axis].input
        if counters[axis] < outer[axis].length { break }
        output -= outer[axis].output * counters[axis]
        input -= outer[axis].input * counters[axis]
        counters[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
