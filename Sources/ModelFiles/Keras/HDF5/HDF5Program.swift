import Foundation

/// Where the program is that reads HDF5.
///
/// | looked for | for whom |
/// |---|---|
/// | what the environment variable `XAVIER_HDF5` names | anybody |
/// | `xavier-hdf5` beside the running program | the tool, Swift programs, tests |
/// | `xavier-hdf5` beside the library that holds this code | a package of Python and other languages |
/// | `../libexec/xavier/xavier-hdf5` from the running program | installed tools |
/// | `xavier-hdf5` in a folder of `PATH` | anybody |
enum HDF5Program {
  static let name = "xavier-hdf5"

  /// The program's path.
  ///
  /// - Throws: ``ModelFileError`` with code `.reader` where there is none.
  static func path(for file: String) throws(ModelFileError) -> String {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["XAVIER_HDF5"] {
      guard access(named, X_OK) == 0 else {
        throw .noReader(file, "\(shown(named)) of XAVIER_HDF5")
      }
      return named
    }
    var folders: [String] = []
    if let own = Bundle.main.executablePath.map({ folder(of: $0) }) {
      folders += [own, "\(own)/../libexec/xavier"]
    }
    if let library { folders.insert(folder(of: library), at: min(1, folders.count)) }
    folders += (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    for folder in folders where folder.hasPrefix("/") {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    throw .noReader(file, folders.first.map { "none beside the program in \($0)" } ?? "none")
  }

  // The file that this code was loaded from.
  private static var library: String? {
    #if canImport(Darwin)
      var facts = Dl_info()
      guard dladdr(#dsohandle, &facts) != 0 else { return nil }
      return facts.dli_fname.map { String(cString: $0) }
    #else
      // glibc keeps dladdr to itself; the kernel says the same: 7f00-7f10 r-xp 0 08:01 42 /lib/x.so
      let place = UInt(bitPattern: #dsohandle)
      let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
      for line in maps.split(separator: "\n") {
        let parts = line.split(separator: " ", maxSplits: 5)
        let ends = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard parts.count == 6, ends.count == 2, ends[0] <= place, place < ends[1] else { continue }
        return parts[5].drop { $0 == " " }.description
      }
      return nil
    #endif
  }

  private static func folder(of path: String) -> String {
    let real = realpath(path, nil)
    defer { free(real) }
    let path = real.map { String(cString: $0) } ?? path
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}

extension ModelFileError {
  static func noReader(_ file: String, _ found: String) -> Self {
    Self(
      .reader, file,
      "HDF5, which the program \(HDF5Program.name) reads: \(found), one there, in PATH or named by "
        + "XAVIER_HDF5 was expected")
  }
}

extension ModelFileError.Code {
  /// The program that reads HDF5 is not there or cannot be started.
  public static let reader = Self("reader", .inputOutput)
}
