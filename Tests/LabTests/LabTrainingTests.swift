import Foundation
import TestSupport
import Testing

@Suite("The lab's training", .serialized)
struct LabTrainingTests {
  private static let lab = Result { try LabProcess() }
  private let lab: LabProcess

  init() throws { lab = try Self.lab.get() }

  private struct Progress: Decodable {
    let run: Int
    let points: [Point]
  }

  private struct Point: Decodable {
    let step: Int
    let epoch: Double
    let loss, test_accuracy, train_accuracy: Double?
  }

  private struct State: Decodable {
    let run: Int
    let status: String
    let message: String?
  }

  private static let state =
    #"{"data": "moons", "depth": 2, "width": 16, "activation": "relu", "#
    + #""recipes": ["heNormal", "pytorch"], "epochs": 3, "rate": 0.01, "seed": 4}"#

  private func events(_ client: String) throws -> LabSocket {
    let socket = try lab.connect()
    try socket.send(lab.text("GET", "/api/events?client=\(client)", bodyCount: 0))
    let head = String(decoding: try socket.read(until: "\r\n\r\n"), as: UTF8.self)
    #expect(head.hasPrefix("HTTP/1.1 200 OK"))
    #expect(head.contains("Content-Type: text/event-stream"))
    return socket
  }

  private func tell(_ client: String, _ action: String, _ state: String = Self.state) throws {
    let answer = try lab.ask(
      "POST", "/api/train",
      #"{"client": "\#(client)", "action": "\#(action)", "state": \#(state)}"#)
    #expect(answer.status == 200, "\(answer.text)")
  }

  // All events until every run has a status.
  private func read(
    _ socket: LabSocket, until status: String, runs: Int = 2
  ) throws -> [(name: String, data: Data)] {
    var (all, ended): ([(name: String, data: Data)], Set<Int>) = ([], [])
    while ended.count < runs {
      let event = try socket.event()
      all.append(event)
      guard event.name == "state" else { continue }
      let state = try JSONDecoder().decode(State.self, from: event.data)
      #expect(state.status != "failed", "\(state.message ?? "")")
      if state.status == status { ended.insert(state.run) }
    }
    return all
  }

  private func progress(_ events: [(name: String, data: Data)]) throws -> [Progress] {
    try events.filter { $0.name == "progress" }
      .map { try JSONDecoder().decode(Progress.self, from: $0.data) }
  }

  @Test("ends with the numbers of the training that its command names")
  func numbers() throws {
    let socket = try events("numbers")
    try tell("numbers", "start")
    let seen = try progress(read(socket, until: "done"))
    struct Words: Decodable { let train: String }
    let words = try JSONDecoder().decode(
      Words.self,
      from: lab.ask("POST", "/api/command", #"{"state": \#(Self.state)}"#).body)
    let printed = try Shell.run(words.train + " --json - --quiet --no-report", in: lab.scratch)
    #expect(printed.status == 0, "\(words.train) \(printed.errors)")
    struct Report: Decodable {
      let runs: [Run]
      struct Run: Decodable {
        let recipe: String
        let test_accuracy: Double
        let loss: [Double]
      }
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(printed.output.utf8))
    #expect(report.runs.map(\.recipe) == ["heNormal", "pytorch"])
    for (run, expected) in report.runs.enumerated() {
      let mine = seen.filter { $0.run == run }.flatMap(\.points)
      let last = try #require(mine.last)
      #expect(last.epoch == 3)
      #expect(last.step == 3 * 32)
      #expect(last.test_accuracy == expected.test_accuracy)
      // The mean over all examples of an epoch, put together from its parts of whole batches.
      var (sum, count, step, losses) = (0.0, 0, 0, [Double]())
      for part in mine.dropFirst() {
        let examples = Self.examples(part.step) - Self.examples(step)
        sum += (part.loss ?? .nan) * Double(examples)
        count += examples
        step = part.step
        if part.test_accuracy != nil {
          losses.append(sum / Double(count))
          (sum, count) = (0, 0)
        }
      }
      #expect(losses.count == 3)
      for (loss, right) in zip(losses, expected.loss) { #expect(abs(loss - right) < 1e-9 * right) }
    }
  }

  // 1,000 examples in batches of 32, the last of 8.
  private static func examples(_ step: Int) -> Int { step / 32 * 1000 + step % 32 * 32 }

  @Test("shows examples, boundary and histograms, and what pause, step and reset do")
  func control() throws {
    let socket = try events("control")
    try tell("control", "reset")
    var seen: [String: Data] = [:]
    while seen["boundary"] == nil || seen["examples"] == nil || seen["histograms"] == nil {
      let event = try socket.event()
      seen[event.name] = event.data
    }
    struct Boundary: Decodable {
      let run, step, size: Int
      let extent, classes, shares: [Double]
    }
    let boundary = try JSONDecoder().decode(Boundary.self, from: #require(seen["boundary"]))
    #expect(boundary.classes.count == boundary.size * boundary.size)
    #expect(boundary.classes.allSatisfy { 0...1 ~= $0 })
    #expect(boundary.extent[0] < boundary.extent[1])
    // Classes are rounded to thousandths, as they were when they were counted.
    let first = boundary.classes.filter { $0 < 0.5 }.count
    #expect(boundary.shares.reduce(0, +) == 1)
    #expect(abs(boundary.shares[0] * Double(boundary.classes.count) - Double(first)) < 1e-6)
    struct Examples: Decodable { let points: [[Double]] }
    let examples = try JSONDecoder().decode(Examples.self, from: #require(seen["examples"]))
    #expect(examples.points.count == 1000)
    struct Histograms: Decodable {
      let layers, weights: [Layer]
      struct Layer: Decodable { let layer: String }
    }
    let histograms = try JSONDecoder().decode(
      Histograms.self, from: #require(seen["histograms"]))
    #expect(histograms.layers.count == 2)
    #expect(histograms.weights.map(\.layer) == [0, 1, 2].map { "layers.\($0).weight" })
    try tell("control", "step")
    var steps: [Int] = []
    while steps.count < 2 {
      let event = try socket.event()
      guard event.name == "progress" else { continue }
      let found = try JSONDecoder().decode(Progress.self, from: event.data)
      steps += found.points.map(\.step).filter { $0 > 0 }
    }
    #expect(steps == [1, 1])
    try tell("control", "resume")
    _ = try read(socket, until: "done")
  }

  @Test("starts from the same numbers each time, whatever the optimizer is")
  func starts() throws {
    func first(_ client: String, _ state: String) throws -> Double {
      let socket = try events(client)
      try tell(client, "reset", state)
      while true {
        let event = try socket.event()
        guard event.name == "progress" else { continue }
        let found = try JSONDecoder().decode(Progress.self, from: event.data)
        if found.run == 1, let accuracy = found.points.first?.test_accuracy { return accuracy }
      }
    }
    let other = Self.state.replacingOccurrences(
      of: #""rate": 0.01"#, with: #""rate": 0.5, "optimizer": "sgd", "batch": 7"#)
    #expect(try first("one", Self.state) == first("two", other))
  }

  @Test("tells many short epochs at once, so that no page falls behind")
  func pace() throws {
    let socket = try events("pace")
    try tell(
      "pace", "start",
      #"{"data": "moons", "depth": 1, "width": 2, "recipes": ["heNormal"], "epochs": 3000, "#
        + #""batch": 1000}"#)
    let seen = try progress(read(socket, until: "done", runs: 1))
    let points = seen.flatMap(\.points)
    // Each epoch is one step; a turn has hundreds of them.
    #expect(points.map(\.step) == Array(0...3000))
    #expect(points.allSatisfy { $0.test_accuracy != nil })
    #expect(seen.count < 1000)
  }

  @Test("says where a loss ceases to be finite")
  func divergence() throws {
    let socket = try events("diverges")
    try tell(
      "diverges", "start",
      #"{"data": "moons", "depth": 20, "width": 32, "activation": "relu", "optimizer": "sgd", "#
        + #""recipes": ["normal:5"], "rate": 1000, "epochs": 5}"#)
    _ = try read(socket, until: "diverged", runs: 1)
  }
}
