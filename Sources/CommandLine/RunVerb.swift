import ArgumentParser
import Foundation
import Xavier

struct RunVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Computes what a network gives for arrays, and gradients.",
    discussion: """
      X.npz holds one array for each input, under the input's name; OUT.npz gets the outputs under \
      the keys output:NAME. 'xavier explain MODEL' lists the names and shapes.

        xavier run model.onnx --inputs x.npz --output out.npz

      With --cotangents G.npz, which holds arrays for outputs under their names, OUT.npz also gets \
      the gradients of the sum of output times cotangent: gradient:NAME for every input and every \
      weight that is not a whole number. An output without a cotangent counts as if it were zeros.

      A file's network has the weights of the file; one of layer widths or a .yaml network gets \
      weights drawn with the seed.
      """)

  @OptionGroup var model: ModelArgument

  @Option(help: "The arrays of the inputs, by name.")
  var inputs: String

  @Option(help: "What the outputs are multiplied by for gradients, by name.")
  var cotangents: String?

  @Option(help: "Where the outputs go.")
  var output: String

  @Option(parsing: .unconditional, help: "The seed of weights that are not in the file.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "Threads to use. (default: one for each processor)")
  var threads: Int?

  @Option(help: "Write a summary as JSON to a file, or to standard output for '-'.")
  var json: String?

  @Flag(help: "No table.")
  var quiet = false

  func run() throws {
    if let threads, !(1...1024).contains(threads) {
      throw Usage("--threads: \(threads), a number from 1 to 1024")
    }
    try OutputFiles(["--output": output, "--json": json])
      .check(reading: [InputFile.model(model.model), inputs, cotangents])
    let file = try WholeFile(checking: output)
    let jsonFile = try json.flatMap { try $0 == "-" ? nil : WholeFile(checking: $0) }
    let arrays = try Self.arrays(in: inputs)
    let factors = try cotangents.map(Self.arrays)
    let network = try model.network(arrays: arrays)
    try network.checkWeights()
    let weights = network.draw(seed: seed)
    let pool = threads.map { ThreadPool(threadCount: $0) } ?? .shared
    let report: EvaluationReport
    var results = NPZ()
    if let factors {
      let found = try network.gradients(
        arrays, cotangents: factors, weights: weights, threads: pool)
      let gradients = found.inputs + found.parameters
      report = EvaluationReport(found.outputs, gradients: gradients)
      try Self.append(found.outputs, as: "output", to: &results)
      try Self.append(gradients, as: "gradient", to: &results)
    } else {
      let outputs = try network.evaluate(arrays, weights: weights, threads: pool)
      report = EvaluationReport(outputs)
      try Self.append(outputs, as: "output", to: &results)
    }
    try file.write(results.data())

    if let json {
      let data = try report.json()
      if json == "-" { Terminal.write(data, to: STDOUT_FILENO) }
      try jsonFile?.write(data)
    }
    if !quiet, json != "-" {
      let columns = min(100, max(40, Terminal.width(of: STDOUT_FILENO) ?? 100))
      Terminal.write(report.terminalText(columns: columns), to: STDOUT_FILENO)
    }
  }

  private static func arrays(in path: String) throws -> [String: StoredTensor] {
    let npz = try NPZ(contentsOf: path)
    var arrays: [String: StoredTensor] = [:]
    for name in npz.names { arrays[name] = npz[name] }
    return arrays
  }

  private static func append(
    _ tensors: [(name: String, tensor: StoredTensor)], as kind: String, to results: inout NPZ
  ) throws {
    for (name, tensor) in tensors {
      // NumPy has no such type; its Float32 has every one of its numbers.
      let isKnownToNumPy = ![.bfloat16, .float8E4M3, .float8E5M2].contains(tensor.type)
      try results.append(
        isKnownToNumPy ? tensor : tensor.converted(to: .float32), name: "\(kind):\(name)")
    }
  }
}
