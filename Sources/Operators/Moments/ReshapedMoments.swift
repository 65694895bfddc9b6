extension MomentCall {
  /// The first input's elements in the shape of the output.
  func reshaped() -> SignalMoments {
    var output = signal(0)
    output.axes = output.axes.reshaped(to: outputShapes[0])
    return output
  }
}
