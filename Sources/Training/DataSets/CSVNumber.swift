/// A field of a table read as a number.
package enum CSVNumber {
  /// Digits with an optional sign, point and exponent; infinite where it exceeds Float64.
  ///
  /// `nan`, `inf` and `infinity` are numbers too, so that they are refused as such.
  ///
  /// - Returns: the nearest Float64, or nothing where the field is not a number.
  package static func parse(_ field: ArraySlice<UInt8>) -> Double? {
    var rest = field
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var (digits, significand, exponent) = (0, UInt64(0), 0)
    var hasPoint = false
    scan: while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        // 10^15 is below 2^53; longer ones go to the general conversion.
        if significand < 100_000_000_000_000 {
          significand = significand * 10 + UInt64(byte - UInt8(ascii: "0"))
          if hasPoint { exponent -= 1 }
        } else {
          significand = .max
        }
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      default: break scan
      }
      rest.removeFirst()
    }
    guard digits > 0 else { return special(rest, isNegative: isNegative, hasPoint: hasPoint) }
    if rest.isEmpty, significand != .max, exponent >= -22 {
      // Both are exact in Float64, so one division rounds once.
      let value = Double(significand) / powersOfTen[-exponent]
      return isNegative ? -value : value
    }
    guard rest.isEmpty || isExponent(rest) else { return nil }
    return Double(String(decoding: field, as: UTF8.self))
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static func isExponent(_ rest: ArraySlice<UInt8>) -> Bool {
    var rest = rest
    let letter = rest.removeFirst()
    guard letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") else { return false }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    return !rest.isEmpty
      && rest.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func special(
    _ rest: ArraySlice<UInt8>, isNegative: Bool, hasPoint: Bool
  ) -> Double? {
    guard !hasPoint, rest.count <= 8 else { return nil }
    switch String(decoding: rest, as: UTF8.self).lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }
}
