import GaussianIntegrals
import Operators
import Tensors
import Testing

@Suite("Activations and the functions that their gains come from")
struct ScalarFunctionTests {
  @Test("operator and function of one name have the same values and slopes, with any argument")
  func agreement() throws {
    let spelled = ["leakyReLU:0.2", "elu:0.5"]
    let names = OperatorCatalog.activationSpellings.names.map { String($0.prefix { $0.isLetter }) }
    var compared = 0
    for name in names + spelled where name != "softmax" {
      let function = try OperatorCatalog.activation(spelled: name).function
      let scalar = try FunctionCatalog.function(spelled: name)
      // No point is a kink.
      let inputs = (0..<400).map { Float($0) * 0.0625 - 12.46875 }
      let run = try OperatorRun(
        function, [400], inputs, outputGradient: inputs.map { _ in 1 })
      for (index, x) in inputs.enumerated() {
        let (value, slope) = (scalar.value(at: Double(x)), scalar.slope(at: Double(x)))
        #expect(abs(Double(run.output[index]) - value) <= 1e-6 * max(1, abs(value)), "\(name) \(x)")
        #expect(abs(Double(run.inputGradient[index]) - slope) <= 2e-6, "\(name) \(x)")
      }
      compared += 1
    }
    #expect(compared == names.count + spelled.count - 1)
  }
}
