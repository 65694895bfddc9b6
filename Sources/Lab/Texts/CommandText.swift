/// A state as command lines of a shell.
struct CommandText {
  /// `xavier check` for one of the recipes.
  let check: String
  /// `xavier check` for each of them, and ``train`` where there is one: lines for one shell.
  let all: String
  /// `xavier train` for all of them; `nil` without data to train on.
  let train: String?

  init(_ state: LabState, _ subject: LabSubject, recipe: Int) {
    // The shell takes what is between the quotes as it is.
    let file =
      subject.yaml.map { "cat > \(subject.word) <<'YAML'\n\($0)YAML\n" } ?? ""
    let checks = state.recipes.indices.map { Self.check(state, subject, recipe: $0) }
    let training = Self.train(state, subject)
    check = file + checks[recipe]
    all = file + (checks + [training].compactMap { $0 }).joined(separator: "\n")
    train = training.map { file + $0 }
  }

  private static func activation(_ state: LabState, _ subject: LabSubject) -> [String] {
    subject.yaml == nil && !subject.isModel ? ["--activation", state.activation] : []
  }

  private static func biases(_ state: LabState, _ subject: LabSubject) -> [String] {
    state.bias > 0 && !subject.isModel ? ["--bias", "\(state.bias)"] : []
  }

  private static func data(_ state: LabState) -> [String] {
    state.data == LabState.noise ? [] : ["--data", state.data]
  }

  private static func check(_ state: LabState, _ subject: LabSubject, recipe: Int) -> String {
    let name = state.recipes[recipe]
    let weights =
      name == LabState.asIs ? ["--as-is"] : ["--recipe", name] + biases(state, subject)
    return line(
      ["xavier", "check", subject.word] + activation(state, subject) + weights
        + ["--seeds", "\(state.draws)", "--seed", "\(state.seed)"] + data(state))
  }

  private static func train(_ state: LabState, _ subject: LabSubject) -> String? {
    guard state.data != LabState.noise, !state.recipes.contains(LabState.asIs) else { return nil }
    var recipes: [String] = []
    for name in state.recipes where !recipes.contains(name) { recipes += [name] }
    return line(
      ["xavier", "train", subject.word] + activation(state, subject)
        + recipes.flatMap { ["--recipe", $0] } + biases(state, subject)
        + ["--seeds", "1", "--seed", "\(state.seed)"] + data(state)
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
