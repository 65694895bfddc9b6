import Streams
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Orthonormal rows that a Jacobian is multiplied by from the left: all unit vectors, or where there
/// are too many, some rows of a random rotation.
///
/// The rotation is that of Hartley, cos + sin of 2π i j / length over the square root of the length,
/// after random signs of the elements, of which rows are chosen at random: exactly orthonormal, and
/// every row has a part of every element.
struct Cotangents {
  /// The number of rows.
  let count: Int
  /// The number of elements of each.
  let length: Int
  private let frequencies: [Int]
  private let signs: [Float]
  private let waves: [Float]

  /// At most `limit` rows of `length` elements.
  init(length: Int, limit: Int, seed: UInt64) {
    self.length = length
    count = min(length, max(limit, 1))
    guard count < length else {
      (frequencies, signs, waves) = ([], [], [])
      return
    }
    let numbers = Self.normals(length, seed: seed, "cotangent.signs")
    signs = numbers.map { $0 < 0 ? -1 : 1 }
    let order = Self.normals(length, seed: seed, "cotangent.rows")
    frequencies = Array(
      (0..<length).sorted { (order[$0], $0) < (order[$1], $1) }.prefix(count))
    let unit = 1 / Double(length).squareRoot()
    let turn = 2 * Double.pi / Double(length)
    waves = (0..<length).map { Float(unit * (cos(turn * Double($0)) + sin(turn * Double($0)))) }
  }

  private static func normals(_ count: Int, seed: UInt64, _ path: String) -> [Float] {
    var numbers = [Float](repeating: 0, count: count)
    numbers.withUnsafeMutableBufferPointer {
      ParameterStream(seed: seed, path: path).fillNormal(
        ElementBuffer($0), from: 0, standardDeviation: 1)
    }
    return numbers
  }

  /// Writes one row over zeros or another row.
  func write(_ row: Int, to memory: UnsafeMutablePointer<Float>) {
    if count == length {
      memory.update(repeating: 0, count: length)
      memory[row] = 1
      return
    }
    // i j modulo the length, without the product.
    let step = frequencies[row]
    var place = 0
    for index in 0..<length {
      memory[index] = signs[index] * waves[place]
      place += step
      if place >= length { place -= length }
    }
  }
}
