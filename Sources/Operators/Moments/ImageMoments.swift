extension MomentCall {
  /// The first input with its second axis as features and those behind as positions.
  ///
  /// What was a feature before, as after a reshape of a vector, becomes a position there.
  func images() -> SignalMoments {
    let input = signal(0)
    let axes = input.axes.axes
    guard axes.count > 2 else { return input }
    let channels = axes[1].reduce(0) { $0 | $1.role.bit }
    let places = axes[2...].joined().reduce(0) { $0 | $1.role.bit }
    let (position, feature) = (MomentRole.position.bit, MomentRole.feature.bit)
    if channels & ~feature == 0, places & ~position == 0 { return input }
    var products = space.products(input.form)
    let before = products
    for r in 0..<16 {
      var from = r & MomentRole.example.bit
      if r & position != 0 { from |= places }
      if r & feature != 0 { from |= channels }
      products[r] = before[from]
    }
    let lengths = shapes[0].lengths
    return SignalMoments(
      space.unrelated(
        mean: input.form.constant, products: products, isNormal: space.isNormal(input.form),
        isExact: space.isExact(input.form), madeOf: [input.form]),
      MomentAxes(
        [axes[0], [MomentFactor(.feature, lengths[1])]]
          + lengths[2...].map { [MomentFactor(.position, $0)] }), input.length)
  }

  /// The first input's elements as images of the output's shape, neighbours of which were in other
  /// features or at other positions.
  func imageShaped() -> SignalMoments {
    let x = images()
    let lengths = outputShapes[0].lengths
    let axes = MomentAxes(
      [x.axes.axes[0], [MomentFactor(.feature, lengths[1])]]
        + lengths[2...].map { [MomentFactor(.position, $0)] })
    return SignalMoments(x.form, axes, x.length)
  }
}
