import ArgumentParser
import Xavier

/// A parameter as a user describes it.
struct ParameterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A matrix.", valueName: "in,out"))
  var dense: String?

  @Option(help: ArgumentHelp("A convolution's kernel.", valueName: "out,in,k,k"))
  var conv: String?

  @Option(
    help: ArgumentHelp("A depthwise convolution's kernel.", valueName: "channels,multiplier,k,k"))
  var depthwise: String?

  @Option(help: ArgumentHelp("A transposed convolution's kernel.", valueName: "in,out,k,k"))
  var convTranspose: String?

  @Option(help: ArgumentHelp("Groups of the convolution. (default: 1)", valueName: "groups"))
  var groups: Int?

  @Option(
    help: ArgumentHelp("Stride of the transposed convolution. (default: 1)", valueName: "s,s"))
  var stride: String?

  @Option(help: ArgumentHelp("A table of vectors.", valueName: "vocabulary,dimension"))
  var embedding: String?

  @Flag(help: "The embedding also maps back to logits.")
  var tied = false

  @Option(
    help: ArgumentHelp(
      "Several maps of one input, such as queries, keys and values.", valueName: "in,out,out..."))
  var fused: String?

  @Option(help: ArgumentHelp("The gates of a recurrent layer.", valueName: "gates,in,out"))
  var gates: String?

  @Option(help: ArgumentHelp("A stack of matrices.", valueName: "experts,in,out"))
  var experts: String?

  @Option(
    help: ArgumentHelp("A product whose second operand are the weights.", valueName: "equation"))
  var einsum: String?

  @Option(
    help: ArgumentHelp(
      "The weights' shape, for --einsum or with --layout.", valueName: "lengths"))
  var shape: String?

  @Option(
    help: ArgumentHelp(
      "The order of a --shape's axes: pytorch (out, in, k...), keras or jax (k..., in, out).",
      valueName: "layout"))
  var layout: String?

  static let usage =
    "one of --dense IN,OUT, --conv OUT,IN,K,K, --conv-transpose IN,OUT,K,K, --depthwise C,M,K,K, "
    + "--embedding V,D, --fused IN,OUT,OUT, --gates G,IN,OUT, --experts E,IN,OUT, "
    + "--einsum EQUATION --shape LENGTHS, --shape LENGTHS --layout LAYOUT"

  /// The parameter, with what to call it; `nil` where none is described.
  func spec() throws -> (title: String, spec: ParameterSpec)? {
    let kinds = [
      ("--dense", dense), ("--conv", conv), ("--depthwise", depthwise),
      ("--conv-transpose", convTranspose), ("--embedding", embedding), ("--fused", fused),
      ("--gates", gates), ("--experts", experts), ("--einsum", einsum),
    ].filter { $0.1 != nil }
    guard kinds.count <= 1 else {
      throw Usage("\(kinds[0].0): together with \(kinds[1].0), one kind of parameter")
    }
    try refuse(
      "--groups", groups != nil, unless: conv != nil || convTranspose != nil || layout != nil,
      "with --conv, --conv-transpose or --layout")
    try refuse("--stride", stride != nil, unless: convTranspose != nil, "with --conv-transpose")
    try refuse("--tied", tied, unless: embedding != nil, "with --embedding")
    try refuse(
      "--shape", shape != nil, unless: kinds.isEmpty || einsum != nil, "with --einsum or --layout")
    let layout = try self.layout.map(Self.layout)
    if let dense {
      let n = try lengths("--dense", dense, exactly: 2, "IN,OUT")
      return (
        "matrix, \(n[0]) to \(n[1]) units", .dense(in: n[0], out: n[1], layout: layout ?? .keras)
      )
    }
    if let conv {
      let n = try lengths("--conv", conv, atLeast: 3, "OUT,IN and the kernel's lengths")
      return (
        "convolution, \(n[1]) to \(n[0]) channels, kernel \(cross(n[2...]))"
          + (groups.map { ", \($0) groups" } ?? ""),
        try .convolution(
          in: n[1], out: n[0], kernel: Array(n[2...]), groups: groups ?? 1,
          layout: layout ?? .pytorch)
      )
    }
    if let depthwise {
      let n = try lengths(
        "--depthwise", depthwise, atLeast: 3, "CHANNELS,MULTIPLIER and the kernel's lengths")
      return (
        "depthwise convolution, \(n[0]) channels, kernel \(cross(n[2...]))",
        try .depthwiseConvolution(
          channels: n[0], multiplier: n[1], kernel: Array(n[2...]), layout: layout ?? .pytorch)
      )
    }
    if let convTranspose {
      let n = try lengths(
        "--conv-transpose", convTranspose, atLeast: 3, "IN,OUT and the kernel's lengths")
      let kernel = Array(n[2...])
      let steps = try stride.map {
        try lengths("--stride", $0, exactly: kernel.count, "one for each axis of the kernel")
      }
      return (
        "transposed convolution, \(n[0]) to \(n[1]) channels, kernel \(cross(kernel[...]))"
          + (steps.map { ", stride \(cross($0[...]))" } ?? "")
          + (groups.map { ", \($0) groups" } ?? ""),
        try .transposedConvolution(
          in: n[0], out: n[1], kernel: kernel, stride: steps, groups: groups ?? 1,
          layout: layout ?? .pytorch)
      )
    }
    if let embedding {
      let n = try lengths("--embedding", embedding, exactly: 2, "VOCABULARY,DIMENSION")
      return tied
        ? ("embedding tied to the map to logits", .tiedEmbedding(vocabulary: n[0], dimension: n[1]))
        : ("embedding", .embedding(vocabulary: n[0], dimension: n[1]))
    }
    if let fused {
      let n = try lengths("--fused", fused, atLeast: 2, "IN and the length of each map")
      return (
        "\(n.count - 1) maps of \(n[0]) units side by side",
        try .fusedProjections(in: n[0], out: Array(n[1...]), layout: layout ?? .pytorch)
      )
    }
    if let gates {
      let n = try lengths("--gates", gates, exactly: 3, "GATES,IN,OUT")
      return (
        "\(n[0]) gates, \(n[1]) to \(n[2]) units each",
        try .fusedGates(in: n[1], out: n[2], gates: n[0], layout: layout ?? .pytorch)
      )
    }
    if let experts {
      let n = try lengths("--experts", experts, exactly: 3, "EXPERTS,IN,OUT")
      return (
        "\(n[0]) experts, \(n[1]) to \(n[2]) units each",
        try .experts(n[0], in: n[1], out: n[2], layout: layout ?? .keras)
      )
    }
    if let einsum {
      guard let shape else { throw Usage("--einsum: no --shape, the shape of the weights") }
      let n = try lengths("--shape", shape, atLeast: 1, "lengths")
      return ("weights of \(einsum)", try .einsum(einsum, shape: n))
    }
    guard let shape else {
      try refuse("--layout", self.layout != nil, unless: false, "with a parameter")
      return nil
    }
    let n = try lengths("--shape", shape, atLeast: 1, "lengths")
    guard let layout else {
      throw Usage(
        "shape \(cross(n[...])): nothing says which axes are summed over, "
          + (2...5 ~= n.count
            ? "--layout pytorch (out, in, k...), keras or jax (k..., in, out), or " : "")
          + Self.usage)
    }
    return (
      "weights as \(layout.rawValue) stores them",
      try .stored(n, layout: layout, groups: groups ?? 1)
    )
  }

  private static func layout(_ word: String) throws -> Layout {
    guard let layout = Layout(rawValue: word) else {
      throw Usage(unknown: "layout", word, among: Layout.allCases.map(\.rawValue))
    }
    return layout
  }

  private func refuse(_ option: String, _ isGiven: Bool, unless fits: Bool, _ expected: String)
    throws
  {
    if isGiven, !fits { throw Usage("\(option): alone, it \(expected)") }
  }

  private func lengths(_ option: String, _ text: String, exactly count: Int, _ form: String) throws
    -> [Int]
  {
    let numbers = try lengths(option, text, atLeast: count, form)
    guard numbers.count == count else {
      throw Usage("\(option) \(text): \(numbers.count) numbers, \(form)")
    }
    return numbers
  }

  private func lengths(_ option: String, _ text: String, atLeast count: Int, _ form: String) throws
    -> [Int]
  {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { Int($0) }
    guard numbers.count == fields.count, numbers.count >= count, numbers.count <= 8,
      numbers.allSatisfy({ 0...1_000_000_000 ~= $0 })
    else { throw Usage("\(option) \(text): \(form), whole numbers separated by commas,") }
    do { _ = try Shape(checking: numbers) } catch {
      throw Usage("\(option) \(text): more weights than can be counted, fewer")
    }
    return numbers
  }

  private func cross(_ lengths: ArraySlice<Int>) -> String {
    lengths.map(String.init).joined(separator: "×")
  }
}
