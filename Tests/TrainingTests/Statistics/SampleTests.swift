import Testing
import Xavier

@Suite("Samples at the edge")
struct SampleTests {
  @Test("the median is the middle value, or the mean of the two middle ones")
  func median() {
    #expect(Sample([]).median == nil)
    #expect(Sample([3]).median == 3)
    #expect(Sample([9, 1, 5]).median == 5)
    #expect(Sample([9, 1, 5, 2]).median == 3.5)
    #expect(Sample([1, .infinity, .infinity]).median == .infinity)
    #expect(Sample([1, 2, .infinity]).median == 2)
  }

  @Test("fewer than two values have no interval and no paired probability")
  func tooFew() {
    #expect(Sample([]).interval == nil)
    #expect(Sample([1]).interval == nil)
    #expect(Sample([]).mean.isNaN)
    #expect(Sample([1]).pairedProbability(against: Sample([2])) == nil)
    #expect(Sample([1, 2, 3]).pairedProbability(against: Sample([2])) == nil)
  }

  @Test("equal values have an interval of length 0")
  func equal() {
    #expect(Sample([0.5, 0.5, 0.5]).interval == 0.5...0.5)
  }

  @Test("differences that are all equal are certain, and none at all where they are 0")
  func equalDifferences() {
    let sample = Sample([1, 2, 3])
    #expect(sample.pairedProbability(against: sample) == 1)
    #expect(sample.pairedProbability(against: Sample([0, 1, 2])) == 0)
  }

  @Test("values that are not finite have no interval")
  func notFinite() {
    #expect(Sample([1, .nan, 2]).interval == nil)
    #expect(Sample([1, .infinity]).interval == nil)
  }

  @Test("nothing is adjusted to nothing")
  func noProbabilities() { #expect(Sample.holmAdjusted([]).isEmpty) }

  @Test("a quantile's probability is what is left of its confidence", arguments: [0.5, 0.9, 0.999])
  func inverse(confidence: Double) {
    for degrees in [1, 2, 5, 30, 1000] {
      let law = StudentT(degrees: degrees)
      let left = law.twoSidedProbability(law.quantile(confidence: confidence))
      #expect(abs(left / (1 - confidence) - 1) < 1e-9)
    }
  }

  @Test("no distance has probability 1 and an infinite one 0")
  func ends() {
    let law = StudentT(degrees: 3)
    #expect(law.twoSidedProbability(0) == 1)
    #expect(law.twoSidedProbability(.infinity) == 0)
    #expect(law.twoSidedProbability(-.infinity) == 0)
  }
}
