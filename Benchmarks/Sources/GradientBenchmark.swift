import Foundation
import Operators
import Xavier

/// A forward and a backward pass of a network in training, in a process of its own.
enum GradientBenchmark {
  static func report(_ name: String, threads: Int) {
    guard let network = ForwardBenchmark.all.first(where: { $0.name == name }) else {
      preconditionFailure("\(name): not known")
    }
    do {
      let form = TrainingForm(of: try network.make())
      let weights = form.network.draw(seed: 0)
      let gradients = Weights(zerosFor: form.network)
      let space = try Workspace(
        form.network, batch: network.batch, weights: weights, weightGradients: gradients,
        seeds: [form.network.outputs[0].value], threads: ThreadPool(threadCount: threads))
      ParameterStream(seed: 0, path: "inputs").fillUniform(
        ElementBuffer(space.input.elements), from: 0, halfWidth: 1)
      guard let seed = space.gradient(of: form.network.outputs[0].value) else {
        preconditionFailure("\(name): an output without a gradient")
      }
      ParameterStream(seed: 0, path: "cotangent").fillUniform(
        ElementBuffer(seed.elements), from: 0, halfWidth: 1)
      let time = Stopwatch.median(least: 5) {
        space.runForward()
        space.runBackward()
      }
      withExtendedLifetime((weights.tensors, gradients.tensors)) {
        print("\(name)\tgradients\t\(threads)\t\(time)")
        print("\(name)\tgradients memory\t\(threads)\t\(peakMemory)")
      }
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  // The most bytes of this process that were resident at once.
  private static var peakMemory: Int {
    let status = FileHandle(forReadingAtPath: "/proc/self/status")?.readDataToEndOfFile()
    for line in String(decoding: status ?? Data(), as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("VmHWM:") {
      return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) * 1024
    }
    return 0
  }
}
