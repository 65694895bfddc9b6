/// Random numbers for tests, the same at every run: the generator SplitMix64.
///
/// Source: G. Steele, D. Lea, C. Flood, OOPSLA 2014.
public struct Draws: RandomNumberGenerator {
  private var state: UInt64

  /// The numbers of one seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `count` numbers from `-bound` to `bound`.
  public mutating func floats(_ count: Int, bound: Float) -> [Float] {
    (0..<count).map { _ in Float.random(in: -bound...bound, using: &self) }
  }
}
