import Initializers
import Operators
import Tensors

extension Network {
  /// The same network with the meaning of axes that follows from the operators a parameter reaches,
  /// for parameters that have none declared.
  ///
  /// Operators that only move axes hand the meaning back to what they are applied to. A parameter
  /// that several operators use has the meaning that the first of them gives it. What is `declared`
  /// of a value, by its number, goes before what operators say.
  func withDeclaredAxes(_ declared: [Int: ParameterSpec]) -> Network {
    guard parameters.contains(where: { $0.spec == nil }), let shapes = try? shapes(batch: 1) else {
      return self
    }
    var specs = declared
    for node in nodes.reversed() {
      let nodeShapes = node.inputs.map { shapes[$0.index] }
      for (place, input) in node.inputs.enumerated() where declared[input.index] == nil {
        // Only what reaches the node without a number of the network's input can be a parameter.
        let slot = node.function.parameter(at: place, nodeShapes)?.spec
        let moved = node.outputs.first.flatMap { specs[$0.index] }.flatMap {
          (node.function as? any AxisMovingOperator)?.parameter(at: place, nodeShapes, output: $0)
        }
        if let spec = slot ?? moved, spec.shape == nodeShapes[place] { specs[input.index] = spec }
      }
    }
    var network = self
    for (index, parameter) in parameters.enumerated() where parameter.spec == nil {
      guard let spec = specs[parameter.value.index] else { continue }
      network.parameters[index] = Parameter(
        path: parameter.path, shape: parameter.shape, spec: spec,
        initializer: parameter.initializer, law: parameter.law, stored: parameter.stored,
        value: parameter.value)
    }
    return network
  }
}
