import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// Convolutions large enough that their gradients are cut into pieces.
///
/// There are places with partial sums, slices of channels, and both. The cases of `gradients_*.json`
/// are in one piece.
@Suite("Gradients of convolutions in pieces")
struct ConvolutionGradientTests {
  struct Sizes: Sendable, CustomTestStringConvertible {
    let batch: Int
    let input: Int
    let output: Int
    let lengths: (Int, Int)
    var kernel = 3
    var stride = 1
    var groups = 1

    var testDescription: String { "\(input) to \(output) channels of \(batch) × \(lengths)" }
    var outputLengths: (Int, Int) {
      let before = kernel / 2
      func length(_ n: Int) -> Int { (n + 2 * before - kernel) / stride + 1 }
      return (length(lengths.0), length(lengths.1))
    }
    var padding: WindowPadding {
      let pads = [kernel / 2, kernel / 2]
      return .given(before: pads, after: pads)
    }
    var x: Shape { [batch, input, lengths.0, lengths.1] }
    var weight: Shape { [output, input / groups, kernel, kernel] }
    var y: Shape { [batch, output, outputLengths.0, outputLengths.1] }
  }

  static let sizes = [
    Sizes(batch: 4, input: 64, output: 64, lengths: (12, 12)),
    Sizes(batch: 2, input: 48, output: 256, lengths: (5, 7)),
    Sizes(batch: 6, input: 20, output: 24, lengths: (18, 17), stride: 2),
    Sizes(batch: 1, input: 32, output: 16, lengths: (41, 29)),
    Sizes(batch: 4, input: 40, output: 40, lengths: (31, 29), groups: 40),
    Sizes(batch: 3, input: 36, output: 24, lengths: (19, 21), groups: 3),
    Sizes(batch: 8, input: 128, output: 96, lengths: (9, 10), kernel: 1),
  ]

  // Of small whole numbers every sum is exact in whatever order it is taken.
  @Test("are exact where all numbers are small and whole", arguments: sizes)
  func exact(_ sizes: Sizes) throws {
    var draws = Draws(seed: 11)
    let x = (0..<sizes.x.count).map { _ in Float(Int.random(in: -3...3, using: &draws)) }
    let weight = (0..<sizes.weight.count).map { _ in Float(Int.random(in: -3...3, using: &draws)) }
    let dy = (0..<sizes.y.count).map { _ in Float(Int.random(in: -3...3, using: &draws)) }
    let expected = reference(sizes, x, weight, dy)
    let bias = [Float](repeating: 1, count: sizes.output)
    let threads = ThreadPool(threadCount: 2)
    for isChannelsLast in [false, true] {
      let run = try GradientRun(
        GradientRun.Request(
          function: Conv(
            strides: [sizes.stride, sizes.stride], padding: sizes.padding, groups: sizes.groups),
          inputs: [
            Argument(sizes.x, x), Argument(sizes.weight, weight), Argument([sizes.output], bias),
          ],
          outputGradients: [dy], threads: threads, isChannelsLast: isChannelsLast))
      #expect(run?.inputGradients == [expected.dx, expected.dw, expected.db])
    }
    // The transposed map: its input is dy, and what comes back to it is a convolution of x.
    guard sizes.stride == 1 else { return }
    for isChannelsLast in [false, true] {
      let run = try GradientRun(
        GradientRun.Request(
          function: ConvTranspose(padding: sizes.padding, groups: sizes.groups),
          inputs: [Argument(sizes.y, dy), Argument(sizes.weight, weight)],
          outputGradients: [x], threads: threads, isChannelsLast: isChannelsLast))
      #expect(run?.inputGradients == [expected.y, expected.dw])
      #expect(run?.outputs == [expected.dx])
    }
  }

  @Test("have the same bits on one thread and on several", arguments: sizes)
  func threads(_ sizes: Sizes) throws {
    var draws = Draws(seed: 12)
    var request = GradientRun.Request(
      function: Conv(
        strides: [sizes.stride, sizes.stride], padding: sizes.padding, groups: sizes.groups),
      inputs: [
        Argument(sizes.x, draws.floats(sizes.x.count, bound: 1)),
        Argument(sizes.weight, draws.floats(sizes.weight.count, bound: 1)),
        Argument([sizes.output], draws.floats(sizes.output, bound: 1)),
      ], outputGradients: [draws.floats(sizes.y.count, bound: 1)], isChannelsLast: true)
    let one = try GradientRun(request)
    for count in [2, 5] {
      request.threads = ThreadPool(threadCount: count)
      #expect(try GradientRun(request)?.inputGradients == one?.inputGradients)
    }
  }

  private typealias Results = (y: [Float], dx: [Float], dw: [Float], db: [Float])

  // Each product of a tap adds to one element of everything.
  private func reference(
    _ sizes: Sizes, _ x: [Float], _ weight: [Float], _ dy: [Float]
  ) -> Results {
    var (y, dx) = ([Float](repeating: 0, count: dy.count), [Float](repeating: 0, count: x.count))
    var dw = [Float](repeating: 0, count: weight.count)
    var db = [Float](repeating: 0, count: sizes.output)
    let (inputs, outputs) = (sizes.input / sizes.groups, sizes.output / sizes.groups)
    let (height, width) = sizes.lengths
    let (rows, columns) = sizes.outputLengths
    let kernel = sizes.kernel
    for place in 0..<dy.count {
      let (column, rest) = (place % columns, place / columns)
      let (row, plane) = (rest % rows, rest / rows)
      let (channel, image) = (plane % sizes.output, plane / sizes.output)
      db[channel] += dy[place]
      for input in 0..<inputs {
        let from = image * sizes.input + channel / outputs * inputs + input
        for tap in 0..<kernel * kernel {
          let h = row * sizes.stride + tap / kernel - kernel / 2
          let w = column * sizes.stride + tap % kernel - kernel / 2
          guard 0..<height ~= h, 0..<width ~= w else { continue }
          let (at, of) = (
            (from * height + h) * width + w, (channel * inputs + input) * kernel * kernel + tap
          )
          y[place] += weight[of] * x[at]
          dx[at] += weight[of] * dy[place]
          dw[of] += dy[place] * x[at]
        }
      }
    }
    return (y, dx, dw, db)
  }
}
