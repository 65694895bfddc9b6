import Initializers
import Networks
import Tensors

/// What a name and a shape say of a tensor.
struct NameReading {
  /// The meaning of its axes; `nil` where nothing says it.
  var spec: ParameterSpec?
  /// What it is for.
  var use: ParameterUse
  /// Where it lies.
  var place: ModelParameter.Place = .inside
  /// Why, in a few words.
  var reason: String
  /// What stays open and what would settle it; `nil` where nothing does.
  var open: String?

  /// A tensor that no recipe draws by what it is for.
  static func unknown(_ reason: String) -> Self {
    Self(spec: nil, use: .undeclared, reason: reason)
  }

  /// A tensor with axes that nothing says.
  static func open(_ what: String, _ wanted: String) -> Self {
    Self(
      spec: nil, use: .undeclared, reason: what,
      open: "numbers \(what), \(wanted) or a rule for it in a recipe file was expected")
  }

  /// A weight of a layer.
  static func weight(
    _ layer: WeightUse.Layer, _ spec: ParameterSpec, _ reason: String
  ) -> Self {
    Self(spec: spec, use: .weight(WeightUse(layer: layer, spec: spec)), reason: reason)
  }
}

/// Reads what tensors are from their names, their shapes and what lies beside them.
struct NameReader {
  let names: [TensorName]
  let shapes: [Shape]
  let layout: Layout?
  let implied: Layout?
  /// Tensors by the module they lie in and what they are there.
  let members: [String: [String: Int]]
  /// Whether maps under GPT-2's names are stored (in, out); `nil` where no shape tells.
  let storesInputsFirst: Bool?
  /// Output channels of the kernel before each kernel, where names are put in the order of counting.
  let channelsBefore: [Int: Int]
  let firstKernel: Int?
  let modules: Set<String>
  private var known: [NameReading?]

  init(_ tensors: [(name: String, shape: Shape)], layout: Layout?, implied: Layout?) {
    names = tensors.map { TensorName($0.name) }
    shapes = tensors.map(\.shape)
    self.layout = layout
    self.implied = implied
    var members: [String: [String: Int]] = [:]
    for (number, name) in names.enumerated() {
      members[name.home, default: [:]][name.leaf] = number
    }
    self.members = members
    storesInputsFirst = Self.orderOfGPT2(names, shapes, members)
    (firstKernel, channelsBefore) = Self.chain(names, shapes, layout: layout, implied: implied)
    modules = Set(names.flatMap { $0.modules.map { $0.lowercased() } })
    known = Array(repeating: nil, count: tensors.count)
  }

  /// What a tensor is.
  mutating func reading(of number: Int) -> NameReading {
    if let reading = known[number] { return reading }
    var reading = read(number)
    if reading.place == .inside { reading.place = place(number, reading) }
    known[number] = reading
    return reading
  }

  private mutating func read(_ number: Int) -> NameReading {
    let shape = shapes[number]
    if let found = statistics(number) { return found }
    if shape.rank == 0 { return .unknown("one number, nothing says what it is for") }
    if let found = recurrent(number) ?? normalization(number) ?? slope(number) ?? table(number) {
      return found
    }
    if let found = bias(number) { return found }
    if shape.rank == 1 { return .unknown("nothing says what it is for") }
    return map(number)
  }

  /// The tensor beside another in the same module.
  func sibling(_ number: Int, _ leaves: String...) -> Int? {
    let members = members[names[number].home]
    return leaves.lazy.compactMap { members?[$0] }.first { $0 != number }
  }

  /// A tensor in a module beside another's module.
  func neighbour(_ number: Int, module: [String], _ leaves: String...) -> Int? {
    let home = (names[number].modules.dropLast() + module).joined(separator: "\u{0}")
    return leaves.lazy.compactMap { members[home]?[$0] }.first
  }

  /// The outputs that a bias beside a map declares.
  func biasCount(_ number: Int) -> Int? {
    sibling(number, "bias", "b").map { shapes[$0].count }
  }
}
