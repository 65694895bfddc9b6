// What the page of `xavier lab` showed: prints what `xavier check --json -` prints.

import Foundation
import Xavier

let network = try Network(
  yaml: """
    version: 1
    input: 64
    layers:
      - dense: {units: 24, name: layers.0}
      - layerNormalization: {name: norms.0}
      - activate: {activation: relu, name: activations.0}
      - repeat:
          times: 3
          index: i
          first: 1
          layers:
            - residual:
                name: blocks.$i
                layers:
                  - dense: {units: 24, name: /layers.$i}
                  - layerNormalization: {name: /norms.$i}
                  - activate: {activation: relu, name: /activations.$i}
      - dense: {units: 10, activation: softmax, name: layers.4}
    """, name: "network.yaml")
for name in ["heNormal", "sigma:1.5,0.05", "auto"] {
  let recipe = try RecipeCatalog.recipe(spelled: name)
  var check = Check(network, recipe: try recipe.withHiddenBiases(deviation: 0.3))
  check.draws = 2
  check.seed = 3
  check.wantsSpectrum = true
  check.data = try DataSet.named("optdigits").arrays(
    for: network, count: check.examples)
  let report = CheckReport(
    try check.run(), of: network, named: "network.yaml",
    onExamplesOf: "optdigits")
  print(String(decoding: try report.json(), as: UTF8.self), terminator: "")
}
