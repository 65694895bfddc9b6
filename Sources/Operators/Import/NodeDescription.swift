import Tensors

/// A node of a model file as an operator sees it.
public struct NodeDescription: Sendable {
  /// The operator's name in the file.
  public let operatorName: String
  /// The version of the operator set that the file uses.
  public let opset: Int
  /// Its attributes by name.
  public let attributes: [String: Attribute]
  /// What is known of each input; `nil` for one that is left out.
  public let inputs: [InputDescription?]
  /// Which outputs the file names.
  public let wantsOutput: [Bool]

  /// One named attribute's value.
  public enum Attribute: Sendable {
    /// A whole number.
    case integer(Int64)
    /// A number.
    case float(Float)
    /// A text.
    case text(String)
    /// A list of whole numbers.
    case integers([Int64])
    /// A list of numbers.
    case floats([Float])
    /// A list of texts.
    case texts([String])
    /// A tensor.
    case tensor(StoredTensor)
    /// Something that no operator here reads, by the name of its kind.
    case other(String)
  }

  /// What is known of an input before any number is computed.
  public struct InputDescription: Sendable {
    /// Its shape.
    public let shape: Shape
    /// How the file says its elements are written.
    public let type: StoredType
    /// Its elements, where they are known.
    public let constant: StoredTensor?
    /// Whether it depends on a parameter or on a float input, so that its gradient may be wanted
    /// though its elements are known.
    public let mayHaveGradient: Bool

    /// An input of the given shape.
    public init(
      shape: Shape, type: StoredType = .float32, constant: StoredTensor? = nil,
      mayHaveGradient: Bool = false
    ) {
      self.shape = shape
      self.type = type
      self.constant = constant
      self.mayHaveGradient = mayHaveGradient
    }
  }

  /// A node with the given attributes and inputs.
  public init(
    _ operatorName: String, opset: Int, attributes: [String: Attribute] = [:],
    inputs: [InputDescription?], wantsOutput: [Bool] = [true]
  ) {
    self.operatorName = operatorName
    self.opset = opset
    self.attributes = attributes
    self.inputs = inputs
    self.wantsOutput = wantsOutput
  }

  /// The shapes of the inputs that are there.
  public var shapes: [Shape] { inputs.compactMap { $0?.shape } }

  /// Whether the input with the given number is there.
  public func hasInput(_ index: Int) -> Bool { index < inputs.count && inputs[index] != nil }

  /// The input with the given number.
  ///
  /// - Throws: ``OperatorError`` with code `.inputCount` where it is left out.
  public func input(_ index: Int) throws(OperatorError) -> InputDescription {
    guard index < inputs.count, let input = inputs[index] else {
      throw .missingInput(self, index)
    }
    return input
  }

  /// Whether the output with the given number is named.
  public func wantsOutput(_ index: Int) -> Bool {
    index < wantsOutput.count && wantsOutput[index]
  }
}

/// Attributes by name. Each throws ``OperatorError`` with code `.attribute` where the file has an
/// attribute of another kind.
extension NodeDescription {
  /// A whole number; `nil` where there is none.
  public func integer(_ name: String) throws(OperatorError) -> Int? {
    guard let attribute = attributes[name] else { return nil }
    guard case .integer(let value) = attribute else {
      throw .attributeKind(self, name, attribute, expected: "a whole number")
    }
    return Int(value)
  }

  /// A whole number, `fallback` where there is none.
  public func integer(_ name: String, default fallback: Int) throws(OperatorError) -> Int {
    try integer(name) ?? fallback
  }

  /// A whole number that stands for yes or no.
  public func flag(_ name: String, default fallback: Bool) throws(OperatorError) -> Bool {
    try integer(name).map { $0 != 0 } ?? fallback
  }

  /// A finite or infinite number, `fallback` where there is none.
  public func float(_ name: String, default fallback: Float) throws(OperatorError) -> Float {
    guard let attribute = attributes[name] else { return fallback }
    guard case .float(let value) = attribute, !value.isNaN else {
      throw .attributeKind(self, name, attribute, expected: "a number")
    }
    return value
  }

  /// A text; `nil` where there is none.
  public func text(_ name: String) throws(OperatorError) -> String? {
    guard let attribute = attributes[name] else { return nil }
    guard case .text(let value) = attribute else {
      throw .attributeKind(self, name, attribute, expected: "a text")
    }
    return value
  }

