import Reports
import Testing

@Suite("Numbers as people read them")
struct NumbersTests {
  @Test(
    "percentages have one decimal place",
    arguments: [
      (0.963, "96.3"), (1, "100.0"), (0, "0.0"), (0.10127, "10.1"), (.nan, "-"), (.infinity, "-"),
    ])
  func percent(_ value: Double, _ text: String) { #expect(Numbers.percent(value) == text) }

  @Test(
    "marks have as many decimal places as they need",
    arguments: [(0.9, "90"), (0.855, "85.5"), (1, "100"), (0.8999, "89.99"), (0.001, "0.1")])
  func mark(_ value: Double, _ text: String) { #expect(Numbers.mark(value) == text) }

  @Test(
    "measurements have one or two digits and a power of ten far from 1",
    arguments: [
      (0.31, "0.31"), (0.3, "0.3"), (2.14e-5, "2.1e-5"), (0, "0"), (-0.0, "0"), (5.33, "5.3"),
      (735.2, "735"), (9999, "9999"), (10_000, "1.0e4"), (5.1e30, "5.1e30"), (-0.25, "-0.25"),
      (0.001, "0.001"), (0.000999, "1.0e-3"), (7.4e-11, "7.4e-11"), (1, "1.0"), (.nan, "NaN"),
      (.infinity, "∞"), (-.infinity, "-∞"),
    ])
  func short(_ value: Double, _ text: String) { #expect(Numbers.short(value) == text) }

  @Test("counts of epochs are whole or halves", arguments: [(3, "3"), (3.5, "3.5"), (0, "0")])
  func epochs(_ value: Double, _ text: String) { #expect(Numbers.epochs(value) == text) }

  @Test(
    "settings have no needless point",
    arguments: [(0.001, "0.001"), (1e6, "1000000"), (0.02, "0.02"), (1, "1"), (1e300, "1e+300")])
  func setting(_ value: Double, _ text: String) { #expect(Numbers.setting(value) == text) }

  @Test("lists end with and")
  func lists() {
    #expect(Numbers.list([]) == "none")
    #expect(Numbers.list(["a"]) == "a")
    #expect(Numbers.list(["a", "b"]) == "a and b")
    #expect(Numbers.list(["a", "b", "c"]) == "a, b and c")
  }

  @Test("one is singular, none and two are plural")
  func counted() {
    #expect((0...2).map { Numbers.counted($0, "epoch") } == ["0 epochs", "1 epoch", "2 epochs"])
  }
}
