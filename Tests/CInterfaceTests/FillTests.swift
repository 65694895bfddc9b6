import CXavier
import Foundation
import Initializers
import Testing

@Suite("C interface: drawing")
struct FillTests {
  @Test("gives the bits of the library")
  func whole() throws {
    let expected: [Float] = try VarianceScaling.glorotUniform.draw(
      .stored([37, 53], layout: .pytorch), path: "w", seed: 3)
    let (found, floats) = Described().drawn(37 * 53)
    #expect(found == .ok)
    #expect(floats.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(
    "boxes and ranges are those of the whole, of laws of elements and of matrices",
    arguments: ["glorotUniform", "heNormal", "orthogonal", "sparse:0.25"])
  func parts(_ initializer: String) throws {
    let described = Described(initializer: initializer)
    let (found, whole) = described.drawn(37 * 53)
    #expect(found == .ok)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<40 {
      let (row, column) = (Int.random(in: 0...37, using: &random), Int.random(in: 0...53))
      let (rows, columns) = (Int.random(in: 0...37 - row), Int.random(in: 0...53 - column))
      let (boxed, floats) = described.drawn(
        rows * columns, starts: [Int64(row), Int64(column)], lengths: [Int64(rows), Int64(columns)])
      #expect(boxed == .ok)
      let expected = (row..<row + rows).flatMap {
        whole[$0 * 53 + column..<$0 * 53 + column + columns]
      }
      #expect(floats.map(\.bitPattern) == expected.map(\.bitPattern))
      let first = Int.random(in: 0...whole.count)
      let count = Int.random(in: 0...whole.count - first)
      let (ranged, some) = described.drawn(count, first: Int64(first), range: Int64(count))
      #expect(ranged == .ok)
      #expect(some.map(\.bitPattern) == whole[first..<first + count].map(\.bitPattern))
    }
  }

  @Test("threads change nothing")
  func threads() {
    let described = Described(shape: [3000, 200])
    let (_, one) = described.drawn(3000 * 7, starts: [0, 11], lengths: [3000, 7], threads: 1)
    let (_, five) = described.drawn(3000 * 7, starts: [0, 11], lengths: [3000, 7], threads: 5)
    #expect(one == five && !one.contains { $0.isNaN })
  }

  @Test("a progress function is told, and ends the work")
  func progress() {
    final class Told { var calls: [(Int64, Int64)] = [] }
    let told = Told()
    let count = 40 << 20
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
    defer { memory.deallocate() }
    let described = Described(initializer: "normal:1", shape: [Int64(count)], layout: nil)
    func fill(_ progress: xavier_progress) -> Outcome {
      described.with { parameter in
        var run = xavier_run(
          threads: 2, progress: progress, context: Unmanaged.passUnretained(told).toOpaque())
        return outcome {
          xavier_fill(memory, count * 4, XAVIER_FLOAT32, parameter, nil, &run, $0)
        }
      }
    }
    #expect(
      fill { context, done, total in
        Unmanaged<Told>.fromOpaque(context!).takeUnretainedValue().calls.append((done, total))
        return 0
      } == .ok)
    #expect(told.calls.map(\.0) == told.calls.map(\.0).sorted() && told.calls.count == 3)
    #expect(told.calls.last! == (Int64(count), Int64(count)))
    told.calls = []
    let ended = fill { context, done, total in
      Unmanaged<Told>.fromOpaque(context!).takeUnretainedValue().calls.append((done, total))
      return 1
    }
    #expect(
      ended
        == Outcome(
          status: XAVIER_CANCELLED, sentence: "cancelled: the progress function ended the work"))
    #expect(told.calls.count == 1)
  }

  @Test("mistakes are told in a sentence, and nothing is written")
  func mistakes() {
    func refused(
      _ described: Described, _ sentence: String, _ place: SourceLocation = #_sourceLocation
    ) {
      let (found, floats) = described.drawn(37 * 53)
      #expect(found == .usage(sentence), sourceLocation: place)
      #expect(floats.allSatisfy { $0.isNaN }, sourceLocation: place)
    }
    refused(Described(initializer: nil), "initializer: NULL, a text was expected")
    refused(Described(path: nil), "path of a parameter: NULL, a text was expected")
    refused(
      Described(shape: []),
      "parameter w: scalar in the order of pytorch, 2 to 5 axes, or a word for each of them such as "
        + "'output' was expected")
    refused(
      Described(layout: nil),
      "parameter w: 37×53, and nothing says which axes are summed over; layout 'pytorch' "
        + "(out, in, kernel...), 'keras' or 'jax' (kernel..., in, out), or a word for each axis such as "
        + "'output,input' was expected")
    refused(
      Described(shape: [37, -1]),
      "parameter w: shape [37, -1]: axis length -1, at least 0 was expected")
    refused(Described(groups: -2), "groups of w: -2, 1 or more was expected")
    refused(
      Described(layout: nil, groups: 2), "groups of w: without a layout, with one was expected")
    refused(
      Described(shape: [37, 54]),
      "memory for w: 7844 bytes, 7992 for 1998 elements of f32 was expected")
    refused(
      Described(shape: [1 << 40, 1 << 40]),
      "parameter w: shape [1099511627776, 1099511627776]: more than 9223372036854775807 elements, at "
        + "most 9223372036854775807 were expected")
  }

  @Test("NULL is refused where it is not optional")
  func null() {
    #expect(
      outcome { xavier_fill(nil, 0, XAVIER_FLOAT32, nil, nil, nil, $0) }
        == .usage("parameter: NULL, one was expected"))
    Described().with { parameter in
      #expect(
        outcome { xavier_fill(nil, 37 * 53 * 4, XAVIER_FLOAT32, parameter, nil, nil, $0) }
          == .usage("memory for w: NULL, 7844 bytes was expected"))
      #expect(
        outcome { xavier_fill(nil, 0, 99, parameter, nil, nil, $0) }
          == .usage("type: 99, one of XAVIER_FLOAT32 to XAVIER_BOOL was expected"))
      #expect(
        outcome { xavier_fill(nil, 0, XAVIER_INT64, parameter, nil, nil, $0) }
          == .usage("type of w: integers or truth values, floats was expected"))
      // A sentence that nobody wants is not made.
      #expect(xavier_fill(nil, 1, XAVIER_FLOAT32, parameter, nil, nil, nil) == XAVIER_USAGE)
    }
    #expect(
      outcome { xavier_plan_json(nil, nil, $0) } == .usage("plan: NULL, one was expected"))
    #expect(
      outcome { xavier_plan_fill(nil, nil, nil, 0, 1, nil, nil, $0) }
        == .usage("plan: NULL, one was expected"))
    #expect(
      outcome { xavier_plan_model(nil, nil, 0, nil, 0, nil, nil, $0) }
        == .usage("plan: NULL, a place for one was expected"))
    #expect(
      outcome { xavier_plan_names(nil, 0, nil, 0, nil, nil, nil, $0) }
        == .usage("plan: NULL, a place for one was expected"))
    #expect(
      outcome { xavier_check(nil, nil, nil, nil, nil, $0) }
        == .usage("model: NULL, one was expected"))
    #expect(
      outcome { xavier_audit(nil, nil, 3, nil, nil, nil, nil, $0) }
        == .usage("tensors: NULL for 3 of them, their address was expected"))
    xavier_free(nil)
    xavier_plan_free(nil)
  }

  @Test("slices that leave the whole are refused")
  func slices() {
    func refused(_ found: (Outcome, [Float]), _ sentence: String) {
      #expect(found.0 == .usage(sentence))
    }
    let described = Described()
    refused(
      described.drawn(4, starts: [36, 0], lengths: [2, 2]),
      "slice of w: 2 from 36 on along axis 0, a part of 37 was expected")
    refused(
      described.drawn(4, starts: [.max, 0], lengths: [2, 2]),
      "slice of w: 2 from 9223372036854775807 on along axis 0, a part of 37 was expected")
    refused(
      described.drawn(4, starts: [0, -1], lengths: [2, 2]),
      "slice of w: 2 from -1 on along axis 1, a part of 53 was expected")
    refused(
      described.drawn(4, starts: [0, 0]),
      "slice of w: starts or lengths alone, both or neither was expected")
    refused(
      described.drawn(4, first: 1958, range: 4),
      "slice of w: elements from 1958, 4 of them, a range within 1961 was expected")
    refused(
      described.drawn(4, first: .max, range: .max),
      "slice of w: elements from 9223372036854775807, 9223372036854775807 of them, a range within "
        + "1961 was expected")
  }
}
