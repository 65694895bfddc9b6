/// Times a piece of work again and again and gives the median, which a noisy neighbour moves least.
enum Stopwatch {
  /// The median time of one call in microseconds, over about a second of calls in groups.
  static func median(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    body()
    let once = max(seconds(clock.measure(body)), 1e-7)
    let group = max(1, Int(0.01 / once))
    let samples = (0..<max(15, min(101, Int(1 / (once * Double(group)))))).map { _ in
      seconds(clock.measure { for _ in 0..<group { body() } }) / Double(group)
    }
    return samples.sorted()[samples.count / 2] * 1e6
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
