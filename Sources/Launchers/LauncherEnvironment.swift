/// The variables of a process, read as numbers.
struct LauncherEnvironment {
  let variables: [String: String]

  /// A variable's text; an empty one counts as not set.
  func text(_ name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A variable's number; `nil` where it is not set.
  ///
  /// - Throws: ``LauncherError`` with code `.number` for anything but digits of an `Int32`.
  func number(_ name: String) throws(LauncherError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int32(text), text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw .number(name, text, expected: "a number from 0")
    }
    return Int(number)
  }

  /// A process by the variables that hold its number and how many there are; `nil` where neither is set.
  ///
  /// - Throws: ``LauncherError`` where only one is set, or the number is not below the count.
  func process(
    _ rankName: String, of countName: String
  ) throws(LauncherError) -> (rank: Int, count: Int)? {
    let (rank, count) = (try number(rankName), try number(countName))
    if rank == nil, count == nil { return nil }
    guard let rank else { throw .missing(rankName, beside: countName, count ?? 0) }
    guard let count else { throw .missing(countName, beside: rankName, rank) }
    guard count > 0 else { throw .number(countName, "\(count)", expected: "a number from 1") }
    guard rank < count else {
      throw .number(
        rankName, "\(rank) of \(countName)=\(count)",
        expected: count == 1 ? "0" : "a number from 0 to \(count - 1)")
    }
    return (rank, count)
  }

  /// How many processes run here, where that is a number that fits.
  func localCount(_ name: String, of count: Int) -> Int? {
    guard let text = text(name), let number = Int(text), 1...count ~= number else { return nil }
    return number
  }
}
