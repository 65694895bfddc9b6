import Diagnoses
import Initializers
import Networks
import Operators
import Tensors
import Testing
import Threads

@Suite("Examples for a check")
struct CheckInputsTests {
  private func arrays(
    _ inputs: CheckInputs, run: Int = 0, seed: UInt64 = 1, threads: Int = 2
  ) -> [[Float]] {
    let memory = inputs.entries.map {
      UnsafeMutableBufferPointer<Float>.allocate(capacity: $0.shape.count)
    }
    defer { for part in memory { part.deallocate() } }
    let views = zip(inputs.entries, memory).map { MutableTensorView($0.shape, $1.baseAddress!) }
    inputs.write(run: run, seed: seed, into: views, threads: ThreadPool(threadCount: threads))
    return memory.map { Array($0) }
  }

  /// A text encoder as files have it: tokens through a cast, token types, a mask that is turned into
  /// what is added to attention's products.
  private func encoder() throws -> Network {
    var plan = NetworkPlan()
    let tokens = plan.input(named: "input_ids", lengths: [nil, 6], type: .int64)
    let kinds = plan.input(named: "token_type_ids", lengths: [nil, 6], type: .int64)
    let present = plan.input(named: "present", lengths: [nil, 6])
    func table(_ path: String, _ rows: Int) throws -> Network.Value {
      try plan.parameter(
        path, .embedding(vocabulary: rows, dimension: 8),
        drawnBy: FixedLaw.normal(standardDeviation: 1))
    }
    let flat = try plan.apply(Operators.Reshape([-1, 6]), to: [tokens], name: "flat")[0]
    let same = try plan.apply(Cast(to: .float32), to: [flat], name: "cast")[0]
    let words = try plan.apply(Gather(), to: [table("words", 50), same], name: "words")[0]
    let types = try plan.apply(Gather(), to: [table("kinds", 2), kinds], name: "kinds")[0]
    let x = try plan.apply(Operators.Add(), to: [words, types], name: "sum")[0]
    let turned = try plan.apply(Operators.Transpose([0, 2, 1]), to: [x], name: "turn")[0]
    let products = try plan.apply(MatMul(), to: [x, turned], name: "products")[0]
    let wide = try plan.apply(Unsqueeze(axes: [1]), to: [present], name: "wide")[0]
    let one = plan.constant(StoredTensor([], floats: [1]))
    let absent = try plan.apply(Sub(), to: [one, wide], name: "absent")[0]
    let much = plan.constant(StoredTensor([], floats: [-1e4]))
    let bias = try plan.apply(Operators.Mul(), to: [absent, much], name: "bias")[0]
    let scores = try plan.apply(Operators.Add(), to: [products, bias], name: "scores")[0]
    let weights = try plan.apply(Softmax(axis: -1), to: [scores], name: "weights")[0]
    let output = try plan.apply(MatMul(), to: [weights, x], name: "means")[0]
    return plan.network(outputs: [("output", output, .float32)])
  }

  @Test("Tokens and types are below the rows of their tables, what marks presence is ones")
  func tokens() throws {
    let inputs = try CheckInputs(for: encoder(), examples: 64)
    #expect(inputs.entries.map(\.content) == [.rows(50), .rows(2), .ones])
    #expect(inputs.batch == 64 && inputs.runs == 1)
    let arrays = arrays(inputs)
    #expect(Set(arrays[0]) == Set((0..<50).map { Float($0) }))
    #expect(Set(arrays[1]) == [0, 1])
    #expect(Set(arrays[2]) == [1])
    // 384 numbers that are 0 or 1: five standard errors.
    #expect(abs(arrays[1].reduce(0, +) / 384 - 0.5) < 0.13)
  }

  @Test("A token that chooses from two tables is below the shorter one")
  func twoTables() throws {
    var plan = NetworkPlan()
    let tokens = plan.input(named: "t", lengths: [nil, 3], type: .int32)
    let tables = try [9, 5].map { rows in
      try plan.parameter(
        "table\(rows)", .embedding(vocabulary: rows, dimension: 2),
        drawnBy: FixedLaw.normal(standardDeviation: 1))
    }
    let found = try tables.map {
      try plan.apply(Gather(), to: [$0, tokens], name: "g\($0.index)")[0]
    }
    let sum = try plan.apply(Operators.Add(), to: found, name: "sum")[0]
    let network = plan.network(outputs: [("y", sum, .float32)])
    #expect(try CheckInputs(for: network).entries[0].content == .rows(5))
  }

  @Test("A token that is moved up, or compared with each of its codes, is below their count")
  func movedAndCompared() throws {
    var plan = NetworkPlan()
    let tokens = plan.input(named: "t", lengths: [nil, 3], type: .int32)
    let codes = plan.input(named: "c", lengths: [nil, 3, 1], type: .int32)
    let pair = plan.input(named: "p", lengths: [nil, 3, 1], type: .int32)
    let table = try plan.parameter(
      "table", .embedding(vocabulary: 9, dimension: 4),
      drawnBy: FixedLaw.normal(standardDeviation: 1))
    let two = plan.constant(StoredTensor([], floats: [2]))
    let moved = try plan.apply(Operators.Add(), to: [tokens, two], name: "moved")[0]
    let words = try plan.apply(Gather(), to: [table, moved], name: "words")[0]
    let four = plan.constant(StoredTensor([1, 1, 4], floats: [0, 1, 2, 3]))
    let hot = try plan.apply(Equal(), to: [codes, four], name: "hot")[0]
    let ones = try plan.apply(Cast(to: .float32), to: [hot], name: "ones")[0]
    let sum = try plan.apply(Operators.Add(), to: [words, ones], name: "sum")[0]
    let one = plan.constant(StoredTensor([], floats: [1]))
    let present = try plan.apply(Equal(), to: [pair, one], name: "present")[0]
    let mask = try plan.apply(Cast(to: .float32), to: [present], name: "mask")[0]
    let output = try plan.apply(Operators.Mul(), to: [sum, mask], name: "output")[0]
    let network = plan.network(outputs: [("y", output, .float32)])
    #expect(try CheckInputs(for: network).entries.map(\.content) == [.rows(7), .rows(4), .ones])
  }

