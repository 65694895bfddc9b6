import Xavier

// Prints one line for each measurement, `name<tab>microseconds`, for Benchmarks/run.py to set beside
// those of a peer.

@main
enum Main {
  static func main() {
    for network in TrainingStep.all {
      for threads in Set([1, ThreadPool.processorCount]).sorted() {
        network.report(threads: threads)
      }
    }
  }
}
