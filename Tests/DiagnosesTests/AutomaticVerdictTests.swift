import Diagnoses
import Foundation
import NetworkZoo
import Recipes
import Testing

/// The recipe auto, judged by the rules on what is measured of drawn weights.
@Suite("Verdicts on what the recipe auto draws")
struct AutomaticVerdictTests {
  @Test(
    "every network of the zoo is healthy, or what no weights can mend is said",
    arguments: Zoo.all)
  func zoo(_ one: ZooNetwork) throws {
    let isLong = ProcessInfo.processInfo.environment["XAVIER_LONG_TESTS"] != nil
    var check = Check(one.network, recipe: AutomaticRecipe())
    check.draws = isLong ? 3 : 1
    check.isTheoryOnly = !isLong && one.network.weightCount > 400_000
    let diagnosis = try check.run()
    let wrong = diagnosis.findings.filter { $0.weight == .verdict }
    let plan = try #require(diagnosis.plan)
    #expect(
      wrong.isEmpty || !plan.limits.isEmpty,
      "\(one.name): \(wrong) \(plan.entries.map { "\($0.spelling): \($0.reason)" })")
  }
}
