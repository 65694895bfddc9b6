import CXavier
import Foundation
import Xavier

/// Whether signal and gradient travel through a network; as the header says.
@c @implementation
public func xavier_check(
  _ model: UnsafePointer<xavier_model>?, _ options: UnsafePointer<xavier_check_options>?,
  _ run: UnsafePointer<xavier_run>?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ text: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> xavier_status {
  reporting(error) {
    json?.pointee = nil
    text?.pointee = nil
    let run = try WorkRun(run)
    let options = try CheckOptions(options?.pointee ?? xavier_check_options())
    let report = try run.asking { try options.report(model, run) }
    let document = String(decoding: try report.json(), as: UTF8.self)
    let table = report.terminalText(usesColor: false, columns: options.columns, showsAll: false)
    try give(document, to: json)
    do {
      try give(table, to: text)
    } catch {
      free(json?.pointee)
      json?.pointee = nil
      throw error
    }
  }
}

/// How a caller wants a network to be checked.
private struct CheckOptions {
  let recipe: (any Recipe)?
  let isAsIs: Bool
  let isTheoryOnly: Bool
  let draws: Int
  let batch: Int
  let seed: UInt64
  let data: [CallerTensor]?
  let dataName: String?
  let columns: Int

  init(_ options: xavier_check_options) throws {
    func number(_ name: String, _ value: Int32, _ usual: Int, _ range: ClosedRange<Int>) throws
      -> Int
    {
      guard value == 0 || range.contains(Int(value)) else {
        throw InterfaceError(
          "\(name): \(value), a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value == 0 ? usual : Int(value)
    }
    let name = try optionalText(options.recipe, "recipe")
    isAsIs = options.as_is != 0
    isTheoryOnly = options.theory != 0
    if isAsIs, name != nil { throw InterfaceError("as_is: with a recipe, one of them") }
    recipe = try name.map { try RecipeCatalog.recipe(spelled: $0) }
    draws = try number("draws", options.draws, 3, 1...10_000)
    batch = try number("batch", options.batch, 32, 2...100_000)
    columns = try number("columns", options.columns, 100, 40...1000)
    seed = options.seed
    data =
      options.data == nil
      ? nil : try CallerTensor.all(options.data, options.data_count, "data")
    if isTheoryOnly, data != nil { throw InterfaceError("data: with theory, without") }
    dataName = try optionalText(options.data_name, "data_name")
  }

  func report(_ model: UnsafePointer<xavier_model>?, _ run: WorkRun) throws -> CheckReport {
    let graph = try GraphModel(model, batch: batch, needsWeights: isAsIs)
    try Cancellation.check()
    let network = graph.network
    let hasWeights = graph.isFile && network.parameters.allSatisfy { $0.stored != nil }
    let weights: Check.Weights
    if let recipe {
      weights = .drawn(recipe)
    } else if isAsIs || hasWeights {
      weights = .asTheyAre
    } else {
      weights = .drawn(AutomaticRecipe())
    }
    var check = Check(network, weights: weights)
    check.draws = draws
    check.seed = seed
    check.examples = batch
    check.isTheoryOnly = isTheoryOnly
    check.wantsSpectrum = true
    check.data = try data.map { tensors in
      Dictionary(uniqueKeysWithValues: try tensors.map { ($0.name, try $0.stored()) })
    }
    check.onDraw = run.progress
    return CheckReport(
      try check.run(threads: run.threads), of: network, named: graph.name, onExamplesOf: dataName)
  }
}
