import FlyingFox
import Foundation
import Xavier

/// `POST /api/fans`: the fans of a parameter, and what initializers make of them.
///
/// The body has the kind of layer and its sizes; they become the options of `xavier explain fans`.
struct FansRoute: LabRoute {
  let lab: LabContext
  let method = "POST"
  let path = "/api/fans"

  private static let example = #"an object such as {"kind": "dense", "in": 784, "out": 128}"#

  func answer(_ request: LabRequest) async throws -> HTTPResponse {
    let fields = try request.object([String: FanField].self, example: Self.example)
    let arguments = ["fans"] + (try FanArguments(fields).arguments)
    let (tool, workers) = (lab.tool, lab.workers)
    return .lab(
      try await workers.answer(request.token) {
        let found = try tool.explain(arguments, 80)
        let scales = try LabJSON.encode(try FanScales(found.json))
        return try LabJSON.adding(
          "text", found.text, to: LabJSON.adding("initializers", json: scales, to: found.json))
      })
  }
}

/// A value of the body: a number, several, or a word.
enum FanField: Decodable, Sendable {
  case number(Int)
  case numbers([Int])
  case text(String)
  case truth(Bool)

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let found = try? value.decode(Bool.self) {
      self = .truth(found)
    } else if let found = try? value.decode(Int.self) {
      self = .number(found)
    } else if let found = try? value.decode([Int].self) {
      self = .numbers(found)
    } else {
      self = .text(try value.decode(String.self))
    }
  }

  var numbers: [Int]? {
    switch self {
    case .number(let value): [value]
    case .numbers(let values): values.count <= 8 ? values : nil
    case .text, .truth: nil
    }
  }
}

/// The options of `xavier explain fans` for a kind of layer and its sizes.
struct FanArguments {
  let arguments: [String]
  private let fields: [String: FanField]

  private static let kinds = [
    "dense", "convolution", "depthwise", "transposedConvolution", "embedding", "attention",
    "recurrent",
  ]

  init(_ fields: [String: FanField]) throws(LabError) {
    self.fields = fields
    let sizes = Sizes(fields)
    guard case .text(let kind)? = fields["kind"] else {
      throw .value("kind", "none", expected: "one of \(Self.kinds.joined(separator: ", "))")
    }
    switch kind {
    case "dense":
      arguments = try ["--dense", sizes.joined(["in", "out"])]
    case "convolution":
      arguments = try ["--conv", sizes.joined(["out", "in", "kernel"])] + sizes.option("groups")
    case "depthwise":
      arguments = try ["--depthwise", sizes.joined(["in", "multiplier", "kernel"])]
    case "transposedConvolution":
      arguments =
        try ["--conv-transpose", sizes.joined(["in", "out", "kernel"])] + sizes.option("stride")
        + sizes.option("groups")
    case "embedding":
      var words = try ["--embedding", sizes.joined(["vocabulary", "dimension"])]
      if case .truth(true)? = fields["tied"] { words.append("--tied") }
      arguments = words
    case "attention":
      // Queries, keys and values of one input.
      arguments = try ["--fused", sizes.joined(["in", "queries", "keys", "values"])]
    case "recurrent":
      arguments = try ["--gates", sizes.joined(["gates", "in", "out"])]
    default:
      throw .value(
        "kind", String(kind.prefix(60)), expected: "one of \(Self.kinds.joined(separator: ", "))")
    }
  }

  private struct Sizes {
    let fields: [String: FanField]
    init(_ fields: [String: FanField]) { self.fields = fields }

    func joined(_ keys: [String]) throws(LabError) -> String {
      var all: [Int] = []
      for key in keys { all += try numbers(key) }
      return all.map(String.init).joined(separator: ",")
    }

    func option(_ key: String) throws(LabError) -> [String] {
      guard fields[key] != nil else { return [] }
      return ["--\(key)", try numbers(key).map(String.init).joined(separator: ",")]
    }

    private func numbers(_ key: String) throws(LabError) -> [Int] {
      guard let found = fields[key]?.numbers, !found.isEmpty,
        found.allSatisfy({ 1...1_000_000_000 ~= $0 })
      else {
        throw .value(
          key, fields[key] == nil ? "none" : "no size",
          expected: "a whole number from 1 to 1000000000, or a list of them,")
      }
      return found
    }
  }
}

/// What initializers make of fans.
struct FanScales: Encodable {
  private struct Entry: Encodable {
    let name: String
    let law: String
    let deviation: Double
    /// The end of the interval of a uniform law.
    var bound: Double?
  }

  private struct Fans: Decodable {
    let fanIn, fanOut: Double?

    enum CodingKeys: String, CodingKey {
      case fanIn = "fan_in"
      case fanOut = "fan_out"
    }
  }

  private let entries: [Entry]

  /// The scales for fans as the JSON of `xavier explain fans` has them; none where sections differ.
  init(_ json: Data) throws {
    let fans = try JSONDecoder().decode(Fans.self, from: json)
    guard let fanIn = fans.fanIn, let fanOut = fans.fanOut, fanIn > 0 else {
      entries = []
      return
    }
    let found = Initializers.Fans(fanIn: fanIn, fanOut: fanOut)
    entries = try [
      VarianceScaling.glorotNormal, .heNormal, .lecunNormal, .glorotUniform, .heUniform,
      .lecunUniform,
    ].map { try Self.entry($0, found) }
  }

  private static func entry(_ scaling: VarianceScaling, _ fans: Initializers.Fans) throws -> Entry {
    let deviation = try scaling.variance(fans: fans).squareRoot()
    let isUniform = scaling.distribution == .uniform
    return Entry(
      name: scaling.name, law: isUniform ? "uniform" : "normal", deviation: deviation,
      bound: isUniform ? deviation * 3.0.squareRoot() : nil)
  }

  func encode(to encoder: any Encoder) throws { try entries.encode(to: encoder) }
}
