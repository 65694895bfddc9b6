import CKernels
import Tensors
import Threads

extension BatchNormalization: DifferentiableOperator {
  /// All gradients in one pass over x and dy, in training two.
  public func backward(_ call: BackwardCall) {
    guard call.input.shape.count > 0 else {
      for gradient in call.inputGradients { gradient?.fillWithZeros() }
      return
    }
    ChannelGradients(self, call, keptStatistics(call)).run()
  }

  // What the forward call left; computed again for a call without its state.
  private func keptStatistics(_ call: BackwardCall) -> NormalizationState {
    if let state = call.state as? ChannelFactors { return state.statistics }
    let state = ChannelFactors(channels: call.input.shape[1])
    prepare(state, call.inputs, newStatistics: nil, call.threads)
    return state.statistics
  }
}

/// The gradients of each channel, from the sums of dy and of dy (x - mean) over it.
private struct ChannelGradients {
  let function: BatchNormalization
  let call: BackwardCall
  let state: NormalizationState
  let channels: Int
  let positions: Int
  let isChannelsLast: Bool
  /// The rows of channels, or the examples.
  let parts: RowParts
  // For each part the sums of dy and of dy (x - mean).
  let sums: UnsafeMutablePointer<Double>
  // dx = a dy + b x + c
  let factors: UnsafeMutablePointer<Double>

  init(_ function: BatchNormalization, _ call: BackwardCall, _ state: NormalizationState) {
    self.function = function
    self.call = call
    self.state = state
    channels = call.input.shape[1]
    positions = call.input.shape.positionCount
    isChannelsLast = call.input.arrangement == .channelsLast || positions == 1
    parts = RowParts(rows: call.input.shape[0] * positions, columns: channels)
    factors = state.sums((3 + 2 * (isChannelsLast ? parts.count : 1)) * channels)
    sums = factors + 3 * channels
  }

  var x: UnsafePointer<Float> { call.input.pointer }
  var dx: UnsafeMutablePointer<Float>? { call.inputGradient?.pointer }
  var slopes: UnsafeMutablePointer<Double> { factors + channels }
  var shifts: UnsafeMutablePointer<Double> { factors + 2 * channels }
  // Where only dx = a dy is wanted, x is not read, and its sums are of no use.
  var summed: UnsafePointer<Float> { needsSums ? x : call.outputGradient.pointer }
  var needsSums: Bool {
    function.isTraining || call.inputGradients.dropFirst().contains { $0 != nil }
  }

  func run() {
    let scale = call.inputs[1].pointer
    let isUsed = call.outputGradients[0] != nil
    for channel in 0..<channels {
      factors[channel] = isUsed ? Double(scale[channel]) * state.inverseDeviations[channel] : 0
    }
    guard isChannelsLast else {
      let elements = call.input.shape[0] * positions
      let ranges = ParallelRanges(
        total: channels, grain: max(normalizationGrain / elements, 1), threads: call.threads)
      return call.threads.run(count: ranges.count, Planes(work: self, ranges: ranges))
    }
    if isUsed {
      call.threads.run(count: parts.count, Sums(work: self))
      xv_fold(sums, parts.count, 2 * channels)
    } else {
      sums.update(repeating: 0, count: 2 * channels)
    }
    for channel in 0..<channels { finish(channel) }
    guard function.isTraining, dx != nil else { return }
    let ranges = ParallelRanges(
      total: parts.rows, grain: max(elementwiseGrain / channels, 1), threads: call.threads)
    call.threads.run(count: ranges.count, Lines(work: self, ranges: ranges))
  }

  // The gradients of a channel's parameters and what dx is made of.
  func finish(_ channel: Int) {
    let (sum, product) = (sums[channel], sums[channels + channel])
    let (mean, inverse) = (state.means[channel], state.inverseDeviations[channel])
    let factor = factors[channel]
    func write(_ input: Int, _ value: Double) {
      call.inputGradients[input]?.pointer[channel] = Float(value)
    }
    write(1, inverse * product)
    write(2, sum)
    guard function.isTraining else {
      write(3, -factor * sum)
      write(4, -0.5 * factor * inverse * inverse * product)
      return
    }
    let kept = Double(function.momentum)
    let ofMean = call.gradient(ofOutput: 1).map { Double($0.pointer[channel]) } ?? 0
    let ofVariance = call.gradient(ofOutput: 2).map { Double($0.pointer[channel]) } ?? 0
    write(3, kept * ofMean)
    write(4, kept * ofVariance)
    let count = Double(parts.rows)
    // One number is its mean.
    let slope =
      count == 1
      ? 0 : (2 * (1 - kept) * ofVariance - factor * inverse * inverse * product) / count
    slopes[channel] = slope
    shifts[channel] = ((1 - kept) * ofMean - factor * sum) / count - slope * mean
  }
}

/// Channels whose elements lie together in each example.
private struct Planes: ParallelWork {
  let work: ChannelGradients
  let ranges: ParallelRanges

  // A channel's second pass finds what its first one left in the cache.
  func perform(_ index: Int) {
    let images = work.call.input.shape[0]
    let dy = work.call.outputGradients[0]?.pointer
    let isTraining = work.function.isTraining
    for channel in ranges[index] {
      var (sum, product) = (0.0, 0.0)
      for image in 0..<images {
        guard let dy else { break }
        let start = (image * work.channels + channel) * work.positions
        var (ownSum, ownProduct) = (0.0, 0.0)
        xv_centred_sums(
          work.summed + start, dy + start, isTraining ? nil : work.dx.map { $0 + start },
          work.factors[channel], work.positions, work.state.means[channel], &ownSum, &ownProduct)
        sum += ownSum
        product += ownProduct
      }
      (work.sums[channel], work.sums[work.channels + channel]) = (sum, product)
      work.finish(channel)
      guard isTraining, let dx = work.dx else { continue }
      for image in 0..<images {
        let start = (image * work.channels + channel) * work.positions
        xv_add_line(
          work.x + start, (dy ?? work.x) + start, dx + start, work.positions,
          work.factors[channel], work.slopes[channel], work.shifts[channel])
      }
    }
  }
}

/// Sums of channels-last rows; in evaluation also dx.
private struct Sums: ParallelWork {
  let work: ChannelGradients

  func perform(_ index: Int) {
    let (rows, channels) = (work.parts[index], work.channels)
    let own = work.sums + index * 2 * channels
    own.update(repeating: 0, count: 2 * channels)
    let start = rows.lowerBound * channels
    xv_add_centred_channel_sums(
      work.summed + start, work.call.outputGradient.pointer + start,
      work.function.isTraining ? nil : work.dx.map { $0 + start }, work.factors, rows.count,
      channels, work.state.means, own, own + channels)
  }
}

/// dx of channels-last rows.
private struct Lines: ParallelWork {
  let work: ChannelGradients
  let ranges: ParallelRanges

  // The last rows were summed last and may still be in the cache.
  func perform(_ index: Int) {
    guard let dx = work.dx else { return }
    let range = ranges[ranges.count - 1 - index]
    let start = range.lowerBound * work.channels
    let dy = work.call.outputGradients[0]?.pointer ?? work.x
    xv_add_channel_lines(
      work.x + start, dy + start, dx + start, range.count, work.channels, work.factors,
      work.slopes, work.shifts)
  }
}
