import Xavier

// Prints one line for each measurement, `name<tab>what<tab>threads<tab>microseconds`, for
// Benchmarks/run.py to set beside those of a peer. An argument, `steps`, `draws`, `moments` or
// `forward`, chooses some; `loading FILE` reads that model once, `gradients NAME THREADS` takes one
// network forward and backward, and `check NAME THREADS` does so with and without what is read of it.

@main
enum Main {
  static func main() {
    let chosen = CommandLine.arguments.dropFirst()
    if chosen.first == "loading", let path = chosen.dropFirst().first {
      return LoadingBenchmark.report(path)
    }
    if chosen.first == "gradients", let name = chosen.dropFirst().first {
      return GradientBenchmark.report(name, threads: chosen.last.flatMap { Int($0) } ?? 1)
    }
    if chosen.first == "check", let name = chosen.dropFirst().first {
      return CheckBenchmark.report(name, threads: chosen.last.flatMap { Int($0) } ?? 1)
    }
    let threads = Set([1, ThreadPool.processorCount]).sorted()
    if chosen.isEmpty || chosen.contains("steps") {
      for network in TrainingStep.all { threads.forEach(network.report) }
    }
    if chosen.isEmpty || chosen.contains("draws") {
      for fill in FillBenchmark.all { threads.forEach(fill.report) }
      for matrix in OrthogonalBenchmark.all { threads.forEach(matrix.report) }
    }
    if chosen.isEmpty || chosen.contains("moments") {
      for network in MomentsBenchmark.all { network.report() }
    }
    if chosen.isEmpty || chosen.contains("forward") {
      for network in ForwardBenchmark.all { threads.forEach(network.report) }
    }
  }
}
