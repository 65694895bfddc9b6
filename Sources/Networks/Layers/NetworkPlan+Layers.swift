import Initializers
import Operators
import Tensors

/// What layers have in common.
extension NetworkPlan {
  /// The most of anything that is counted in a layer: units, channels, positions of a window.
  public static let countLimit = Int(Int32.max)

  /// The path of a layer: its name, or `layers.N` after its place from 0, behind the path around it.
  ///
  /// A name that begins with `/` is the whole path.
  static func path(of layer: any Layer, at index: Int, under outer: String? = nil) -> String {
    let name = layer.name ?? "layers.\(index)"
    if name.hasPrefix("/") { return String(name.dropFirst()) }
    return outer.map { "\($0).\(name)" } ?? name
  }

  /// Applies layers one after another; those without a name are called `layers.N` after their place
  /// from 0, behind the given path.
  ///
  /// - Throws: ``NetworkError`` of the first layer that does not fit.
  public mutating func apply(
    _ layers: [any Layer], under path: String
  ) throws(NetworkError) {
    for (index, layer) in layers.enumerated() {
      try layer.lower(into: &self, path: Self.path(of: layer, at: index, under: path))
    }
  }

  /// Adds a parameter whose axes may be impossible.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` for impossible axes, `.path` where the path is
  ///   taken, `.initializer` where the initializer cannot draw the parameter.
  public mutating func parameter(
    _ path: String, _ spec: () throws(InitializerError) -> ParameterSpec,
    drawnBy initializer: any Initializer
  ) throws(NetworkError) -> Network.Value {
    let declared: ParameterSpec
    do {
      declared = try spec()
    } catch {
      throw .layer(path, "\(error)")
    }
    return try parameter(path, declared, drawnBy: initializer)
  }

  /// Adds a matrix of the layer's input width times `units`, a bias, and their affine map of a value.
  ///
  /// - Throws: ``NetworkError`` as the parameters and the operator do.
  mutating func applyAffine(
    to input: Network.Value, units: Int, initializer: any Initializer,
    biasInitializer: (any Initializer)?, path: String
  ) throws(NetworkError) -> Network.Value {
    try check("units", units, path)
    guard let width = shape(of: input).lengths.dropFirst().last else {
      throw .layer(path, "input without an axis of units, one was expected")
    }
    try checkCount([width, units], path: "\(path).weight")
    var operands = [
      input,
      try parameter("\(path).weight", .dense(in: width, out: units), drawnBy: initializer),
    ]
    if let biasInitializer {
      operands.append(
        try parameter("\(path).bias", .bias(out: units), drawnBy: biasInitializer))
    }
    return try apply(Affine(), to: operands, name: path)[0]
  }

  /// Applies an activation to the last value, unless it is the identity.
  mutating func apply(_ activation: Activation, name: String) throws(NetworkError) {
    if activation.function is IdentityActivation { return }
    try apply(activation.function, to: [last], name: name)
  }

  /// That a number of a layer is within its range.
  ///
  /// - Throws: ``NetworkError`` with code `.layer`.
  func check(
    _ what: String, _ number: Int, _ path: String,
    in range: ClosedRange<Int> = 1...NetworkPlan.countLimit
  ) throws(NetworkError) {
    guard range.contains(number) else {
      throw .layer(
        path, "\(number) \(what), \(range.lowerBound) to \(range.upperBound) were expected")
    }
  }

  /// That a tensor of the given lengths has a count.
  ///
  /// - Throws: ``NetworkError`` with code `.layer`.
  func checkCount(_ lengths: [Int], path: String) throws(NetworkError) {
    do {
      _ = try Shape(checking: lengths)
    } catch {
      throw .layer(path, "\(error)")
    }
  }

  /// The channels of the last value, and how many axes of positions its images have.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where the last value holds no images.
  func images(for layer: String, _ path: String) throws(NetworkError) -> (channels: Int, axes: Int)
  {
    let example = shape(of: last).lengths.dropFirst()
    guard 2...4 ~= example.count, let channels = example.first else {
      throw .layer(
        path,
        "\(layer) of examples of shape \(Shape(Array(example))), "
          + "channels and 1 to 3 axes of positions were expected")
    }
    return (channels, example.count - 1)
  }

  /// The number of an axis of an example among the axes of a value, whose first is the examples'.
  ///
  /// - Throws: ``NetworkError`` with code `.layer` where there is no such axis.
  func axis(_ axis: Int, of value: Network.Value, _ path: String) throws(NetworkError) -> Int {
    let rank = shape(of: value).rank - 1
    guard rank > 0, -rank..<rank ~= axis else {
      throw .layer(
        path,
        "axis \(axis) of examples with \(rank) axes, "
          + (rank > 0 ? "one from \(-rank) to \(rank - 1)" : "examples with axes")
          + (rank > 0 ? " was expected" : " were expected"))
    }
    return axis < 0 ? axis + rank + 1 : axis + 1
  }
}
