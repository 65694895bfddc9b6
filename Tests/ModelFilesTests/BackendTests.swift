import Foundation
import ModelFiles
import TestSupport
import Testing

/// Every case that ONNX's own test suite has for operators known here, and the networks it ships.
@Suite("The ONNX project's own tests")
struct BackendTests {
  // Cases are listed with the reason why they do not pass: name, tab, reason.
  private static func listed() throws -> [String: String] {
    let path = Golden.folder.appendingPathComponent("onnx-not-passed.txt")
    var reasons: [String: String] = [:]
    for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    where !line.hasPrefix("#") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      try #require(parts.count == 2, "\(line)")
      reasons[String(parts[0])] = String(parts[1])
    }
    return reasons
  }

  // The sentence without the place of the file.
  private static func reason(_ complaint: String) -> String {
    guard let end = complaint.range(of: ".onnx, ") ?? complaint.range(of: ".pb, ") else {
      return complaint
    }
    return String(complaint[end.upperBound...])
  }

  @Test(
    "every case of a known operator passes or is listed with its reason",
    arguments: ["node", "pytorch-converted", "pytorch-operator", "simple"])
  func cases(part: String) throws {
    let listed = try Self.listed()
    let writes = ProcessInfo.processInfo.environment["XAVIER_WRITE_GOLDEN"] != nil
    var lines: [String] = []
    let wanted = ProcessInfo.processInfo.environment["XAVIER_CASES"]
    var (passed, known, total) = (0, 0, 0)
    for backendCase in try BackendCase.all(in: part) {
      if let wanted, !backendCase.name.contains(wanted) { continue }
      total += 1
      let name = "\(part)/\(backendCase.name)"
      var complaint: String?
      do {
        complaint = try backendCase.complaint()
      } catch let error as ModelFileError where error.code == .unknownOperator {
        continue
      } catch {
        complaint = "\(error)"
      }
      known += 1
      if complaint == nil { passed += 1 }
      if writes {
        if let complaint { lines.append("\(name)\t\(Self.reason(complaint))") }
      } else if let complaint {
        #expect(listed[name] != nil, "\(name): \(complaint)")
      } else {
        #expect(listed[name] == nil, "\(name) passes and is listed")
      }
    }
    if writes {
      let path = Golden.folder.appendingPathComponent("onnx-not-passed.\(part).txt")
      try (lines.joined(separator: "\n") + "\n").write(
        to: path, atomically: true, encoding: .utf8)
    }
    print(
      "\(part): \(passed) passed, \(known - passed) listed, \(known) of known operators, \(total)")
  }
}
