import Foundation
import TestSupport
import Testing
import Xavier

@Suite("The catalog of optimizers")
struct OptimizerCatalogTests {
  @Test("lists every optimizer that a file declares, and each has a file of its name")
  func filesAndCatalog() throws {
    let folder = sourcesFolder.appendingPathComponent("Training/Optimizers")
    var declared: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for match in text.matches(of: #/public struct (\w+): Optimizer\b/#) {
        #expect(file == "\(match.1).swift")
        declared.insert(String(match.1))
      }
    }
    let listed = OptimizerCatalog.entries.map { "\(type(of: $0.make(1)))" }
    #expect(Set(listed) == declared)
    #expect(listed.count == declared.count)
  }

  @Test("entries make the optimizer of their name with the rate they are given")
  func entries() throws {
    #expect(
      OptimizerCatalog.entries.map(\.name) == ["sgd", "momentum", "adagrad", "adam", "adamw"])
    for entry in OptimizerCatalog.entries {
      let made = try OptimizerCatalog.optimizer(spelled: entry.name, learningRate: 0.125)
      #expect(type(of: made).name == entry.name)
      #expect(made.learningRate == 0.125)
      let usual = try OptimizerCatalog.optimizer(spelled: entry.name, learningRate: nil)
      #expect(usual.learningRate == entry.usualLearningRate)
      #expect(type(of: usual).usualLearningRate == entry.usualLearningRate)
    }
  }

  @Test("usual rates are those of the papers")
  func usualRates() {
    #expect(OptimizerCatalog.entries.map(\.usualLearningRate) == [0.01, 0.01, 0.01, 0.001, 0.001])
    let adam = Adam()
    #expect([adam.beta1, adam.beta2, adam.epsilon] == [0.9, 0.999, 1e-8])
    #expect(AdamW().weightDecay == 0.01)
    #expect(Momentum().momentum == 0.9)
  }

  @Test("an unknown name gives the nearest and all of them")
  func unknown() {
    let error = #expect(throws: TrainingError.self) {
      try OptimizerCatalog.optimizer(spelled: "adma", learningRate: nil)
    }
    #expect(error?.code == .name)
    #expect(
      error?.description
        == "optimizer adma: not known, did you mean adam? one of sgd, momentum, adagrad, adam, adamw "
        + "was expected")
  }
}
