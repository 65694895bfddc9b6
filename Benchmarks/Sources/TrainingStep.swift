import CDNNL
import CKernels
import Xavier

/// A training step with Adam, and its floor: the step's matrix products and its update alone.
struct TrainingStep {
  let name: String
  let widths: [Int]
  let activation: Activation
  let batch: Int

  static let all = [
    TrainingStep(
      name: "784-128-10 batch 32", widths: [784, 128, 10], activation: .relu, batch: 32),
    TrainingStep(
      name: "1024-1000x5-9 batch 10", widths: [1024, 1000, 1000, 1000, 1000, 1000, 9],
      activation: .tanh, batch: 10),
    TrainingStep(
      name: "1024-1000x5-9 batch 128", widths: [1024, 1000, 1000, 1000, 1000, 1000, 9],
      activation: .tanh, batch: 128),
  ]

  func report(threads: Int) {
    let pool = ThreadPool(threadCount: threads)
    print("\(name)\tstep\t\(threads)\t\(step(pool))")
    print("\(name)\tfloor\t\(threads)\t\(floor(pool))")
  }

  private func step(_ pool: ThreadPool) -> Double {
    let network = Network(input: widths[0]) {
      for width in widths.dropFirst().dropLast() { Dense(width, activation: activation) }
      Dense(widths[widths.count - 1], activation: .softmax)
    }
    var trainer = Trainer(
      network, optimizer: .adam(), loss: .categoricalCrossEntropy, threads: pool)
    let inputs = Tensor(zeros: [batch, widths[0]])
    ParameterStream(seed: 0, path: "inputs").fillUniform(
      ElementBuffer(inputs.elements), from: 0, halfWidth: 1)
    let labels = (0..<Int32(batch)).map { $0 % Int32(widths[widths.count - 1]) }
    return labels.withUnsafeBufferPointer { labels in
      Stopwatch.median {
        _ = trainer.step(inputs: inputs.pointer, labels: labels.baseAddress!, count: batch)
      }
    }
  }

  // The products of the forward pass, of the gradients of all weights and of all values but the
  // input, and one update of all weights; shared among threads as well as the step shares them.
  private func floor(_ pool: ThreadPool) -> Double {
    let largest = widths.max()!
    let left = Tensor(zeros: [batch, largest])
    let right = Tensor(zeros: [batch, largest])
    let result = Tensor(zeros: [batch, largest])
    let counts = zip(widths, widths.dropFirst()).map { $0 * $1 }
    let total = counts.reduce(0, +)
    let weights = Tensor(zeros: [total])
    let gradients = Tensor(zeros: [total])
    let first = Tensor(zeros: [total])
    let second = Tensor(zeros: [total])
    ParameterStream(seed: 0, path: "floor").fillUniform(
      ElementBuffer(weights.elements), from: 0, halfWidth: 0.05)
    ParameterStream(seed: 0, path: "left").fillUniform(
      ElementBuffer(left.elements), from: 0, halfWidth: 1)
    ParameterStream(seed: 0, path: "right").fillUniform(
      ElementBuffer(right.elements), from: 0, halfWidth: 1)
    let grain = batch * largest > 10_000 ? 64 : 1024
    return Stopwatch.median {
      var start = 0
      for (layer, count) in counts.enumerated() {
        let (rows, columns) = (widths[layer], widths[layer + 1])
        let weight = weights.pointer + start
        pool.runRanges(total: columns, grain: grain) { range in
          _ = xv_matrix_product(
            0, 0, batch, range.count, rows, left.pointer, rows, weight + range.lowerBound, columns,
            0, result.pointer + range.lowerBound, columns)
        }
        start += count
      }
      for layer in counts.indices.reversed() {
        let (rows, columns) = (widths[layer], widths[layer + 1])
        start -= counts[layer]
        let weight = weights.pointer + start
        let gradient = gradients.pointer + start
        pool.runRanges(total: rows, grain: grain) { range in
          let offset = range.lowerBound * columns
          if layer > 0 {
            _ = xv_matrix_product(
              0, 1, batch, range.count, columns, right.pointer, columns, weight + offset, columns,
              0, result.pointer + range.lowerBound, rows)
          }
          _ = xv_matrix_product(
            1, 0, range.count, columns, batch, left.pointer + range.lowerBound, rows,
            right.pointer, columns, 0, gradient + offset, columns)
        }
      }
      pool.runRanges(total: total, grain: 16_384) { range in
        let at = range.lowerBound
        Adam().update(
          step: 10, weights: weights.pointer + at, gradients: gradients.pointer + at,
          moments: Moments(first: first.pointer + at, second: second.pointer + at),
          count: range.count)
      }
    }
  }
}
