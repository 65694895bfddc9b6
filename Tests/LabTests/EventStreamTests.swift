import Foundation
import Lab
import Testing

@Suite("Events that wait")
struct EventStreamTests {
  private func waiting(after count: Int) async throws -> [Substring] {
    let stream = EventStream {}
    for number in 0..<count { stream.send("progress", Data("\(number)".utf8)) }
    var reader = stream.makeAsyncIterator()
    let text = try await reader.nextBuffer(suggested: 1)
    return String(decoding: text ?? Data(), as: UTF8.self).split(separator: "\n\n")
  }

  @Test("are at most 64: the oldest go")
  func bounded() async throws {
    let found = try await waiting(after: 1000)
    #expect(found.count == 64)
    #expect(found.first == "event: progress\ndata: 936")
    #expect(found.last == "event: progress\ndata: 999")
  }

  @Test("that are said once stay, unless there is nothing else")
  func lasting() async throws {
    let stream = EventStream {}
    stream.send("state", Data("done".utf8), isLasting: true)
    for number in 0..<1000 { stream.send("progress", Data("\(number)".utf8)) }
    var reader = stream.makeAsyncIterator()
    var text = String(decoding: try await reader.nextBuffer(suggested: 1) ?? Data(), as: UTF8.self)
    var found = text.split(separator: "\n\n")
    #expect(found.count == 64)
    #expect(found.first == "event: state\ndata: done")
    #expect(found[1] == "event: progress\ndata: 937")
    for number in 0..<100 { stream.send("state", Data("\(number)".utf8), isLasting: true) }
    text = String(decoding: try await reader.nextBuffer(suggested: 1) ?? Data(), as: UTF8.self)
    found = text.split(separator: "\n\n")
    #expect(found.count == 64 && found.first == "event: state\ndata: 36")
  }

  @Test("all come where they are fewer")
  func few() async throws {
    #expect(try await waiting(after: 63).first == "event: progress\ndata: 0")
  }

  @Test("go with the stream that is closed, whose end is told once")
  func closed() async throws {
    let (ends, end) = AsyncStream<Void>.makeStream()
    let stream = EventStream { end.yield() }
    stream.send("state", Data("{}".utf8))
    stream.close()
    stream.close()
    stream.send("state", Data("{}".utf8))
    end.finish()
    var reader = stream.makeAsyncIterator()
    #expect(try await reader.nextBuffer(suggested: 1) == nil)
    var count = 0
    for await _ in ends { count += 1 }
    #expect(count == 1)
  }
}
