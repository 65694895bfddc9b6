import Foundation
import Testing
import Xavier

@Suite("Points in the plane")
struct PlaneClassesTests {
  static let names = ["moons", "spirals"]

  @Test("are 1,000 and 1,000, half of each class, standardized by the first", arguments: names)
  func counts(name: String) throws {
    let data = try DataSet.named(name)
    #expect(data.name == name)
    #expect(data.inputShape == [2])
    for part in [data.train, data.test] {
      #expect(part.count == 1000)
      #expect(part.countsByClass(classCount: 2) == [500, 500])
    }
    for axis in 0..<2 {
      let values = stride(from: axis, to: 2000, by: 2).map { Double(data.train.inputs[$0]) }
      let mean = values.reduce(0, +) / 1000
      let square = values.reduce(0) { $0 + $1 * $1 } / 1000
      #expect(abs(mean) < 1e-6)
      #expect(abs(square - 1) < 1e-5)
    }
  }

  @Test("are the same each time, and other ones in the two parts", arguments: names)
  func sameness(name: String) throws {
    let (one, other) = (try DataSet.named(name), try DataSet.named(name))
    #expect(one == other)
    #expect(Set(one.train.inputs).isDisjoint(with: one.test.inputs.prefix(100)))
  }

  // A class is what most of the nearest training points are: the curves are told apart by eye, and so by
  // their neighbours; a line through the middle tells spirals apart no better than chance.
  @Test("are told apart by their neighbours, spirals by no line", arguments: names)
  func neighbours(name: String) throws {
    let data = try DataSet.named(name)
    func point(_ set: Examples, _ row: Int) -> (Float, Float) {
      (set.inputs[2 * row], set.inputs[2 * row + 1])
    }
    var right = 0
    for row in 0..<300 {
      let (x, y) = point(data.test, row)
      let near = (0..<1000).min { one, other in
        let (a, b) = (point(data.train, one), point(data.train, other))
        return (a.0 - x) * (a.0 - x) + (a.1 - y) * (a.1 - y)
          < (b.0 - x) * (b.0 - x) + (b.1 - y) * (b.1 - y)
      }
      if data.train.labels[try #require(near)] == data.test.labels[row] { right += 1 }
    }
    #expect(right > 285)
    var best = 0
    for step in 0..<36 {
      let angle = Float(step) * .pi / 18
      var hits = 0
      for row in 0..<1000 {
        let (x, y) = point(data.train, row)
        if (x * cos(angle) + y * sin(angle) > 0) == (data.train.labels[row] == 0) { hits += 1 }
      }
      best = max(best, hits)
    }
    if name == "spirals" { #expect(best < 700) } else { #expect(700...950 ~= best) }
  }
}