  /// A list of whole numbers; `nil` where there is none.
  public func integers(_ name: String) throws(OperatorError) -> [Int]? {
    guard let attribute = attributes[name] else { return nil }
    guard case .integers(let values) = attribute else {
      throw .attributeKind(self, name, attribute, expected: "a list of whole numbers")
    }
    return values.map { Int($0) }
  }

  /// A list of numbers; `nil` where there is none.
  public func floats(_ name: String) throws(OperatorError) -> [Float]? {
    guard let attribute = attributes[name] else { return nil }
    guard case .floats(let values) = attribute else {
      throw .attributeKind(self, name, attribute, expected: "a list of numbers")
    }
    return values
  }

  /// A list of texts; `nil` where there is none.
  public func texts(_ name: String) throws(OperatorError) -> [String]? {
    guard let attribute = attributes[name] else { return nil }
    guard case .texts(let values) = attribute else {
      throw .attributeKind(self, name, attribute, expected: "a list of texts")
    }
    return values
  }

  /// A tensor; `nil` where there is none.
  public func tensor(_ name: String) throws(OperatorError) -> StoredTensor? {
    guard let attribute = attributes[name] else { return nil }
    guard case .tensor(let value) = attribute else {
      throw .attributeKind(self, name, attribute, expected: "a tensor")
    }
    return value
  }
}

/// Inputs that must be known. Each throws ``OperatorError`` with code `.unknownInput` where the
/// input's elements are not known before the network runs.
extension NodeDescription {
  // An input of shapes, axes or positions is never longer; a longer one would only cost memory.
  private static let longestList = 1 << 24

  /// Whole numbers; `nil` where the input is left out.
  public func knownIntegers(_ index: Int) throws(OperatorError) -> [Int]? {
    guard hasInput(index) else { return nil }
    let tensor = try known(index)
    do {
      return try tensor.integers().map { Int($0) }
    } catch {
      throw .inputKind(self, index, tensor.type, expected: "whole numbers were")
    }
  }

  /// Numbers; `nil` where the input is left out.
  public func knownFloats(_ index: Int) throws(OperatorError) -> [Float]? {
    guard hasInput(index) else { return nil }
    return try known(index).floats
  }

  /// One number; `nil` where the input is left out.
  public func knownFloat(_ index: Int) throws(OperatorError) -> Float? {
    guard let values = try knownFloats(index) else { return nil }
    guard values.count == 1 else {
      throw .unsupported(self, "input \(index) has \(values.count) elements, 1 was expected")
    }
    return values[0]
  }

  /// One whole number; `nil` where the input is left out.
  public func knownInteger(_ index: Int) throws(OperatorError) -> Int? {
    guard let values = try knownIntegers(index) else { return nil }
    guard values.count == 1 else {
      throw .unsupported(self, "input \(index) has \(values.count) elements, 1 was expected")
    }
    return values[0]
  }

  private func known(_ index: Int) throws(OperatorError) -> StoredTensor {
    let input = try input(index)
    guard let constant = input.constant else { throw .unknownInput(self, index) }
    guard constant.shape.count <= Self.longestList else {
      throw .unsupported(
        self, "input \(index) lists \(constant.shape.count) numbers, at most \(Self.longestList)")
    }
    return constant
  }
}

/// Axes, counted from the last where negative.
extension NodeDescription {
  /// The axis from 0 that a number from a file means.
  ///
  /// - Throws: ``OperatorError`` with code `.attribute` where a tensor of the given rank has no such
  ///   axis.
  public func axis(_ axis: Int, rank: Int) throws(OperatorError) -> Int {
    let found = axis < 0 ? axis &+ rank : axis
    guard (0..<rank).contains(found) else {
      throw .unsupported(self, "axis \(axis), one from \(-rank) to \(rank - 1) was expected")
    }
    return found
  }

  /// The axes from 0 that numbers from a file mean, in the file's order, none twice.
  public func axes(_ axes: [Int], rank: Int) throws(OperatorError) -> [Int] {
    var found: [Int] = []
    for number in axes {
      let axis = try axis(number, rank: rank)
      guard !found.contains(axis) else {
        throw .unsupported(self, "axis \(number) twice, once was expected")
      }
      found.append(axis)
    }
    return found
  }
}
