/// A state as a program in Swift that prints the checks of all its recipes, one after the other.
struct SwiftText {
  let text: String

  init(_ state: LabState, _ subject: LabSubject) {
    let names = state.recipes.map { "\"\($0)\"" }.joined(separator: ", ")
    var lines = [
      "// What the page of `xavier lab` showed: prints what `xavier check --json -` prints.", "",
      "import Foundation", "import Xavier", "",
    ]
    lines += Self.network(state, subject)
    lines.append("for name in [\(names)] {")
    lines += (Self.weights(state, subject) + Self.check(state, subject)).map { "  " + $0 }
    lines.append("}")
    text = lines.joined(separator: "\n") + "\n"
  }

  // What becomes the check's weights, and the check with them.
  private static func weights(_ state: LabState, _ subject: LabSubject) -> [String] {
    if state.recipes.contains(LabState.asIs) {
      return [
        "let weights: Check.Weights =",
        "  name == \"\(LabState.asIs)\" ? .asTheyAre : .drawn(try RecipeCatalog.recipe(spelled: name))",
        "var check = Check(network, weights: weights)",
      ]
    }
    let biases =
      state.bias > 0 && !subject.isModel
      ? "try recipe.withHiddenBiases(deviation: \(state.bias))" : "recipe"
    return [
      "let recipe = try RecipeCatalog.recipe(spelled: name)",
      "var check = Check(network, recipe: \(biases))",
    ]
  }

  private static func check(_ state: LabState, _ subject: LabSubject) -> [String] {
    let isNoise = state.data == LabState.noise
    let data =
      isNoise
      ? []
      : [
        "check.data = try DataSet.named(\"\(state.data)\").arrays(",
        "  for: network, count: check.examples)",
      ]
    return [
      "check.draws = \(state.draws)", "check.seed = \(state.seed)", "check.wantsSpectrum = true",
    ] + data + [
      "let report = CheckReport(",
      "  try check.run(), of: network, named: \"\(subject.title)\",",
      "  onExamplesOf: \(isNoise ? "nil" : "\"\(state.data)\""))",
      "print(String(decoding: try report.json(), as: UTF8.self), terminator: \"\")",
    ]
  }

  private static func network(_ state: LabState, _ subject: LabSubject) -> [String] {
    if subject.isModel {
      return ["let network = try Network.forAnyBatch(contentsOf: \"\(subject.word)\")"]
    }
    guard let yaml = subject.yaml else {
      return [
        "let network = try Shorthand(\"\(subject.word)\").network(",
        "  activation: OperatorCatalog.activation(spelled: \"\(state.activation)\"))",
      ]
    }
    let indented = yaml.split(separator: "\n").map { "    " + $0 }
    return ["let network = try Network(", "  yaml: \"\"\""] + indented + [
      "    \"\"\", name: \"\(subject.word)\")"
    ]
  }
}
