extension Resize {
  /// Scales and lengths are inputs that must be known.
  ///
  /// In version 10 of the operator set there are scales alone, and places x / scale with the left
  /// neighbour, or where an axis becomes shorter the right one, as the nearest.
  public static func imported(
    from node: NodeDescription
  ) throws(OperatorError) -> ImportedOperator {
    if node.opset < 11 {
      guard let scales = try node.knownFloats(1) else { throw .missingInput(node, 1) }
      return ImportedOperator(
        Self(
          .scales(scales), interpolation: try interpolation(node, .simple),
          coordinates: .asymmetric), inputs: [0])
    }
    let coordinates: Coordinates = try choice(
      node, "coordinate_transformation_mode", default: .halfPixel)
    let rounding: Rounding = try choice(node, "nearest_mode", default: .preferLeft)
    guard rounding != .simple else {
      throw .attribute(node, "nearest_mode", "simple", expected: "another mode was")
    }
    let antialiases = try node.flag("antialias", default: false)
    let interpolation = try interpolation(node, rounding)
    if antialiases, case .nearest = interpolation {
      throw .attribute(node, "antialias", 1, expected: "0 with mode nearest was")
    }
    let resize = Self(
      try target(node), axes: try node.integers("axes"), interpolation: interpolation,
      coordinates: coordinates,
      region: coordinates == .region ? try node.knownFloats(1) ?? [] : [],
      outside: try node.float("extrapolation_value", default: 0),
      excludesOutside: try node.flag("exclude_outside", default: false), antialiases: antialiases)
    return ImportedOperator(resize, inputs: [0])
  }

  private static func target(_ node: NodeDescription) throws(OperatorError) -> Target {
    let scales = try node.knownFloats(2) ?? []
    let lengths = try node.knownIntegers(3) ?? []
    let rank = try node.input(0).shape.rank
    guard scales.isEmpty != lengths.isEmpty || rank == 0 else {
      throw .unsupported(
        node, "\(scales.count) scales and \(lengths.count) sizes, either were expected")
    }
    guard scales.isEmpty else { return .scales(scales) }
    switch try node.text("keep_aspect_ratio_policy") ?? "stretch" {
    case "stretch": return .lengths(lengths)
    case "not_larger": return .atMost(lengths)
    case "not_smaller": return .atLeast(lengths)
    case let other:
      throw .attribute(
        node, "keep_aspect_ratio_policy", other,
        expected: "stretch, not_larger or not_smaller was")
    }
  }

  /// The node's mode.
  static func interpolation(
    _ node: NodeDescription, _ rounding: Rounding
  ) throws(OperatorError) -> Interpolation {
    switch try node.text("mode") ?? "nearest" {
    case "nearest": return .nearest(rounding)
    case "linear": return .linear
    case "cubic": return .cubic(try node.float("cubic_coeff_a", default: -0.75))
    case let other: throw .attribute(node, "mode", other, expected: "nearest, linear or cubic was")
    }
  }

  private static func choice<Choice: RawRepresentable<String>>(
    _ node: NodeDescription, _ name: String, default fallback: Choice
  ) throws(OperatorError) -> Choice {
    guard let text = try node.text(name) else { return fallback }
    guard let choice = Choice(rawValue: text) else {
      throw .attribute(node, name, text, expected: "one that ONNX defines was")
    }
    return choice
  }
}
