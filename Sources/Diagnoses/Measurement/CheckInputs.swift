import Networks
import Operators
import Streams
import Tensors
import Threads

/// The examples that a network is measured on, one array for each of its inputs.
///
/// Without data, float inputs are N(0, 1), images 1/f noise, whole numbers uniform over the rows that
/// they choose from, masks ones. All is drawn from seeds, the same on every machine.
///
/// A network that takes any number of examples is run on all of them at once; one that has the
/// number fixed is run several times.
public struct CheckInputs: Sendable {
  /// What one input is given.
  public struct Entry: Sendable {
    /// The input's name.
    public let name: String
    /// What it is given, in words: `1/f noise 3×224×224`.
    public let description: String
    /// The shape of one run's array.
    public let shape: Shape
    /// The mean and the variance of an element of given data; `nil` where it is drawn or is made of
    /// whole numbers.
    public let moments: (mean: Double, variance: Double)?
    package let content: InputContent
    /// The axis of examples.
    let axis: Int?
    // The numbers of all runs.
    let numbers: [Float]
  }

  /// What each input is given, in the network's order.
  public let entries: [Entry]
  /// The examples of one run.
  public let batch: Int
  /// How often the network is run.
  public let runs: Int
  /// The number of examples.
  public var examples: Int { batch * runs }

  /// Whether examples were given.
  public var areGiven: Bool { entries.contains { $0.content == .given } }

  /// The examples in words: `32 images of 1/f noise, 3×224×224`.
  public var description: String {
    "\(examples) \(examples == 1 ? "example" : "examples"): "
      + entries.map { entries.count == 1 ? $0.description : "\($0.name) \($0.description)" }
      .joined(separator: ", ")
  }

  /// The shapes of one run's arrays, in the network's order.
  var shapes: [Shape] { entries.map(\.shape) }

  /// Decides what a network is measured on.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - data: arrays by the names of inputs; the first examples of each are taken. Whole numbers
  ///   and masks without one are drawn.
  ///   - examples: how many are asked for; fewer where data has fewer, more where the network has
  ///   more in one run.
  ///   - runs: how many runs they are shared among, where the network takes any number.
  /// - Throws: `NetworkError` with code `.input` where an array is unknown, missing, too short or
  ///   does not fit its input, `.layer` where the network does not take so many examples.
  public init(
    for network: Network, data: [String: StoredTensor]? = nil, examples: Int = 32, runs: Int = 1
  ) throws(NetworkError) {
    precondition(examples >= 1, "check: \(examples) examples, at least 1 was expected")
    let isOpen = network.inputs.contains { $0.lengths.contains(nil) }
    var wanted = examples
    for name in (data ?? [:]).keys.sorted() {
      guard let input = network.inputs.first(where: { $0.name == name }) else {
        throw .unknownInput(name, known: network.inputs.map(\.name))
      }
      let array = data![name]!
      try Self.check(array, for: input)
      guard let axis = Self.exampleAxis(of: input, isOpen: isOpen) else { continue }
      wanted = min(wanted, array.shape[axis])
    }
    let batch: Int
    if isOpen {
      self.runs = max(1, min(runs, wanted))
      batch = wanted / self.runs
    } else {
      batch = Self.fixedBatch(of: network)
      self.runs = data == nil ? (wanted + batch - 1) / batch : wanted / batch
      guard self.runs >= 1 else {
        throw .input(
          network.inputs[0].name, "\(wanted) examples, at least \(batch) were expected")
      }
    }
    self.batch = batch
    let graph = SignalGraph(network)
    let shapes = try network.shapes(batch: batch)
    var entries: [Entry] = []
    for input in network.inputs {
      let content = graph.content(of: input, shapes: shapes)
      let shape = shapes[input.value.index]
      let axis = Self.exampleAxis(of: input, isOpen: isOpen)
      if let array = data?[input.name] {
        let numbers = Self.first(batch * self.runs, of: array, along: axis)
        entries.append(
          Entry(
            name: input.name, description: "given, \(Self.words(shape, without: axis))",
            shape: shape, moments: input.type.isFloat ? Self.moments(numbers) : nil,
            content: .given, axis: axis, numbers: numbers))
        continue
      }
      // What says what is there may be left out; what is there may not.
      if data != nil, input.type.isFloat, content != .ones { throw .missingInput(input.name) }
      entries.append(
        Entry(
          name: input.name, description: Self.words(content, shape, axis), shape: shape,
          moments: nil, content: content, axis: axis, numbers: []))
    }
    self.entries = entries
  }

  // The axis that tells examples apart: the one left open, or the first.
  private static func exampleAxis(of input: Network.Input, isOpen: Bool) -> Int? {
    if let open = input.lengths.firstIndex(of: nil) { return open }
    return isOpen || input.lengths.count < 2 ? nil : 0
  }

  // The examples of a run of a network that has their number fixed: the first length that all inputs
  // of two or more axes and all outputs have in common, else 1.
  private static func fixedBatch(of network: Network) -> Int {
    let firsts = Set(network.inputs.filter { $0.lengths.count >= 2 }.map { $0.lengths[0] ?? 1 })
    guard firsts.count == 1, let batch = firsts.first, batch > 1,
      network.outputs.allSatisfy({ ($0.shape.lengths.first ?? 0) % batch == 0 })
    else { return 1 }
    return batch
  }

  // MARK: Given arrays

