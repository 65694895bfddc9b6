/// Labelled paragraphs as a terminal shows them: the labels in a column of their own.
struct Paragraphs {
  private(set) var lines: [String] = []
  let columns: Int

  private static let labelWidth = 13

  init(columns: Int) { self.columns = columns }

  /// A label and its text, broken between words; nothing where the text is empty.
  mutating func add(_ label: String, _ text: String) {
    guard !text.isEmpty else { return }
    var line = ""
    var broken: [String] = []
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > max(20, columns - Self.labelWidth - 2) {
        broken.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    for (index, part) in (broken + [line]).enumerated() {
      let head = index == 0 ? label : ""
      lines.append("  " + head + padding(head) + part)
    }
  }

  /// Lines that stand as they are, indented like the texts.
  mutating func add(lines more: [String]) {
    lines += more.map { $0.isEmpty ? "" : "  " + padding("") + $0 }
  }

  /// An empty line.
  mutating func space() { lines.append("") }

  private func padding(_ label: String) -> String {
    String(repeating: " ", count: max(1, Self.labelWidth - label.count))
  }
}
