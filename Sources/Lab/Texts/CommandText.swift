/// A state as command lines of a shell.
struct CommandText {
  /// `xavier check` for one of the recipes.
  let check: String
  /// `xavier train` for all of them; `nil` without data to train on.
  let train: String?

  init(_ state: LabState, _ subject: LabSubject, recipe: Int) {
    // The shell takes what is between the quotes as it is.
    let file =
      subject.yaml.map { "cat > \(subject.word) <<'YAML'\n\($0)YAML\n" } ?? ""
    let activation =
      subject.yaml == nil && !subject.isModel
      ? ["--activation", state.activation] : []
    let biases = state.bias > 0 && !subject.isModel ? ["--bias", "\(state.bias)"] : []
    let data = state.data == LabState.noise ? [] : ["--data", state.data]
    let name = state.recipes[recipe]
    let weights = name == LabState.asIs ? ["--as-is"] : ["--recipe", name] + biases
    check =
      file
      + Self.line(
        ["xavier", "check", subject.word] + activation + weights
          + ["--seeds", "\(state.draws)", "--seed", "\(state.seed)"] + data)
    guard !data.isEmpty, !state.recipes.contains(LabState.asIs) else {
      train = nil
      return
    }
    var recipes: [String] = []
    for name in state.recipes where !recipes.contains(name) { recipes += [name] }
    train =
      file
      + Self.line(
        ["xavier", "train", subject.word] + activation
          + recipes.flatMap { ["--recipe", $0] } + biases
          + ["--seeds", "1", "--seed", "\(state.seed)"] + data
          + [
            "--optimizer", state.optimizer, "--learning-rate", "\(state.rate)", "--batch",
            "\(state.batch)", "--epochs", "\(state.epochs)",
          ])
  }

  private static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.,:/=".contains($0))
    }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
