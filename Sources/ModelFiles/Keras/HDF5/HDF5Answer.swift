import Tensors

/// Takes apart what the program that reads HDF5 says, a message at a time.
///
/// The program has read bytes that may mean harm, so its words are trusted no more than they are.
struct HDF5Answer {
  /// The bytes of one message.
  struct Message {
    let kind: UInt8
    private var bytes: ArraySlice<UInt8>
    private let name: String

    init(_ kind: UInt8, _ bytes: ArraySlice<UInt8>, name: String) {
      (self.kind, self.bytes, self.name) = (kind, bytes, name)
    }

    mutating func byte() throws(ModelFileError) -> UInt8 {
      guard let first = bytes.popFirst() else { throw HDF5Answer.wrong(name) }
      return first
    }

    /// A number in so many bytes, the lowest first.
    mutating func number(_ count: Int = 8) throws(ModelFileError) -> UInt64 {
      guard bytes.count >= count else { throw HDF5Answer.wrong(name) }
      let number = bytes.prefix(count).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      bytes = bytes.dropFirst(count)
      return number
    }

    /// A number that counts or places.
    mutating func natural() throws(ModelFileError) -> Int {
      guard let number = Int(exactly: try number()) else { throw HDF5Answer.wrong(name) }
      return number
    }

    /// Letters of any encoding.
    mutating func letters() throws(ModelFileError) -> [UInt8] {
      let count = Int(try number(4))
      guard bytes.count >= count else { throw HDF5Answer.wrong(name) }
      let letters = Array(bytes.prefix(count))
      bytes = bytes.dropFirst(count)
      return letters
    }

    /// A text in UTF-8.
    mutating func text() throws(ModelFileError) -> String {
      guard let text = String(validating: try letters(), as: UTF8.self) else {
        throw ModelFileError(.encoding, name, "a name that is not UTF-8, UTF-8 was expected")
      }
      return text
    }

    /// What is left, as it is.
    var rest: ArraySlice<UInt8> { bytes }

    /// Throws where something is left.
    func end() throws(ModelFileError) {
      guard bytes.isEmpty else { throw HDF5Answer.wrong(name) }
    }
  }

  private let name: String
  private var bytes: [UInt8] = []
  private var place = 0
  private var isWhole = false

  init(name: String) { self.name = name }

  /// Adds what came.
  mutating func append(_ more: UnsafeRawBufferPointer) {
    if place > 1 << 20 {
      bytes.removeFirst(place)
      place = 0
    }
    bytes.append(contentsOf: more)
  }

  /// The next message that came whole; `nil` where there is none yet.
  ///
  /// - Throws: ``ModelFileError`` where the program refuses the file, or speaks another language.
  mutating func next() throws(ModelFileError) -> Message? {
    guard bytes.count - place >= 5 else { return nil }
    let count = bytes[place + 1..<place + 5].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard !isWhole, count <= Self.longest else { throw Self.wrong(name) }
    guard bytes.count - place - 5 >= count else { return nil }
    var message = Message(bytes[place], bytes[place + 5..<place + 5 + count], name: name)
    place += 5 + count
    switch message.kind {
    case UInt8(ascii: "E"):
      throw ModelFileError.hdf5(
        name, reason: try message.text(), object: try message.text(), words: try message.text())
    case UInt8(ascii: "Z"):
      isWhole = true
      try message.end()
      return nil
    default: return message
    }
  }

  /// Throws where the answer ended too early.
  func end() throws(ModelFileError) {
    guard isWhole, place == bytes.count else {
      throw ModelFileError(
        .hdf5, name, "damaged HDF5, at which its reader gave up, a sound file was expected")
    }
  }

  // An attribute of 64 MiB, with its name.
  private static let longest = 1 << 27

  static func wrong(_ name: String) -> ModelFileError {
    ModelFileError(
      .hdf5, name, "an answer of \(HDF5Program.name) that makes no sense, its own was expected")
  }
}

extension ModelFileError {
  /// What the program refuses, as a sentence.
  static func hdf5(
    _ name: String, reason: String, object: String, words: String
  ) -> ModelFileError {
    let subject = object.isEmpty ? name : "\(name), \(shown(object))"
    func refused(
      _ found: String, _ expected: String, _ code: Code = .hdf5
    ) -> ModelFileError {
      ModelFileError(code, subject, "\(found), \(expected) expected")
    }
    switch reason {
    case "damaged":
      return refused(
        "damaged HDF5" + (words.isEmpty ? "" : " (\(shown(words)))"), "a sound file was")
    case "soft-link": return refused("a soft link", "a group or dataset itself was")
    case "external-link":
      return refused("a link to another file", "a group or dataset of this one was")
    case "external-storage":
      return refused("numbers that lie in another file", "ones that lie in this one were")
    case "virtual":
      return refused("a dataset made of others", "one with numbers of its own was")
    case "filter": return refused("compressed by another filter", "none, gzip or shuffle was")
    case "type":
      return refused(
        "elements of another type than numbers and truth values", "one of those was", .elementType)
    case "space", "axes":
      return refused("no shape or more than 32 axes", "at most 32 axes were", .shape)
    case "size": return refused("more elements than can be counted", "fewer were", .tooLarge)
    case "unstored": return refused("no numbers in the file", "all of them were", .storage)
    case "twice": return refused("a second name for an object", "one name for each was")
    case "objects": return refused("more than 200000 objects", "fewer were", .tooLarge)
    case "depth": return refused("more than 64 groups in each other", "fewer were", .depth)
    case "path", "name": return refused("a name that is no path", "a plain name was", .encoding)
    case "object": return refused("neither a group nor a dataset", "one of those was")
    case "attribute":
      return refused("an attribute beyond 64 MiB, or too many", "less was", .tooLarge)
    case "memory":
      return refused("more than 1 GiB of memory for reading it", "less was", .tooLarge)
    default:
      return refused("HDF5 that its reader refuses (\(shown(reason)))", "a sound file was")
    }
  }
}
