/// A state as a program in Swift that prints the same check.
struct SwiftText {
  let text: String

  init(_ state: LabState, _ subject: LabSubject, recipe: Int) {
    var lines = ["import Foundation", "import Xavier", ""]
    lines += Self.network(state, subject)
    let name = state.recipes[recipe]
    if name == LabState.asIs {
      lines.append("var check = Check(network, weights: .asTheyAre)")
    } else {
      lines.append("let recipe = try RecipeCatalog.recipe(spelled: \"\(name)\")")
      let biases =
        state.bias > 0 && !subject.isModel
        ? "try recipe.withHiddenBiases(deviation: \(state.bias))" : "recipe"
      lines.append("var check = Check(network, recipe: \(biases))")
    }
    lines += ["check.draws = \(state.draws)", "check.seed = \(state.seed)"]
    lines.append("check.wantsSpectrum = true")
    if state.data != LabState.noise {
      lines += [
        "check.data = try DataSet.named(\"\(state.data)\").arrays(",
        "  for: network, count: check.examples)",
      ]
    }
    let data = state.data == LabState.noise ? "nil" : "\"\(state.data)\""
    lines += [
      "let report = CheckReport(", "  try check.run(), of: network, named: \"\(subject.title)\",",
      "  onExamplesOf: \(data))",
      "print(String(decoding: try report.json(), as: UTF8.self), terminator: \"\")",
    ]
    text = lines.joined(separator: "\n") + "\n"
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
