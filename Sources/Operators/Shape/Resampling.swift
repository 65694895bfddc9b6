import CKernels
import Tensors
import Threads

/// Weighted sums along one axis after the other, laid out once for the shapes.
final class Resampling: OperatorState, @unchecked Sendable {
  private struct Pass {
    let outer: Int
    let inLength: Int
    let outLength: Int
    let block: Int
    let taps: Int
    let indices: [Int64]
    let weights: [Float]
  }

  private struct Gap {
    let outer: Int
    let length: Int
    let block: Int
    let places: [Int]
  }

  private let passes: [Pass]
  private let gaps: [Gap]
  private let outside: Float
  // What lies between the passes, in turns.
  private let buffers: [UnsafeMutablePointer<Float>]

  private let samplings: [AxisSampling]
  private lazy var gradient = DependentSums(
    samplings.map { $0.isWhole ? nil : $0.dependents }, lengths: samplings.map(\.outputLength))

  init(_ samplings: [AxisSampling], outside: Float) {
    self.samplings = samplings
    self.outside = outside
    var lengths = samplings.map(\.length)
    // Axes that become shorter first, so that nothing between is larger than both ends.
    let axes = samplings.indices.filter { !samplings[$0].isWhole }
    let order =
      axes.filter { samplings[$0].outputLength <= samplings[$0].length }
      + axes.filter { samplings[$0].outputLength > samplings[$0].length }
    var sizes = [0, 0]
    passes = order.enumerated().map { number, axis in
      let sampling = samplings[axis]
      let (indices, weights) = sampling.weights()
      let pass = Pass(
        outer: lengths[..<axis].reduce(1, *), inLength: sampling.length,
        outLength: sampling.outputLength, block: lengths[(axis + 1)...].reduce(1, *),
        taps: sampling.weightCount, indices: indices, weights: weights)
      lengths[axis] = sampling.outputLength
      // The last pass writes the output.
      if number < order.count - 1 {
        sizes[number % 2] = max(sizes[number % 2], lengths.reduce(1, *))
      }
      return pass
    }
    gaps = samplings.indices.compactMap { axis in
      let places = samplings[axis].outside
      guard !places.isEmpty else { return nil }
      return Gap(
        outer: lengths[..<axis].reduce(1, *), length: lengths[axis],
        block: lengths[(axis + 1)...].reduce(1, *), places: places)
    }
    buffers = order.count < 2 ? [] : sizes.map { .allocate(capacity: max($0, 1)) }
  }

  deinit { for buffer in buffers { buffer.deallocate() } }

  func parametersDidChange() {}

  /// Samples all axes.
  func run(_ call: ForwardCall) {
    defer { withExtendedLifetime(self) {} }
    var from = call.input.pointer
    for (number, pass) in passes.enumerated() {
      let to = number == passes.count - 1 ? call.output.pointer : buffers[number % 2]
      let work = Work(
        from: from, to: to, pass: pass,
        ranges: ParallelRanges(
          total: pass.outer * pass.outLength,
          grain: max(StridedCopy.grain / (pass.block * pass.taps), 1), threads: call.threads))
      call.threads.run(count: work.ranges.count, work)
      from = UnsafePointer(to)
    }
    for gap in gaps {
      for outer in 0..<gap.outer {
        for place in gap.places {
          let start = call.output.pointer + (outer * gap.length + place) * gap.block
          start.update(repeating: outside, count: gap.block)
        }
      }
    }
  }

  /// Adds up what each element gave to the places it has weight for.
  func backward(_ call: BackwardCall) {
    guard let gradient = call.inputGradient else { return }
    self.gradient.run(call.outputGradient.pointer, into: gradient.pointer, call.threads)
  }

  private struct Work: ParallelWork {
    let from: UnsafePointer<Float>
    let to: UnsafeMutablePointer<Float>
    let pass: Pass
    let ranges: ParallelRanges

    func perform(_ index: Int) {
      let range = ranges[index]
      xv_resample(
        from, to, pass.indices, pass.weights, pass.taps, pass.inLength, pass.outLength, pass.block,
        range.lowerBound, range.upperBound)
    }
  }
}
