#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A complex number: what free products are solved in.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  var magnitude: Double { hypot(real, imaginary) }
  var isFinite: Bool { real.isFinite && imaginary.isFinite }

  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
  static func + (a: Double, b: Self) -> Self { Self(a + b.real, b.imaginary) }
  static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }
  static func * (a: Double, b: Self) -> Self { Self(a * b.real, a * b.imaginary) }
  static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func / (a: Self, b: Self) -> Self {
    let scale = 1 / (b.real * b.real + b.imaginary * b.imaginary)
    return Self(
      (a.real * b.real + a.imaginary * b.imaginary) * scale,
      (a.imaginary * b.real - a.real * b.imaginary) * scale)
  }
  static func += (a: inout Self, b: Self) { a = a + b }
  static func -= (a: inout Self, b: Self) { a = a - b }

  /// The exponential.
  var exponential: Self {
    let length = exp(real)
    return Self(length * cos(imaginary), length * sin(imaginary))
  }

  /// The principal logarithm.
  var logarithm: Self { Self(log(magnitude), atan2(imaginary, real)) }

  /// The principal logarithm of 1 + this number, also for a small one.
  var logarithmOfOneMore: Self {
    let length = real * (2 + real) + imaginary * imaginary
    return Self(0.5 * log1p(length), atan2(imaginary, 1 + real))
  }
}
