import Tensors

/// What kind of file its first bytes say that it is; names lie, and downloads go wrong.
enum FileBeginning: Equatable {
  /// A zip archive: PyTorch's, NumPy's or another.
  case zip
  /// A pickle of Python, of protocol 1 or later.
  case pickle
  case safetensors
  case page
  case pointer
  case npy
  case hdf5
  case gguf
  case gzip
  case tar
  case empty
  /// Anything else: its first bytes.
  case unknown([UInt8])

  /// The kind of a file that has the given contents.
  init(_ bytes: StoredBytes) {
    let start = bytes[0..<min(bytes.count, 512)].array
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    // What a page begins with, after white space.
    let text = start.drop { $0 <= 32 }.prefix(16).map { (65...90).contains($0) ? $0 + 32 : $0 }
    if start.isEmpty {
      self = .empty
    } else if begins("PK\u{3}\u{4}") || begins("PK\u{5}\u{6}") {
      self = .zip
    } else if start[0] == 0x80, start.count > 1, start[1] <= 5 {
      self = .pickle
    } else if ["<!doctype", "<html", "<?xml"].contains(where: { text.starts(with: $0.utf8) }) {
      self = .page
    } else if begins("version https://git-lfs") {
      self = .pointer
    } else if start.starts(with: [0x93] + "NUMPY".utf8) {
      self = .npy
    } else if start.starts(with: [0x89] + "HDF\r\n".utf8) {
      self = .hdf5
    } else if begins("GGUF") {
      self = .gguf
    } else if start.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if start.dropFirst(257).starts(with: "ustar".utf8) {
      self = .tar
    } else if Self.isSafetensors(start, size: bytes.count) {
      self = .safetensors
    } else {
      self = .unknown(Array(start.prefix(8)))
    }
  }

  private static func isSafetensors(_ start: [UInt8], size: Int) -> Bool {
    guard start.count > 9, start[8] == UInt8(ascii: "{") else { return false }
    let length = start[0..<8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return length >= 2 && length <= UInt64(size - 8)
  }

  /// What errors call such a file.
  var description: String {
    switch self {
    case .zip: "a zip archive"
    case .pickle: "a pickle of Python"
    case .safetensors: "a safetensors file"
    case .page: "a web page or XML, perhaps of a download that failed"
    case .pointer: "a pointer of Git LFS, for which `git lfs pull` fetches the file"
    case .npy: "an array in NumPy's npy format"
    case .hdf5: "an HDF5 file"
    case .gguf: "a GGUF file"
    case .gzip: "a file that gzip compressed"
    case .tar: "a tar archive"
    case .empty: "an empty file"
    case .unknown(let bytes):
      "a file that begins with bytes "
        + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
  }
}
