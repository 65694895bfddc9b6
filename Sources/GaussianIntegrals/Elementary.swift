// The elementary functions of the C library, imported in one place: its module has another name on
// each platform.
#if canImport(Glibc)
  import Glibc

  func exp(_ x: Double) -> Double { Glibc.exp(x) }
  func expm1(_ x: Double) -> Double { Glibc.expm1(x) }
  func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
  func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  func atan(_ x: Double) -> Double { Glibc.atan(x) }
  func asinh(_ x: Double) -> Double { Glibc.asinh(x) }
  func sin(_ x: Double) -> Double { Glibc.sin(x) }
  func cos(_ x: Double) -> Double { Glibc.cos(x) }
  func erf(_ x: Double) -> Double { Glibc.erf(x) }
  func erfc(_ x: Double) -> Double { Glibc.erfc(x) }
  func log(_ x: Double) -> Double { Glibc.log(x) }
  func log10(_ x: Double) -> Double { Glibc.log10(x) }
#elseif canImport(Musl)
  import Musl

  func exp(_ x: Double) -> Double { Musl.exp(x) }
  func expm1(_ x: Double) -> Double { Musl.expm1(x) }
  func log1p(_ x: Double) -> Double { Musl.log1p(x) }
  func tanh(_ x: Double) -> Double { Musl.tanh(x) }
  func atan(_ x: Double) -> Double { Musl.atan(x) }
  func asinh(_ x: Double) -> Double { Musl.asinh(x) }
  func sin(_ x: Double) -> Double { Musl.sin(x) }
  func cos(_ x: Double) -> Double { Musl.cos(x) }
  func erf(_ x: Double) -> Double { Musl.erf(x) }
  func erfc(_ x: Double) -> Double { Musl.erfc(x) }
  func log(_ x: Double) -> Double { Musl.log(x) }
  func log10(_ x: Double) -> Double { Musl.log10(x) }
#else
  import Darwin

  func exp(_ x: Double) -> Double { Darwin.exp(x) }
  func expm1(_ x: Double) -> Double { Darwin.expm1(x) }
  func log1p(_ x: Double) -> Double { Darwin.log1p(x) }
  func tanh(_ x: Double) -> Double { Darwin.tanh(x) }
  func atan(_ x: Double) -> Double { Darwin.atan(x) }
  func asinh(_ x: Double) -> Double { Darwin.asinh(x) }
  func sin(_ x: Double) -> Double { Darwin.sin(x) }
  func cos(_ x: Double) -> Double { Darwin.cos(x) }
  func erf(_ x: Double) -> Double { Darwin.erf(x) }
  func erfc(_ x: Double) -> Double { Darwin.erfc(x) }
  func log(_ x: Double) -> Double { Darwin.log(x) }
  func log10(_ x: Double) -> Double { Darwin.log10(x) }
#endif
