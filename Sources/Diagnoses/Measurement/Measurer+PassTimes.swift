import Networks

extension Measurer {
  /// Seconds that forward and backward passes take alone and with readings, one after the other.
  package func passTimes(of drawn: borrowing Weights) -> (plain: Double, measured: Double) {
    prepare(drawn)
    let clock = ContinuousClock()
    let plain = clock.measure { run(isObserved: false) }
    let measured = clock.measure { run(isObserved: true) }
    return (Self.seconds(plain), Self.seconds(measured))
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