  private static func check(
    _ array: StoredTensor, for input: Network.Input
  ) throws(NetworkError) {
    let isOpenHere = input.lengths.contains(nil)
    let fits =
      array.shape.rank == input.lengths.count
      && zip(input.lengths, array.shape.lengths).enumerated().allSatisfy { axis, pair in
        pair.0 == nil || pair.0 == pair.1 || (!isOpenHere && axis == 0 && input.lengths.count > 1)
      }
    guard fits else {
      let expected = input.lengths.enumerated().map { axis, length in
        !isOpenHere && axis == 0 && input.lengths.count > 1
          ? "examples" : length.map(String.init) ?? "examples"
      }
      throw .input(
        input.name, "data of shape \(array.shape), \(expected.joined(separator: "×")) was expected")
    }
    guard array.shape.count > 0 else {
      throw .input(input.name, "data of shape \(array.shape), at least one example was expected")
    }
    guard input.type.isFloat || !array.type.isFloat else {
      throw .input(
        input.name, "data of \(array.type.rawValue), \(input.type.rawValue) was expected")
    }
  }

  // The first examples, those of each run together in the order of its array.
  private static func first(_ count: Int, of array: StoredTensor, along axis: Int?) -> [Float] {
    guard let axis, axis > 0 else {
      let all = array.floats
      guard axis != nil else { return all }
      return Array(all[..<(all.count / array.shape[0] * count)])
    }
    let all = array.floats
    let inner = array.shape.lengths[(axis + 1)...].reduce(1, *)
    let outer = array.shape.lengths[..<axis].reduce(1, *)
    let length = array.shape[axis] * inner
    return (0..<outer).flatMap { all[($0 * length)..<($0 * length + count * inner)] }
  }

  private static func moments(_ numbers: [Float]) -> (mean: Double, variance: Double) {
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / Double(numbers.count)
    let variance =
      numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      / Double(numbers.count)
    return (mean, variance)
  }

  // MARK: Words

  private static func words(_ shape: Shape, without axis: Int?) -> String {
    let lengths = shape.lengths.enumerated().filter { $0.offset != axis }.map { "\($0.element)" }
    return lengths.isEmpty ? "one number" : lengths.joined(separator: "×")
  }

  private static func words(_ content: InputContent, _ shape: Shape, _ axis: Int?) -> String {
    let size = words(shape, without: axis)
    return switch content {
    case .noise: "N(0, 1), \(size)"
    case .images: "images of 1/f noise, \(size)"
    case .rows(let rows): "whole numbers below \(rows), \(size)"
    case .ones: "ones, \(size)"
    case .given: "given, \(size)"
    }
  }

  // MARK: Numbers

  /// Writes one run's arrays.
  package func write(run: Int, seed: UInt64, into arrays: [MutableTensorView], threads: ThreadPool)
  {
    for (entry, array) in zip(entries, arrays) {
      entry.write(run: run, runs: runs, batch: batch, seed: seed, into: array, threads: threads)
    }
  }
}

extension CheckInputs.Entry {
  fileprivate func write(
    run: Int, runs: Int, batch: Int, seed: UInt64, into array: MutableTensorView,
    threads: ThreadPool
  ) {
    let elements = array.elements
    let stream = ParameterStream(seed: seed, path: "check/input/\(name)")
    // A run goes on where the one before ended, so that examples are the same however they are run.
    let origin = UInt64(run) * UInt64(elements.count)
    switch content {
    case .noise:
      stream.fillNormal(ElementBuffer(elements), from: origin, standardDeviation: 1)
    case .ones: elements.update(repeating: 1)
    case .rows(let rows):
      var words = [UInt32](repeating: 0, count: elements.count)
      words.withUnsafeMutableBufferPointer { stream.fillWords($0, from: origin) }
      for (index, word) in words.enumerated() {
        elements[index] = Float((UInt64(word) * UInt64(rows)) >> 32)
      }
    case .images(let channelAxis):
      writeImages(run, channelAxis, stream, elements.baseAddress!, threads)
    case .given:
      guard let axis else {
        _ = elements.update(fromContentsOf: numbers)
        return
      }
      let inner = shape.lengths[(axis + 1)...].reduce(1, *)
      let outer = shape.lengths[..<axis].reduce(1, *)
      for piece in 0..<outer {
        let start = (piece * runs + run) * batch * inner
        for index in 0..<batch * inner {
          elements[piece * batch * inner + index] = numbers[start + index]
        }
      }
    }
  }

  private func writeImages(
    _ run: Int, _ channelAxis: Int, _ stream: ParameterStream,
    _ start: UnsafeMutablePointer<Float>, _ threads: ThreadPool
  ) {
    let lengths = shape.lengths
    let isLast = channelAxis == lengths.count - 1
    let noise = ImageNoise(isLast ? Array(lengths[1..<channelAxis]) : Array(lengths[2...]))
    let channels = lengths[channelAxis]
    let fields = lengths[0] * channels
    let work = ImageFields(
      noise: noise, stream: stream, start: start, channels: channels, fields: fields,
      // Pairs of a run with an odd number of fields do not go on in the next.
      origin: run * ((fields + 1) / 2), isLast: isLast)
    threads.run(count: (fields + 1) / 2, work)
  }
}

private struct ImageFields: ParallelWork {
  let noise: ImageNoise
  let stream: ParameterStream
  let start: UnsafeMutablePointer<Float>
  let channels: Int
  let fields: Int
  let origin: Int
  let isLast: Bool

  private func place(_ field: Int) -> UnsafeMutablePointer<Float> {
    isLast
      ? start + field / channels * channels * noise.count + field % channels
      : start + field * noise.count
  }

  func perform(_ pair: Int) {
    noise.write(
      origin + pair, stream, place(2 * pair), 2 * pair + 1 < fields ? place(2 * pair + 1) : nil,
      stride: isLast ? channels : 1)
  }
}
