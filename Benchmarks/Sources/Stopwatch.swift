/// Times a piece of work again and again and gives the median, which a noisy neighbour moves least.
enum Stopwatch {
  /// The median time of one call in microseconds.
  ///
  /// Calls go on for about a second in groups, of which there are at least `least`. If that is 1,
  /// the first call counts as well: for work of seconds, whose warming up is small.
  static func median(least: Int = 15, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    if least > 1 { body() }
    let once = max(seconds(clock.measure(body)), 1e-7)
    let group = max(1, Int(0.01 / once))
    let count = max(least, min(101, Int(1 / (once * Double(group)))))
    var samples = least > 1 ? [] : [once]
    while samples.count < count {
      samples.append(seconds(clock.measure { for _ in 0..<group { body() } }) / Double(group))
    }
    return samples.sorted()[samples.count / 2] * 1e6
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
