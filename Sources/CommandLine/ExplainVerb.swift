import ArgumentParser
import Foundation
import Xavier

struct ExplainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract:
      "Says what an initializer, an activation, a recipe, a verdict, a fan or a model is, with figures.",
    discussion: """
      NAME is an initializer (glorotUniform, orthogonal:1.1), an activation (gelu, leakyReLU:0.2), \
      a recipe (pytorch, sigma:1.5,0.05), a verdict of check or what it is taken on (collapsed, correlation), \
      the word fans, the word operators, or a model file, which is summarised: inputs, outputs, \
      layers, parameters with axes and fans. Without NAME everything that can be explained is listed.

      An initializer is shown for the parameter that the options describe. Channels of a convolution \
      count all groups together.

        xavier explain heNormal --conv 128,64,3,3
        xavier explain fans --conv-transpose 256,128,4,4 --stride 2,2
        xavier explain fans --einsum 'btd,dhk->bthk' --shape 512,8,64
        xavier explain model.onnx --input x=1,3,224,224
      """)

  @Argument(help: "What to explain.")
  var name: String?

  @OptionGroup(title: "Parameters")
  var parameter: ParameterOptions

  @Option(
    name: .customLong("input"), parsing: .singleValue,
    help: ArgumentHelp(
      "The shape of a model's input, for axes that the file leaves open.", valueName: "name=dims"))
  var shapes: [String] = []

  @Option(
    parsing: .unconditional,
    help: "The variance of what enters the activation. (default: 1)")
  var variance: Double?

  @Option(
    parsing: .unconditional, help: "The seed of the weights in the figure.")
  var seed: UInt64 = 0

  @Option(help: "Write the explanation as JSON to a file, or to standard output for '-'.")
  var json: String?

  @Flag(help: "No text.")
  var quiet = false

  func run() throws {
    try OutputFiles(["--json": json]).check(reading: [name.flatMap(InputFile.model)])
    let jsonFile = try json.flatMap { try $0 == "-" ? nil : WholeFile(checking: $0) }
    let place = json == "-" ? STDERR_FILENO : STDOUT_FILENO
    let columns = min(100, max(40, Terminal.width(of: place) ?? 100))
    let explanation = try explanation()
    let text = try quiet || json == "-" ? "" : explanation.text(columns)
    if let json {
      let data = try explanation.json()
      if json == "-" { Terminal.write(data, to: STDOUT_FILENO) }
      try jsonFile?.write(data)
    }
    Terminal.write(text, to: STDOUT_FILENO)
  }

  /// What the verb writes, for the lab.
  func labExplanation(columns: Int) throws -> (text: String, json: Data) {
    let explanation = try explanation()
    return (try explanation.text(columns), try explanation.json())
  }

  /// What will be written: found before anything is.
  private struct Explanation {
    let text: (_ columns: Int) throws -> String
    let json: () throws -> Data
  }

  private func explanation() throws -> Explanation {
    let spec = try parameter.spec()
    guard let name else {
      guard spec == nil else {
        throw Usage("explain: a parameter without a name, fans or an initializer")
      }
      return Explanation(text: ExplanationList.terminalText, json: ExplanationList.json)
    }
    if let variance, !(variance > 0 && variance.isFinite) {
      throw Usage("--variance: \(variance), a number above 0")
    }
    let isFile = ModelArgument.isFile(name)
    if isFile || name == "operators" {
      guard spec == nil, variance == nil else {
        throw Usage("\(name): a parameter or a variance, neither")
      }
    }
    guard shapes.isEmpty || isFile else { throw Usage("--input: with \(name), with a model file") }
    if isFile {
      let options = try ONNXOptions(shapes: InputShapes.parse(shapes))
      let network = try Network(contentsOf: name, options: options)
      let shown = NetworkExplanation(title: name, network: network)
      return Explanation(text: shown.terminalText, json: shown.json)
    }
    if name == "operators" {
      return Explanation(text: OperatorsExplanation.terminalText, json: OperatorsExplanation.json)
    }
    let word = String(name.prefix { $0 != ":" })
    if name == "fans" {
      guard let spec else {
        throw Usage("fans: no parameter, \(ParameterOptions.usage)")
      }
      let fans = FansExplanation(title: spec.title, spec: spec.spec)
      return Explanation(text: fans.terminalText, json: fans.json)
    }
    if InitializerCatalog.names.contains(word) {
      if variance != nil { throw Usage("--variance: with an initializer, with an activation") }
      let shown = try InitializerExplanation(spelled: name, spec: spec?.spec)
      // The identity is an activation too.
      let other = spec == nil ? try? FunctionExplanation(spelled: name) : nil
      return Explanation(
        text: { columns in
          try shown.terminalText(columns: columns, seed: seed)
            + (other.map { "\n" + $0.terminalText(columns: columns) } ?? "")
        }, json: shown.json)
    }
    if spec == nil, variance == nil, let shown = ForeignNameExplanation(name) {
      return Explanation(text: shown.terminalText, json: shown.json)
    }
    if name == Softmax.name, spec == nil, variance == nil {
      return Explanation(text: SoftmaxExplanation.terminalText, json: SoftmaxExplanation.json)
    }
    if let shown = VerdictExplanation(spelled: name) {
      guard spec == nil, variance == nil else {
        throw Usage("\(name): a verdict with a parameter or a variance, without")
      }
      return Explanation(text: shown.terminalText, json: shown.json)
    }
    if let shown = try RecipeExplanation(spelled: name) {
      guard spec == nil, variance == nil else {
        throw Usage("\(name): a recipe with a parameter or a variance, without")
      }
      return Explanation(text: shown.terminalText, json: shown.json)
    }
    let functions = FunctionCatalog.entries.map { $0.name } + FunctionCatalog.synonyms.keys.sorted()
    guard functions.contains(word) else {
      let known = Spellings(
        InitializerCatalog.names + functions + RecipeCatalog.names + [MeanFieldRecipe.spelling]
          + VerdictExplanation.names + ["fans", "operators"])
      let guess = known.nearest(to: word).map { "did you mean \($0)? " } ?? ""
      throw Usage("explain \(word): not known, \(guess)a name that 'xavier explain' lists")
    }
    if spec != nil {
      throw Usage("\(name): a parameter with an activation, one with an initializer")
    }
    let shown = try FunctionExplanation(spelled: name, variance: variance ?? 1)
    return Explanation(text: shown.terminalText, json: shown.json)
  }
}
