import Networks
import Operators
import Tensors

/// A value of a graph while it is imported: numbers that are known already, a value of the network,
/// or both.
struct ImportedValue {
  /// Its shape.
  let shape: Shape
  /// How the file writes its elements.
  let type: StoredType
  /// Its elements, where they follow from the file alone, or from integers that were given.
  let known: StoredTensor?
  /// Elements of an input of the graph that were given and may serve where a constant is wanted.
  let given: StoredTensor?
  /// The path of the parameter that the known elements are; `nil` where they are a constant.
  let path: String?
  /// The value in the network, once an operator needed one.
  var value: Network.Value?
  /// Whether it depends on an input or a parameter, so that its gradient may be wanted.
  let isTraced: Bool
  /// An input of the graph whose elements would make this value known.
  let origin: String?

  init(
    shape: Shape, type: StoredType, known: StoredTensor? = nil, given: StoredTensor? = nil,
    path: String? = nil, value: Network.Value? = nil, isTraced: Bool, origin: String? = nil
  ) {
    self.shape = shape
    self.type = type
    self.known = known
    self.given = given
    self.path = path
    self.value = value
    self.isTraced = isTraced
    self.origin = origin
  }

  /// Numbers of the file.
  ///
  /// Floats that are more than one number, or that the file lists among its
  /// initializers, are a parameter.
  init(file tensor: StoredTensor, path: String, isInitializer: Bool) {
    let isParameter = tensor.type.isFloat && (isInitializer || tensor.shape.count > 1)
    self.init(
      shape: tensor.shape, type: tensor.type, known: tensor, path: isParameter ? path : nil,
      isTraced: isParameter)
  }

  /// What an operator may know of it.
  var description: NodeDescription.InputDescription {
    NodeDescription.InputDescription(
      shape: shape, type: type, constant: known ?? given, mayHaveGradient: isTraced)
  }
}
