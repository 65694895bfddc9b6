import Xavier

/// Draws of square orthogonal matrices into memory that exists.
struct OrthogonalBenchmark {
  let size: Int

  static let all = [2048, 4096].map(OrthogonalBenchmark.init)

  func report(threads: Int) {
    let pool = ThreadPool(threadCount: threads)
    let matrix = Tensor(zeros: [size, size])
    let spec = ParameterSpec.dense(in: size, out: size)
    let time = Stopwatch.median(least: 1) {
      do {
        try FixedLaw.orthogonal.fill(
          matrix.elements, of: spec, path: "weight", seed: 0, threads: pool)
      } catch { fatalError("orthogonal \(size): \(error)") }
    }
    print("orthogonal \(size)\tours\t\(threads)\t\(time)")
  }
}
