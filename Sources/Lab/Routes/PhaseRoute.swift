import FlyingFox
import Foundation
import Reports
import Xavier

/// `POST /api/phase`: where mean-field theory sees order and chaos.
struct PhaseRoute: LabRoute {
  let lab: LabContext
  let method = "POST"
  let path = "/api/phase"

  private struct Question: Decodable {
    let activation: String
    var weights, biases: [Double]?
    var width: Int?
    var height: Int?
    var at: [Double]?
    var client: String?

    enum CodingKeys: String, CodingKey {
      case activation, width, height, at, client
      case weights = "sigma_w"
      case biases = "sigma_b"
    }
  }

  private static let example =
    #"an object such as {"activation": "tanh", "sigma_w": [0.5, 3], "sigma_b": [0, 1]}"#

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let asked = try request.object(Question.self, example: Self.example)
    let client = try LabClients.name(asked.client ?? "")
    let function = try FunctionCatalog.function(spelled: asked.activation)
    let grid = PhaseGrid(
      weights: try Self.range("sigma_w", asked.weights ?? [0, 4]),
      biases: try Self.range("sigma_b", asked.biases ?? [0, 2]),
      width: try Self.cells("width", asked.width ?? 40),
      height: try Self.cells("height", asked.height ?? 40))
    let place = try asked.at.map(Self.place)
    if !client.isEmpty { lab.clients.ask(client, "phase", request.token) }
    defer { lab.clients.answered(client, "phase", request.token) }
    let diagrams = lab.diagrams
    return .lab(
      try await lab.workers.answer(request.token) {
        let diagram = try diagrams.diagram(of: function, grid)
        let point = try place.map { try PhasePoint(function, $0.weight, $0.bias) }
        return try LabJSON.encode(Answer(diagram: diagram, at: point))
      })
  }

  private static func range(
    _ key: String, _ values: [Double]
  ) throws(LabError) -> ClosedRange<Double> {
    guard values.count == 2, values[0] >= 0, values[0] < values[1], values[1] <= 1000 else {
      throw .value(key, "\(values.prefix(4))", expected: "two rising numbers from 0 to 1000")
    }
    return values[0]...values[1]
  }

  private static func cells(_ key: String, _ value: Int) throws(LabError) -> Int {
    guard 2...60 ~= value else {
      throw .value(key, "\(value)", expected: "a whole number from 2 to 60")
    }
    return value
  }

  private static func place(_ values: [Double]) throws(LabError) -> (weight: Double, bias: Double) {
    guard values.count == 2, values.allSatisfy({ 0...1000 ~= $0 }) else {
      throw .value("at", "\(values.prefix(4))", expected: "two numbers from 0 to 1000")
    }
    return (values[0], values[1])
  }

  private struct Answer: Encodable {
    let sigmaW, sigmaB: [Double]
    let chi, q: [[Double?]]
    let edge: [[Double]]
    @ExplicitNull var at: PhasePoint?

    init(diagram: PhaseDiagram, at point: PhasePoint?) {
      (sigmaW, sigmaB) = (diagram.weights, diagram.biases)
      (chi, q, edge) = (diagram.chi, diagram.variance, diagram.edge)
      at = point
    }
  }
}
