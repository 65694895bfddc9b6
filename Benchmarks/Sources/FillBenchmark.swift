import Glibc
import Xavier

/// Draws of 8192 x 8192 weights into memory that exists, and the writing of that memory alone.
struct FillBenchmark: Sendable {
  private let name: String
  private let time: @Sendable (ThreadPool) -> Double

  /// One line for each law and element type; names as in the scripts of the peers.
  static let all = [
    FillBenchmark("memory set", Float.self) { buffer, threads in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      threads.runRanges(total: bytes.count, grain: 1 << 16) { range in
        memset(bytes.baseAddress! + range.lowerBound, 1, range.count)
      }
    },
    FillBenchmark("uniform float32", Float.self) { buffer, threads in
      try FixedLaw.uniform(bound: 0.05)
        .fill(buffer, of: spec, path: "weight", seed: 0, threads: threads)
    },
    FillBenchmark("normal float32", Float.self) { buffer, threads in
      try FixedLaw.normal(standardDeviation: 0.05)
        .fill(buffer, of: spec, path: "weight", seed: 0, threads: threads)
    },
    FillBenchmark("truncated normal float32", Float.self) { buffer, threads in
      try FixedLaw.truncatedNormal(standardDeviation: 0.05)
        .fill(buffer, of: spec, path: "weight", seed: 0, threads: threads)
    },
    FillBenchmark("normal bfloat16", BFloat16.self) { buffer, threads in
      try FixedLaw.normal(standardDeviation: 0.05)
        .fill(buffer, of: spec, path: "weight", seed: 0, threads: threads)
    },
    FillBenchmark("normal float64", Double.self) { buffer, threads in
      try FixedLaw.normal(standardDeviation: 0.05)
        .fill(buffer, of: spec, path: "weight", seed: 0, threads: threads)
    },
  ]

  func report(threads: Int) {
    print("\(name)\tours\t\(threads)\t\(time(ThreadPool(threadCount: threads)))")
  }

  private static let spec = ParameterSpec.dense(in: 8192, out: 8192)

  private init<Element: WeightElement & SendableMetatype>(
    _ name: String, _ element: Element.Type,
    fill: @escaping @Sendable (UnsafeMutableBufferPointer<Element>, ThreadPool) throws -> Void
  ) {
    self.name = name
    time = { threads in
      let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: Self.spec.shape.count)
      defer { buffer.deallocate() }
      memset(buffer.baseAddress!, 0, buffer.count * MemoryLayout<Element>.stride)
      return Stopwatch.median(least: 5) {
        do { try fill(buffer, threads) } catch { fatalError("\(name): \(error)") }
      }
    }
  }
}
