import Initializers
import Operators
import Tensors

/// A network while its layers are added one by one.
public struct NetworkPlan {
  /// The number of units of the last value.
  public private(set) var width: Int
  private(set) var nodes: [Network.Node] = []
  private(set) var parameters: [Network.Parameter] = []
  private var layerIndex = 0
  private var paths: Set<String> = []

  init(width: Int) { self.width = width }

  mutating func append(_ layer: any Layer, at index: Int) {
    layerIndex = index
    layer.lower(into: &self, path: layer.name ?? "layers.\(index)")
  }

  /// Applies an operator to the last value.
  ///
  /// `initializers` draw its parameters, in the operator's order; the parameters' paths are `path`,
  /// a dot and the operator's names for them.
  ///
  /// - Precondition: there is an initializer for each parameter and it can draw it, the operator
  ///   takes the last value's width, and the paths are new.
  public mutating func apply(
    _ function: some Operator, path: String, initializers: [any Initializer] = []
  ) {
    let specs = function.parameters
    precondition(
      specs.count == initializers.count,
      "\(path): \(initializers.count) initializers, \(specs.count) were expected")
    let first = parameters.count
    for (parameter, initializer) in zip(specs, initializers) {
      let path = "\(path).\(parameter.name)"
      precondition(paths.insert(path).inserted, "\(path): used twice, another name was expected")
      do {
        parameters.append(
          try .init(checking: path, spec: parameter.spec, initializer: initializer))
      } catch {
        preconditionFailure("\(path): \(error)")
      }
    }
    do {
      width = try function.outputShape([1, width])[1]
    } catch {
      preconditionFailure("\(path): \(error)")
    }
    nodes.append(
      .init(
        function: function, layer: layerIndex, parameters: first..<parameters.count, width: width))
  }
}
