import Foundation
import TestSupport
import Testing

@Suite("What the lab refuses", .serialized)
struct LabRefusalTests {
  private static let lab = Result { try LabProcess() }
  private let lab: LabProcess

  init() throws { lab = try Self.lab.get() }

  private func expect(
    _ answer: LabAnswer, _ status: Int, _ sentence: String,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.status == status, sourceLocation: location)
    #expect(answer.error == sentence, sourceLocation: location)
    #expect(answer.headers["cache-control"] == "no-store", sourceLocation: location)
  }

  private var hosts: String {
    "127.0.0.1:\(lab.port), [::1]:\(lab.port), localhost:\(lab.port)"
  }

  @Test("requests for other hosts, and of other sites, on every route")
  func senders() throws {
    let routes = [
      ("GET", "/"), ("GET", "/api/catalog"), ("POST", "/api/check"), ("POST", "/api/phase"),
      ("POST", "/api/fans"), ("GET", "/api/explain?name=relu"), ("POST", "/api/model?name=a.onnx"),
      ("POST", "/api/command"), ("POST", "/api/train"), ("GET", "/api/events?client=a"),
    ]
    for (method, path) in routes {
      expect(
        try lab.ask(method, path, host: "rebound.example:\(lab.port)"), 421,
        "host: rebound.example:\(lab.port), one of \(hosts) was expected")
      expect(
        try lab.ask(method, path, headers: ["Origin: http://evil.example"]), 403,
        "origin: http://evil.example, the page of this server was expected")
    }
    expect(
      try lab.ask("GET", "/", headers: ["Origin: null"]), 403,
      "origin: null, the page of this server was expected")
  }

  @Test("answers its own names and its own page")
  func ownNames() throws {
    for host in ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"] {
      let answer = try lab.ask(
        "GET", "/api/catalog", host: "\(host):\(lab.port)",
        headers: ["Origin: http://\(host):\(lab.port)"])
      #expect(answer.status == 200)
    }
  }

  @Test("addresses that are none, and methods that they do not know")
  func routes() throws {
    let known =
      "/, /api/catalog, /api/check, /api/phase, /api/fans, /api/explain, /api/model, /api/command, "
      + "/api/train, /api/events"
    expect(
      try lab.ask("GET", "/api/chek"), 404,
      "/api/chek: not known, did you mean /api/check? one of \(known) was expected")
    for path in ["/etc/passwd", "/../../etc/passwd", "/%2e%2e/etc/passwd"] {
      #expect(try lab.ask("GET", path).status == 404)
    }
    let answer = try lab.ask("PUT", "/api/check", "{}")
    expect(answer, 405, "/api/check: PUT, POST was expected")
    #expect(answer.headers["allow"] == "POST")
  }

  @Test("bodies of another type than JSON, as forms of other sites send them")
  func contents() throws {
    for path in ["/api/check", "/api/phase", "/api/fans", "/api/command", "/api/train"] {
      for type in [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a",
        "application/jsonp", "",
      ] {
        expect(
          try lab.ask("POST", path, "{}", headers: ["Content-Type: \(type)"]), 415,
          "content-type: \(type), application/json was expected")
      }
      let socket = try lab.connect()
      try socket.send(
        "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(lab.port)\r\nContent-Length: 2\r\n\r\n{}")
      expect(try socket.answer(), 415, "content-type: none, application/json was expected")
      // The body was thrown away: the connection goes on.
      try socket.send(lab.text("GET", "/api/catalog", bodyCount: 0))
      #expect(try socket.answer().status == 200)
    }
    for type in ["application/json", "Application/JSON; charset=utf-8"] {
      let answer = try lab.ask(
        "POST", "/api/command", #"{"state": {}}"#, headers: ["Content-Type: \(type)"])
      #expect(answer.status == 200)
    }
    expect(
      try lab.ask("POST", "/api/model?name=a.onnx", "x", headers: ["Content-Type: text/plain"]),
      415, "content-type: text/plain, application/octet-stream was expected")
    for headers in [[], ["Content-Type: application/octet-stream"]] {
      #expect(try lab.ask("POST", "/api/model?name=a.onnx", "x", headers: headers).status == 400)
    }
  }

  static let bodies: [(path: String, body: String, sentence: String)] = [
    (
      "/api/check", "{",
      #"body: not JSON, an object such as {"state": {}, "recipe": 0, "#
        + #""client": "a"} was expected"#
    ),
    (
      "/api/check", "{}",
      #"body: no key state, an object such as {"state": {}, "recipe": 0, "client": "a"} was expected"#
    ),
    (
      "/api/check", #"{"state": 1}"#,
      "body: a value of another kind for state, an object such as "
        + #"{"state": {}, "recipe": 0, "client": "a"} was expected"#
    ),
    (
      "/api/check", #"{"state": {"depth": 201}}"#,
      "depth: 201, a whole number from 1 to 200 was expected"
    ),
    (
      "/api/check", #"{"state": {"depth": 2.5}}"#,
      "depth: 2.5, a whole number from 1 to 200 was expected"
    ),
    (
      "/api/check", #"{"state": {"width": "a"}}"#,
      "width: a, a whole number from 1 to 1024 was expected"
    ),
    (
      "/api/check", #"{"state": {"residual": 1}}"#, "residual: 1, true or false was expected"
    ),
    (
      "/api/check", #"{"state": {"normalization": "group"}}"#,
      "normalization: group, one of none, batch, layer, rms was expected"
    ),
    (
      "/api/check", #"{"state": {"bias": -1}}"#, "bias: -1.0, a number from 0 to 100 was expected"
    ),
    (
      "/api/check", #"{"state": {"recipes": []}}"#,
      "recipes: [], a list of one to four recipes was expected"
    ),
    (
      "/api/check", #"{"state": {"recipes": ["sigma:1"]}}"#,
      "recipes: recipe sigma:1: sigma:W,B was expected, the deviations of weights times sqrt(fan in) "
        + "and of biases, numbers from 0 to 1000"
    ),
    (
      "/api/check", #"{"state": {"recipes": ["as-is"]}}"#,
      "recipes: as-is, a recipe, or a model with weights, was expected"
    ),
    (
      "/api/check", #"{"state": {"model": "beef"}}"#,
      "model: beef, the id of one of the latest 4 models was expected"
    ),
    (
      "/api/check", #"{"state": {"seed": 9007199254740993}}"#,
      "seed: 9007199254740993, a whole number from 0 to 9007199254740992 was expected"
    ),
    ("/api/check", #"{"state": {}, "recipe": 2}"#, "recipe: 2, a number from 0 to 1 was expected"),
    (
      "/api/check", #"{"state": {}, "parts": ["all"]}"#,
      "parts: all, one of check, histograms, jacobian was expected"
    ),
    (
      "/api/check", #"{"state": {"depth": 200, "width": 1024}}"#,
      "depth: 208742400 weights in 200 layers of 1024 units, a network of at most 67108864 was expected"
    ),
    (
      "/api/phase", #"{"activation": "tanh", "sigma_w": [3, 1]}"#,
      "sigma_w: [3.0, 1.0], two rising numbers from 0 to 1000 was expected"
    ),
    (
      "/api/phase", #"{"activation": "tanh", "width": 61}"#,
      "width: 61, a whole number from 2 to 60 was expected"
    ),
    (
      "/api/fans", #"{"kind": "dens"}"#,
      "kind: dens, one of dense, convolution, depthwise, transposedConvolution, embedding, attention, "
        + "recurrent was expected"
    ),
    (
      "/api/fans", #"{"kind": "dense", "in": 3}"#,
      "out: none, a whole number from 1 to 1000000000, or a list of them, was expected"
    ),
    (
      "/api/train", #"{"client": "nobody", "action": "start", "state": {"data": "moons"}}"#,
      "client: nobody, one that reads /api/events was expected"
    ),
    (
      "/api/train", #"{"client": "a", "action": "start", "state": {}}"#,
      "data: noise, a data set to train on was expected"
    ),
    (
      "/api/train", #"{"client": "a", "action": "go"}"#,
      "action: go, one of start, pause, resume, step, reset was expected"
    ),
  ]

  @Test("bodies that are wrong, each in a sentence", arguments: bodies.indices)
  func wrongBodies(index: Int) throws {
    let (path, body, sentence) = Self.bodies[index]
    expect(try lab.ask("POST", path, body), 400, sentence)
  }

  @Test("names that are not explained, and files of this machine")
  func explanations() throws {
    expect(
      try lab.ask("GET", "/api/explain"), 400,
      "name: none, what 'xavier explain' lists was expected")
    expect(
      try lab.ask("GET", "/api/explain?name=/etc/model.onnx"), 400,
      "name: /etc/model.onnx, what 'xavier explain' lists was expected")
    let answer = try lab.ask("GET", "/api/explain?name=heNorml")
    #expect(answer.status == 400)
    #expect(answer.error?.contains("did you mean heNormal?") == true)
  }

  @Test("a file that is no model, with the reader's sentence")
  func model() throws {
    let answer = try lab.ask("POST", "/api/model?name=a.onnx", "no model at all")
    #expect(answer.status == 400)
    #expect(answer.error?.hasPrefix("a.onnx") == true, "\(answer.text)")
  }

  @Test("bodies that come in chunks: nobody says how long they are")
  func chunks() throws {
    let socket = try lab.connect()
    try socket.send(
      "POST /api/check HTTP/1.1\r\nHost: 127.0.0.1:\(lab.port)\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "2\r\n{}\r\n0\r\n\r\n")
    expect(try socket.answer(), 411, "body: in chunks, a Content-Length was expected")
  }

  @Test("a connection goes on after a refusal")
  func goesOn() throws {
    let socket = try lab.connect()
    let body = String(repeating: "x", count: 100_000)
    try socket.send(lab.text("POST", "/api/nothing", bodyCount: body.utf8.count) + body)
    #expect(try socket.answer().status == 404)
    try socket.send(lab.text("GET", "/api/catalog", bodyCount: 0))
    #expect(try socket.answer().status == 200)
  }
}
