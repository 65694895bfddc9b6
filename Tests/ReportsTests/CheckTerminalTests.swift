import Testing
import Xavier

@Suite("A check in a terminal")
struct CheckTerminalTests {
  private typealias Sample = SampleDiagnosis

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("verdict, findings, table and method stand in this order")
  func whole() {
    let layers = [
      Sample.layer("layers.0", "affine", q: 1.5, gradient: 1e-9, bias: 0.1),
      Sample.layer("layers.0", q: 0.5, gradient: 1e-8, cosine: 0.9999, dead: 0.25),
      Sample.layer("layers.1", "affine", q: 1, gradient: 1, cosine: 1, bias: 0.83),
    ]
    let findings = [
      Sample.finding(.collapsed, at: "layers.1"), Sample.finding(.vanishing, at: nil),
      Sample.finding(.dead, at: "layers.0.weight", weight: .note),
    ]
    let text = Sample.report(layers, findings: findings).terminalText(columns: 80)
    #expect(
      text == """
        collapsed and vanishing
        4-6-6-3, relu, weights drawn by heNormal

        ! collapsed at layers.1
          What is wrong, with its figures.
          cause   Why it is so.
          remedy  What to do about it.

        ! vanishing
          What is wrong, with its figures.
          cause   as above
          remedy  as above

        · note, dead at layers.0.weight
          What is wrong, with its figures.
          cause   as above
          remedy  as above

          layer     kind    E x²        theory  cosine  dead  bias    E g²        theory
        · layers.0  affine   1.5 █████     1.5    0.50        10 %  1.0e-9 ▏      1.0e-9
        · layers.0  relu     0.5 ████▍     0.5  1-1e-4  25 %        1.0e-8 ▊      1.0e-8
        ! layers.1  affine   1.0 ████▊     1.0       1        83 %     1.0 █████     1.0

        E x², E g²: mean squares of an element of a layer's value and of its gradient,
        measured; bars are logarithmic; cosine: of the values of two different examples;
        dead: channels that are 0 on every example; bias: the share of E x² that biases
        make.

        Measured on 32 examples of N(0, 1), 3 draws of the weights, seed 7.
        Gradients start at the logits.

        """)
  }

  @Test("the table fits the width, whatever is in it", arguments: [60, 70, 80, 100, 120])
  func width(_ columns: Int) {
    let name = "/features/block.12/expand/convolution.weight/Conv_output"
    let layers = (0..<4).flatMap { index in
      [
        Sample.layer(
          "\(name)\(index)", "affine", q: 1e-300, gradient: 1e300, cosine: 0.999_999_9, bias: 0.5),
        Sample.layer("\(name)\(index)", "hardSigmoid", q: .nan, dead: 0.004, saturated: 1),
      ]
    }
    let text = Sample.report(
      layers, findings: [Sample.finding(.nonfinite, at: "\(name)1")]
    ).terminalText(columns: columns, showsAll: true)
    for line in lines(text) where !line.contains(name) {
      #expect(line.count <= columns, "\(line.count): \(line)")
    }
    let rows = lines(text).filter { $0.contains("utput") }
    #expect(rows.count >= layers.count)
  }

  @Test("layers with findings are marked in the table, by the finding that weighs most")
  func marks() throws {
    let layers = (0..<5).map { Sample.layer("layers.\($0)") }
    let findings = [
      Sample.finding(.dead, at: "layers.1", weight: .note),
      Sample.finding(.vanishing, at: "layers.3"),
      Sample.finding(.dead, at: "layers.3", weight: .note),
    ]
    let text = lines(Sample.report(layers, findings: findings).terminalText(columns: 80))
    let rows = text.filter { $0.contains("  relu ") }
    #expect(
      rows.map { String($0.prefix(10)) } == [
        "  layers.0", "· layers.1", "  layers.2", "! layers.3", "  layers.4",
      ])
  }

  @Test("long healthy stretches are left out, with what lies between said")
  func elided() {
    let text = lines(
      Sample.report(
        (0..<100).map { Sample.layer("layers.\($0)") },
        findings: [Sample.finding(.dead, at: "layers.50")]
      ).terminalText(columns: 80))
    let table = text.drop { !$0.hasPrefix("  layer ") }.dropFirst().prefix { !$0.isEmpty }
    #expect(
      table.map { String($0.prefix(17)).split(separator: " ").prefix(3).joined(separator: " ") }
        == [
          "layers.0 relu", "layers.1 relu", "layers.2 relu", "… 46 more",
          "layers.49 relu", "! layers.50 relu", "layers.51 relu", "… 45 more",
          "layers.97 relu", "layers.98 relu", "layers.99 relu", "91 layers are",
        ])
  }

  @Test("where signal or gradient change, the layers between are shown")
  func changing() {
    let report = Sample.report(Sample.deep(100))
    let text = lines(report.terminalText(columns: 80))
    let rows = text.filter { $0.contains("  relu ") }
    #expect(rows.count >= 10 && rows.count <= 30)
    // A half at each of 100 layers are 30 powers of ten.
    #expect(rows.first?.contains("e-30") == true)
    #expect(
      lines(report.terminalText(columns: 80, showsAll: true))
        .filter { $0.contains("  relu ") }.count == 100)
  }

  @Test("values inside branches of a large network are shown only where all are asked for")
  func trunk() {
    let few = [Sample.layer("stem"), Sample.layer("branch", isTrunk: false)]
    #expect(Sample.report(few).terminalText().contains("branch"))
    let trunk = (0..<30).map { Sample.layer("layers.\($0)") }
    let report = Sample.report(trunk + [Sample.layer("branch", isTrunk: false)])
    #expect(!report.terminalText().contains("branch"))
    #expect(report.terminalText().contains("  1 layer is left out, --all shows it"))
    #expect(report.terminalText(showsAll: true).contains("branch"))
    #expect(!report.terminalText(showsAll: true).contains("--all"))
  }

  @Test("theory alone has neither measured columns nor their key, and gives the reason")
  func theory() {
    let method = Diagnosis.Method(
      isMeasured: false, reason: "the weights take 140 GB", examples: 32, draws: 3, seed: 0,
      data: "standardized numbers", remarks: [])
    let text = Sample.report(
      [Sample.layer("layers.0", q: 0.25, gradient: 4, isMeasured: false)], method: method
    ).terminalText(columns: 80)
    #expect(text.hasPrefix("healthy\n4-6-6-3, relu, weights drawn by heNormal\n\n"))
    #expect(text.contains("  layers.0  relu  0.25 ████████    0.50   4.0 ████████\n"))
    #expect(text.contains("predicted"))
    #expect(!text.contains("dead") && !text.contains("theory  "))
    #expect(text.hasSuffix("Theory alone, for standardized numbers: the weights take 140 GB.\n"))
  }

  @Test("colours change no letter")
  func colours() {
    let layers = [Sample.layer("layers.0"), Sample.layer("layers.1")]
    let report = Sample.report(layers, findings: [Sample.finding(.dead, at: "layers.1")])
    let (plain, colored) = (report.terminalText(), report.terminalText(usesColor: true))
    #expect(colored.contains("\u{1B}[1;31mdead\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
    #expect(Sample.report(layers).terminalText(usesColor: true).hasPrefix("\u{1B}[1;32mhealthy"))
  }

  @Test("a plan of several laws is shown, parameters alike in one row, and what it cannot mend")
  func plan() {
    let entries = Sample.network.parameters.map { parameter in
      RecipePlan.Entry(
        law: parameter.law, spelling: parameter.spec?.role == .weight ? "heNormal" : "zeros",
        reason: parameter.spec?.role == .weight ? "gain of relu" : "biases start at 0")
    }
    let plan = RecipePlan(recipe: "auto", entries: entries, limits: ["Sigmoid cannot."])
    let report = Sample.report([Sample.layer("layers.0")], plan: plan)
    let text = report.terminalText(columns: 80)
    #expect(text.contains("\nWhat auto draws\n  layers.0.weight"))
    #expect(text.contains("and 2 more") && text.contains("biases start at 0"))
    #expect(text.contains("\nWhat no weights can mend\n  Sigmoid cannot.\n"))
    let all = report.terminalText(columns: 80, showsAll: true)
    for parameter in Sample.network.parameters { #expect(all.contains("  \(parameter.path) ")) }
    #expect(lines(text).allSatisfy { $0.count <= 80 })
  }

  @Test("the same initializer everywhere needs no plan")
  func noPlan() {
    #expect(!Sample.report([Sample.layer("layers.0")]).terminalText().contains("What heNormal"))
  }

  @Test("cosines show how far they are from 1")
  func cosines() {
    let texts = [0.534, 0.99, 0.995, 0.9999, 1 - 3e-9, 1, 0.0001, -0.25].map { cosine in
      lines(Sample.report([Sample.layer("x", cosine: cosine)]).terminalText())
        .first { $0.hasPrefix("  x ") }
        .map { $0.split(separator: " ").map(String.init)[5] }
    }
    #expect(texts == ["0.53", "0.99", "0.995", "1-1e-4", "1-3e-9", "1", "0", "-0.25"])
  }
}