  @Test("What is multiplied with a weight is no mask, whatever comes after")
  func noMask() throws {
    let network = Network(input: [4, 8]) {
      MultiHeadAttention(heads: 2)
      Dense(3, activation: .softmax)
    }
    #expect(try CheckInputs(for: network).entries[0].content == .noise)
  }

  @Test("Images are told by what is done to them, channels first and last")
  func images() throws {
    let first = Network(input: [3, 12, 10]) {
      Convolution(4, kernel: 3)
      Flatten()
      Dense(2)
    }
    #expect(try CheckInputs(for: first).entries[0].content == .images(channelAxis: 1))
    let last = Network(input: [12, 10, 3]) {
      Transpose([2, 0, 1])
      Convolution(4, kernel: 3)
    }
    #expect(try CheckInputs(for: last).entries[0].content == .images(channelAxis: 3))
    let vectors = Network(input: [4, 3, 12]) { Dense(2) }
    #expect(try CheckInputs(for: vectors).entries[0].content == .noise)
    let sound = Network(input: [2, 100]) { Convolution(4, kernel: 3) }
    #expect(try CheckInputs(for: sound).entries[0].content == .noise)
  }

  @Test("Images with channels last are those with channels first, turned")
  func turnedImages() throws {
    let first = Network(input: [3, 12, 10]) { Convolution(4, kernel: 3) }
    let last = Network(input: [12, 10, 3]) {
      Transpose([2, 0, 1])
      Convolution(4, kernel: 3)
    }
    let one = arrays(try CheckInputs(for: first, examples: 5))[0]
    let other = arrays(try CheckInputs(for: last, examples: 5), threads: 1)[0]
    var differences = 0
    for example in 0..<5 {
      for channel in 0..<3 {
        for place in 0..<120 {
          let a = one[(example * 3 + channel) * 120 + place]
          if a != other[(example * 120 + place) * 3 + channel] { differences += 1 }
        }
      }
    }
    #expect(differences == 0)
    #expect(one.reduce(0) { $0 + Double($1 * $1) } / 1800 > 0.3)
  }

  @Test("Runs share the examples of one run, and another seed has others")
  func runs() throws {
    let network = Network(input: 6) { Dense(2) }
    let one = arrays(try CheckInputs(for: network, examples: 8))[0]
    let shared = try CheckInputs(for: network, examples: 8, runs: 4)
    #expect(shared.batch == 2 && shared.runs == 4 && shared.examples == 8)
    #expect((0..<4).flatMap { arrays(shared, run: $0)[0] } == one)
    #expect(arrays(shared, run: 0, seed: 2)[0] != Array(one[..<12]))
  }

  @Test("Given arrays are taken from their start, with their moments")
  func given() throws {
    let network = Network(input: 3) { Dense(2) }
    let numbers = (0..<30).map { Float($0) }
    let data = ["input": StoredTensor([10, 3], floats: numbers)]
    let inputs = try CheckInputs(for: network, data: data, examples: 4)
    #expect(inputs.examples == 4 && inputs.areGiven)
    #expect(arrays(inputs)[0] == Array(numbers[..<12]))
    let moments = try #require(inputs.entries[0].moments)
    // Of 0 ... 11.
    #expect(abs(moments.mean - 5.5) < 1e-12 && abs(moments.variance - 143.0 / 12) < 1e-9)
    #expect(try CheckInputs(for: network, data: data).examples == 10)
  }

  @Test("Arrays that do not fit are refused with what was expected")
  func refused() throws {
    let network = Network(input: 3) { Dense(2) }
    func message(_ data: [String: StoredTensor]) -> String? {
      do {
        _ = try CheckInputs(for: network, data: data)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      message(["input": StoredTensor([10, 4], floats: Array(repeating: 1, count: 40))])
        == "input input: data of shape 10×4, examples×3 was expected")
    #expect(
      message(["input": StoredTensor([0, 3], floats: [])])
        == "input input: data of shape 0×3, at least one example was expected")
    #expect(message([:]) == "input input: no array, one was expected")
    #expect(
      message(["inputs": StoredTensor([1, 3], floats: [1, 2, 3])])?.contains("input") == true)
    let text = try encoder()
    let present = ["present": StoredTensor([2, 6], floats: Array(repeating: 1, count: 12))]
    #expect(try CheckInputs(for: text, data: present).examples == 2)
    let wrong = ["input_ids": StoredTensor([2, 6], floats: Array(repeating: 1, count: 12))]
    #expect(throws: NetworkError.self) { try CheckInputs(for: text, data: wrong) }
  }

  @Test("What examples are is said in words")
  func words() throws {
    let network = Network(input: [3, 16, 16]) { Convolution(2, kernel: 3) }
    #expect(
      try CheckInputs(for: network).description == "32 examples: images of 1/f noise, 3×16×16")
    #expect(
      try CheckInputs(for: Network(input: 5) { Dense(2) }, examples: 1).description
        == "1 example: N(0, 1), 5")
  }
}
