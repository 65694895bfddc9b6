/// The name of a tensor in parts: the modules it lies in, and what it is there.
///
/// Parts stand between dots or slashes. A last part such as `in_proj_weight` is the weight of a
/// module `in_proj`; Keras's `:0` at the end says nothing and is left out.
struct TensorName: Hashable {
  /// The name as given.
  let path: String
  /// The modules, the outermost first, as written.
  let modules: [String]
  /// What the tensor is in its module, in small letters: `weight`, `kernel`, `running_mean`.
  let leaf: String
  /// Whether the leaf stood with its module's name in one part: `in_proj_weight`.
  let isJoined: Bool

  private static let joined = ["weight", "bias", "kernel", "gamma", "beta"]
  private static let whole: Set<String> = [
    "depthwise_kernel", "pointwise_kernel", "recurrent_kernel", "recurrent_weight",
  ]

  init(_ path: String) {
    self.path = path
    var parts = path.split { $0 == "." || $0 == "/" }.map(String.init)
    var last = parts.popLast() ?? ""
    if let colon = last.lastIndex(of: ":"), last[colon...].dropFirst().allSatisfy(\.isNumber) {
      last = String(last[..<colon])
    }
    let small = last.lowercased()
    if !Self.whole.contains(small),
      let kind = Self.joined.first(where: { small.hasSuffix("_\($0)") })
    {
      modules = parts + [String(last.dropLast(kind.count + 1))]
      leaf = kind
      isJoined = true
    } else {
      modules = parts
      leaf = small
      isJoined = false
    }
  }

  /// The module that holds the tensor, in small letters; empty where there is none.
  var module: String { modules.last?.lowercased() ?? "" }

  /// The module that holds the tensor's module, and so on outward: `outer(0)` is ``module``.
  func outer(_ steps: Int) -> String {
    steps < modules.count ? modules[modules.count - 1 - steps].lowercased() : ""
  }

  /// Names of modules in one text, for looking up what lies beside the tensor.
  var home: String { modules.joined(separator: "\u{0}") }

  /// Whether one of the modules is counted: `layers.3`, `block_3`.
  var isCounted: Bool {
    modules.contains { $0.last?.isNumber == true && $0.last?.isASCII == true }
  }

  /// Whether this name stands before another where numbers in names are counted, not spelled.
  static func precedes(_ a: TensorName, _ b: TensorName) -> Bool {
    for (x, y) in zip(a.modules + [a.leaf], b.modules + [b.leaf]) where x != y {
      let (m, n) = (split(x), split(y))
      if m.word != n.word { return m.word < n.word }
      if m.number != n.number { return m.number < n.number }
      return x < y
    }
    return a.modules.count < b.modules.count
  }

  // A part's word and the number at its end.
  static func split(_ part: String) -> (word: Substring, number: Int) {
    let digits = part.reversed().prefix { $0.isASCII && $0.isNumber }.count
    return (part.dropLast(digits), Int(part.suffix(digits)) ?? -1)
  }
}
