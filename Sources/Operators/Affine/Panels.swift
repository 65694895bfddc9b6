/// The units of a weight matrix cut into ranges that threads take in turn.
///
/// The cut depends on sizes alone, so that no result depends on the number of threads.
struct Panels {
  let count: Int
  private let unitCount: Int
  private let unitsEach: Int

  // The weights of a panel fill about half of a core's second-level cache. Measured with 1000 × 1000
  // weights on two threads: 60 % as many cost 4 to 8 %, twice as many gain nothing.
  private static let weightsInPanel = 130_000

  // About ten microseconds of multiplying; handing over less costs more than it saves.
  private static let productsInPanel = 500_000

  /// Cuts `unitCount` units with `weightsEach` weights each for a product over `batch` examples.
  init(of unitCount: Int, weightsEach: Int, batch: Int) {
    let forCache = (unitCount * weightsEach + Self.weightsInPanel - 1) / Self.weightsInPanel
    let forThreads = min(batch * unitCount * weightsEach / Self.productsInPanel, 4)
    // A multiple of four, so that two or four threads have equal shares; whole vectors in each
    // panel.
    let wanted = max(forCache, forThreads) <= 1 ? 1 : (max(forCache, forThreads) + 3) / 4 * 4
    unitsEach = max(((unitCount + wanted - 1) / wanted + 15) / 16 * 16, 1)
    self.unitCount = unitCount
    count = (unitCount + unitsEach - 1) / unitsEach
  }

  subscript(index: Int) -> Range<Int> {
    index * unitsEach..<min((index + 1) * unitsEach, unitCount)
  }
}
