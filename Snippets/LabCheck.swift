// What the page of `xavier lab` showed: prints what `xavier check --json -` prints.

import Foundation
import Xavier

let network = try Shorthand("64-20x6-10").network(
  activation: OperatorCatalog.activation(spelled: "tanh"))
for name in ["auto", "pytorch"] {
  let recipe = try RecipeCatalog.recipe(spelled: name)
  var check = Check(network, recipe: recipe)
  check.draws = 1
  check.seed = 0
  check.wantsSpectrum = true
  let report = CheckReport(
    try check.run(), of: network, named: "64-20x6-10, tanh",
    onExamplesOf: nil)
  print(String(decoding: try report.json(), as: UTF8.self), terminator: "")
}
