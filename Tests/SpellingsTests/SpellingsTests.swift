import Spellings
import Testing

@Suite("Spellings")
struct SpellingsTests {
  private let list = Spellings(["glorotUniform", "glorotNormal", "heNormal", "zeros", "tanh"])

  @Test("a name itself is nearest to itself")
  func exact() {
    for name in list.names { #expect(list.nearest(to: name) == name) }
  }

  @Test(
    "the nearest name is found across one mistake",
    arguments: [
      ("zerros", "zeros", "a letter inserted"),
      ("zros", "zeros", "a letter left out"),
      ("zeras", "zeros", "a letter replaced"),
      ("zeors", "zeros", "two neighbours swapped"),
      ("ZEROS", "zeros", "letter case"),
      ("glorotuniform", "glorotUniform", "letter case inside a word"),
      ("gloortUniform", "glorotUniform", "two neighbours swapped"),
      ("eNormal", "heNormal", "the first letter left out"),
      ("heNormall", "heNormal", "the last letter doubled"),
      ("xglorotNormal", "glorotNormal", "a letter before the first"),
    ])
  func oneMistake(_ typed: String, _ meant: String, _ mistake: String) {
    #expect(list.nearest(to: typed) == meant, "\(mistake)")
  }

  @Test("a swap of neighbours counts as one mistake, not as two replacements")
  func swapsCountOnce() {
    // In six letters two mistakes are allowed: two swaps pass, three do not.
    #expect(Spellings(["abcdef"]).nearest(to: "BAdcef") == "abcdef")
    #expect(Spellings(["abcdef"]).nearest(to: "badcfe") == nil)
  }

  @Test("a third of a long word's letters may differ, of a short one two")
  func allowance() {
    let short = Spellings(["relu"])
    #expect(short.nearest(to: "rexy") == "relu")
    #expect(short.nearest(to: "rxyz") == nil)
    let long = Spellings(["glorotUniform"])
    #expect(long.nearest(to: "glxxxxUniform") == "glorotUniform")
    #expect(long.nearest(to: "glxxxxxniform") == nil)
  }

  @Test("of two names that are near the nearer wins, of two equally near the one listed first")
  func nearer() {
    #expect(Spellings(["abcde", "abcdx"]).nearest(to: "abcdxx") == "abcdx")
    #expect(Spellings(["tanh1", "tanh2"]).nearest(to: "tanh3") == "tanh1")
    #expect(Spellings(["tanh2", "tanh1"]).nearest(to: "tanh3") == "tanh2")
  }

  @Test("nothing near gives none")
  func nothingNear() {
    #expect(list.nearest(to: "quaternion") == nil)
    #expect(list.nearest(to: "") == nil)
    #expect(Spellings([]).nearest(to: "zeros") == nil)
    #expect(Spellings([]).nearest(to: "") == nil)
  }

  @Test("the distance is the same in both directions")
  func symmetric() {
    let words = ["kitten", "sitting", "sittnig", "kit", "", "Kitten", "mitten"]
    for a in words {
      for b in words where max(2, a.count / 3) == max(2, b.count / 3) {
        let forward = Spellings([a]).nearest(to: b) != nil
        let backward = Spellings([b]).nearest(to: a) != nil
        #expect(forward == backward, "\(a), \(b)")
      }
    }
  }

  @Test("a letter of several scalars is one letter")
  func letters() {
    #expect(Spellings(["re\u{301}seau"]).nearest(to: "r\u{e9}seau") == "re\u{301}seau")
    #expect(Spellings(["👨‍👩‍👧ab"]).nearest(to: "xyab") == "👨‍👩‍👧ab")
  }

  @Test("the sentence for an unknown word names the nearest and lists all, in the order given")
  func sentence() {
    let known = "one of glorotUniform, glorotNormal, heNormal, zeros, tanh was expected"
    #expect(list.unknown("heNormel") == "not known, did you mean heNormal? \(known)")
    #expect(list.unknown("quaternion") == "not known, \(known)")
    #expect(
      Spellings.unknown(nearest: "b", among: ["a:X", "b"])
        == "not known, did you mean b? one of a:X, b was expected")
  }

  @Test("the version is three numbers, as semantic versioning asks")
  func version() {
    let numbers = Version.current.split(separator: ".", omittingEmptySubsequences: false)
    #expect(numbers.count == 3)
    #expect(numbers.allSatisfy { Int($0).map { $0 >= 0 } ?? false })
  }
}
