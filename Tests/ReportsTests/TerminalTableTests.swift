import Reports
import Testing

@Suite("Tables in a terminal")
struct TerminalTableTests {
  private let table = TerminalTable(
    header: ["name", "count", "word"], alignments: [.left, .right, .left],
    rows: [["a", "1", "yes"], ["longer", "1000000", "no"], ["±", "2", ""]])

  @Test("columns are as wide as their widest cell and no line ends with a space")
  func aligned() {
    #expect(
      table.lines(limit: 80) { $0 } == [
        "name      count  word", "a             1  yes", "longer  1000000  no", "±             2",
      ])
  }

  @Test("a first cell without room has a line of its own")
  func ownLine() {
    let lines = table.lines(limit: 20) { $0 }
    #expect(
      lines == [
        "name    count  word", "a           1  yes", "longer", "      1000000  no", "±           2",
      ])
  }

  @Test("only the header is emphasized")
  func emphasis() {
    let lines = table.lines(limit: 80) { "<\($0)>" }
    #expect(lines[0] == "<name      count  word>")
    #expect(!lines.dropFirst().contains { $0.hasPrefix("<") })
  }

  @Test("words are broken at the width, a number keeps its unit and no word is lost")
  func wrapped() {
    let text = "a mark of 90 % and unbreakableUnbreakable words"
    #expect(
      TrainingReport.wrapped(text, 13) == [
        "a mark of", "90 % and", "unbreakableUnbreakable", "words",
      ])
    #expect(TrainingReport.wrapped(text, 100) == [text])
  }
}
