import Testing
import TestSupport

@Suite("Numbers out of range")
struct NumberRefusalTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static func whole(_ option: String, _ values: [String], upTo most: Int) -> [Refusal] {
    values.map {
      Refusal(option, $0, says: "\(option): \($0), a number from 1 to \(most) was expected")
    }
  }

  static let refusals: [Refusal] =
    whole("--batch", ["0", "-1", "10000001"], upTo: 10_000_000)
    + whole("--epochs", ["0", "-2", "1000001"], upTo: 1_000_000)
    + whole("--seeds", ["0", "-1", "10001"], upTo: 10_000)
    + whole("--threads", ["0", "-1", "1025"], upTo: 1024)
    + [("nan", "nan"), ("-1", "-1.0"), ("0", "0.0"), ("inf", "inf"), ("-inf", "-inf")].map {
      Refusal("--learning-rate", $0, says: "--learning-rate: \($1), a number above 0 was expected")
    }
    + [("nan", "nan"), ("0", "0.0"), ("-0.5", "-0.5"), ("1.1", "1.1"), ("inf", "inf")].map {
      Refusal(
        "--threshold", $0,
        says: "--threshold: \($1), a fraction above 0 and at most 1 was expected")
    } + [
      Refusal("--batch", "3824", says: "batch: 3824, 1 to 3823 were expected"),
      Refusal(
        "--batch", "many",
        says: "command line: the value 'many' is invalid for '--batch <batch>'; "
          + "'xavier train --help' lists what was expected"),
      Refusal(
        "--epochs", "1.5",
        says: "command line: the value '1.5' is invalid for '--epochs <epochs>'; "
          + "'xavier train --help' lists what was expected"),
      Refusal(
        "--seed", "-1",
        says: "command line: the value '-1' is invalid for '--seed <seed>'; "
          + "'xavier train --help' lists what was expected"),
      Refusal(
        "--epochs", "9", "--json",
        says: "command line: missing value for '--json <json>'; "
          + "'xavier train --help' lists what was expected"),
    ]

  @Test("the number and its range are said before training starts", arguments: refusals)
  func refused(_ refusal: Refusal) throws { try refusal.check(in: scratch) }
}
