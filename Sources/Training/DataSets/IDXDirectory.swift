#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One of the four files of an IDX data set.
struct IDXPart {
  let set: [String]
  let content: String
  let words: String
  let sample: String

  static let trainImages = IDXPart(
    set: ["train"], content: "images", words: "training images",
    sample: "train-images-idx3-ubyte.gz")
  static let trainLabels = IDXPart(
    set: ["train"], content: "labels", words: "training labels",
    sample: "train-labels-idx1-ubyte.gz")
  static let testImages = IDXPart(
    set: ["t10k", "test"], content: "images", words: "test images",
    sample: "t10k-images-idx3-ubyte.gz")
  static let testLabels = IDXPart(
    set: ["t10k", "test"], content: "labels", words: "test labels",
    sample: "t10k-labels-idx1-ubyte.gz")

  /// Words that may follow `train-images` in a file name; `sha256` and `png` are not among them.
  private static let endings: Set<String> = [
    "idx", "idx1", "idx2", "idx3", "idx4", "ubyte", "byte", "short", "int", "float", "double",
    "uint8", "int8", "int16", "int32", "float32", "float64", "gz",
  ]

  /// Whether a file name says this part: `train-images-idx3-ubyte.gz`, `digits_test_labels.idx1`.
  func matches(_ fileName: String) -> Bool {
    guard !fileName.hasPrefix(".") else { return false }
    let words = fileName.lowercased().split { "-_.".contains($0) }.map(String.init)
    for index in words.indices.dropLast()
    where set.contains(words[index]) && words[index + 1] == content {
      return words[(index + 2)...].allSatisfy { Self.endings.contains($0) }
    }
    return false
  }
}

/// The names of the files of a directory that holds an IDX data set.
struct IDXDirectory {
  let path: String
  private let fileNames: [String]

  init(_ path: String) throws(DataSetError) {
    guard let directory = opendir(path) else {
      let error = errno
      var status = stat()
      if error == ENOTDIR, stat(path, &status) == 0 {
        throw .notRegular(path, is: "not a directory", expected: "a directory of IDX files")
      }
      throw .cannotOpen(path, error: error, expected: "directory")
    }
    defer { closedir(directory) }
    var fileNames: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
      }
      fileNames.append(name)
    }
    self.path = path
    self.fileNames = fileNames.sorted()
  }

  /// The last part of the path.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The one file that holds a part.
  func file(_ part: IDXPart) throws(DataSetError) -> String {
    let found = fileNames.filter { part.matches($0) }
    guard let first = found.first else { throw .noCandidate(path, part: part) }
    guard found.count == 1 else { throw .severalCandidates(path, part: part, found: found) }
    return path.hasSuffix("/") ? path + first : "\(path)/\(first)"
  }
}
