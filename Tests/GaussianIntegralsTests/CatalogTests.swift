import Foundation
import GaussianIntegrals
import TestSupport
import Testing

@Suite("Catalog of functions")
struct CatalogTests {
  @Test("every function has a file, every file a line, and no name or synonym is given twice")
  func files() throws {
    let folder = sourcesFolder.appendingPathComponent("GaussianIntegrals/Functions")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .map { $0.replacingOccurrences(of: ".swift", with: "").lowercased() }
    let names = FunctionCatalog.entries.map { $0.name }
    #expect(Set(files) == Set(names.map { $0.lowercased() }))
    #expect(Set(names).count == names.count)
    for (synonym, name) in FunctionCatalog.synonyms {
      #expect(!names.contains(synonym))
      #expect(try FunctionCatalog.function(spelled: synonym).name == name)
    }
  }

  @Test("a function's name is how it is spelled")
  func spellings() throws {
    for spelled in ["tanh", "leakyReLU:0.2", "celu:2.0", "softshrink:0.25", "gelu"] {
      #expect(try FunctionCatalog.function(spelled: spelled).name == spelled)
    }
    #expect(try FunctionCatalog.function(spelled: "celu:1").name == "celu")
  }

  @Test("what a function claims of itself holds: odd, homogeneous, equation, slope")
  func claims() {
    let points = [1e-3, 0.2, 0.8, 1.7, 2.8, 5.5, 9, 40]
    for function in FunctionCatalog.entries.map({ $0.function }) {
      #expect(!function.equation.isEmpty)
      let odd = points.allSatisfy { function.value(at: -$0) == -function.value(at: $0) }
      #expect(odd == function.isOdd, "\(function.name)")
      let homogeneous = points.allSatisfy { x in
        [x, -x].allSatisfy {
          abs(function.value(at: 8 * $0) - 8 * function.value(at: $0)) < 1e-14 * abs(x)
        }
      }
      #expect(homogeneous == function.isHomogeneous, "\(function.name)")
      for x in points.flatMap({ [$0, -$0] }) {
        let rough = ScalarFunction("", kinks: function.kinks) { function.value(at: $0) }
        let slope = function.slope(at: x)
        #expect(slope.isFinite)
        #expect(
          abs(rough.slope(at: x) - slope) <= 1e-9 * max(1, abs(slope), abs(function.value(at: x))),
          "\(function.name) at \(x)")
      }
    }
    #expect(ScalarFunction.relu.slopeAtZero == nil)
    #expect(ScalarFunction.sigmoid.slopeAtZero == 0.25)
  }
}
