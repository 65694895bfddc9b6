import Testing
import Xavier

@Suite("Bars in a table")
struct LogBarTests {
  @Test("equal factors are equal lengths, and the largest number has the full width")
  func factors() {
    let bar = LogBar([1, 1e-2, 1e-4, 1e-6, 1e-8], width: 8)
    let lengths = [1, 1e-2, 1e-4, 1e-6, 1e-8].map { bar.text($0).count }
    #expect(lengths == [8, 7, 5, 3, 1])
    #expect(bar.text(1) == "████████")
  }

  @Test("numbers that differ little have bars that differ little")
  func steady() {
    let bar = LogBar([1, 0.5], width: 8)
    #expect(bar.text(1) == "████████")
    // A factor of 2 on four powers of ten: 0.075 of 64 eighths.
    #expect(bar.text(0.5) == "███████▍")
  }

  @Test("what is zero, negative or no number has no bar, infinity a full one")
  func odd() {
    let bar = LogBar([1, 0, .nan, .infinity], width: 4)
    for value in [0, -1, Double.nan] { #expect(bar.text(value) == "") }
    #expect(bar.text(.infinity) == "████")
    #expect(LogBar([], width: 4).text(1) == "████")
    #expect(LogBar([5e-324], width: 4).text(5e-324).count <= 4)
  }
}
