import Foundation
import TestSupport
import Testing

@Suite("xavier lab")
struct LabVerbTests {
  @Test("says where it is and ends at once with 0 at Ctrl-C", arguments: [SIGINT, SIGTERM])
  func ending(signal: Int32) throws {
    let lab = try LabProcess()
    for _ in 0..<12_000 where !lab.child.outputSoFar.hasSuffix("it.\n") { usleep(10_000) }
    lab.child.send(signal)
    let result = lab.child.finish(within: 60)
    #expect(result.status == 0)
    #expect(result.output == "Xavier lab: http://127.0.0.1:\(lab.port)/\nCtrl-C ends it.\n")
    #expect(result.errors == "")
  }

  @Test("says nothing with --quiet, on the port that it is given")
  func quiet() throws {
    // Below the numbers that the system gives to others meanwhile.
    let port = UInt16(20_000 + getpid() % 10_000)
    let scratch = try Scratch()
    let child = try ChildProcess(
      toolPath, ["lab", "--port", "\(port)", "--quiet"], in: scratch.folder)
    for _ in 0..<12_000 where (try? LabSocket(port: port)) == nil { usleep(10_000) }
    child.send(SIGTERM)
    let result = child.finish(within: 60)
    #expect((result.status, result.output, result.errors) == (0, "", ""))
  }

  @Test("a port that another program has, and one that is none")
  func ports() throws {
    let lab = try LabProcess()
    let taken = try run(["--port", "\(lab.port)"], lab.scratch)
    #expect(taken.status == 74)
    #expect(
      taken.errors
        == "error: port \(lab.port): another program has it, a free one was expected; --port 0 finds one\n"
    )
    let none = try run(["--port", "65536"], lab.scratch)
    #expect(none.status == 64)
    #expect(none.errors == "error: --port: 65536, a number from 0 to 65535 was expected\n")
  }

  @Test("serves one page that loads nothing from elsewhere")
  func page() throws {
    let lab = try LabProcess()
    _ = try lab.ask("GET", "/")
    let before = lab.processorSeconds
    let answer = try lab.ask("GET", "/")
    #expect(lab.processorSeconds - before < 0.5)
    #expect(answer.status == 200)
    #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
    let policy = try #require(answer.headers["content-security-policy"])
    #expect(policy.hasPrefix("default-src 'none'"))
    #expect(policy.contains("connect-src 'self'"))
    #expect(answer.text.contains("<title>Xavier lab</title>"))
    #expect(answer.text.wholeMatch(of: /(?s).*(src|href)="https?:.*\.(js|css).*/) == nil)
  }

  private func run(_ arguments: [String], _ scratch: Scratch) throws -> ChildProcess.Result {
    try ChildProcess(toolPath, ["lab"] + arguments, in: scratch.folder).finish(within: 30)
  }
}
