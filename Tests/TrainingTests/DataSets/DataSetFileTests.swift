import Foundation
import Testing
import Training

@Suite("Files of data sets")
struct DataSetFileTests {
  static let faults: [Fault] = [
    Fault(.missing, "/nowhere/at/all: no such directory, expected one that exists") {
      () throws(DataSetError) in try DataSet.idx(directory: "/nowhere/at/all")
    },
    Fault(.missing, "/nowhere/t.csv: no such file, expected one that exists") {
      () throws(DataSetError) in try DataSet.csv(file: "/nowhere/t.csv")
    },
    Fault(
      .notInstalled,
      "/nowhere: no such directory, expected Fashion-MNIST from the Debian package"
        + " dataset-fashion-mnist; install it with: apt-get install dataset-fashion-mnist"
    ) { () throws(DataSetError) in try DataSet.fashionMNIST(directory: "/nowhere") },
    Fault(.notRegular, "/tmp: a directory, expected a regular file") {
      () throws(DataSetError) in try DataSet.csv(file: "/tmp")
    },
    Fault(.notRegular, "/dev/zero: a pipe or device, expected a regular file") {
      () throws(DataSetError) in try DataSet.csv(file: "/dev/zero")
    },
    Fault(.notRegular, "/dev/zero: not a directory, expected a directory of IDX files") {
      () throws(DataSetError) in try DataSet.idx(directory: "/dev/zero")
    },
    Fault(
      .unknownName,
      "data optdigts: not known, did you mean optdigits? one of optdigits, fashion-mnist, moons,"
        + " spirals, a directory of IDX files, a .csv or .csv.gz file was expected"
    ) { () throws(DataSetError) in try DataSet.named("optdigts") },
    Fault(
      .unknownName,
      "data Fashion_MNIST: not known, did you mean fashion-mnist? one of optdigits, fashion-mnist, moons,"
        + " spirals, a directory of IDX files, a .csv or .csv.gz file was expected"
    ) { () throws(DataSetError) in try DataSet.named("Fashion_MNIST") },
    Fault(
      .unknownName,
      "data cifar: not known, one of optdigits, fashion-mnist, moons,"
        + " spirals, a directory of IDX files, a .csv or .csv.gz file was expected"
    ) { () throws(DataSetError) in try DataSet.named("cifar") },
    Fault(.missing, "./optdigits: no such directory, expected one that exists") {
      () throws(DataSetError) in try DataSet.named("./optdigits")
    },
    Fault(.missing, "t.CSV.gz: no such file, expected one that exists") {
      () throws(DataSetError) in try DataSet.named("t.CSV.gz")
    },
  ]

  @Test("every fault of a path has its code and its sentence", arguments: faults)
  func paths(fault: Fault) {
    #expect(fault.error()?.code == fault.code)
    #expect(fault.error()?.description == fault.sentence)
  }

  @Test("every code has a test of its sentence")
  func everyCode() {
    let tables = [
      Self.faults, IDXFaults.headers, IDXFaults.contents, IDXFaults.compression, CSVFaults.form,
      CSVFaults.contents,
    ]
    // These need a directory of their own and are tested below.
    let others: [DataSetError.Code] = [.noCandidate, .severalCandidates, .unreadable, .readFailed]
    let tested = Set(tables.joined().map { $0.code } + others)
    #expect(tested == Set(DataSetError.Code.allCases))
  }

  @Test("a path that the system refuses to open is unreadable")
  func unreadable() throws {
    let long = String(repeating: "x", count: 5000)
    for fault in [
      Fault(.unreadable, "", { () throws(DataSetError) in try DataSet.csv(file: long) }),
      Fault(.unreadable, "", { () throws(DataSetError) in try DataSet.idx(directory: long) }),
    ] {
      let error = try #require(fault.error())
      #expect(error.code == .unreadable)
      #expect(
        error.description
          == long + ": cannot be opened (File name too long), expected a readable file or directory"
      )
    }
  }

  #if os(Linux)
    @Test("a file that cannot be read on is told from one that cannot be opened")
    func readFailed() {
      let fault = Fault(
        .readFailed,
        "/proc/self/mem byte 0: reading failed (Input/output error), expected the rest of the file"
      ) { () throws(DataSetError) in try DataSet.csv(file: "/proc/self/mem") }
      #expect(fault.error()?.code == fault.code)
      #expect(fault.error()?.description == fault.sentence)
    }
  #endif

  @Test("a directory that lacks a part names the part")
  func noCandidate() throws {
    try withDirectory { path in
      try IDXFixture().write(to: path, names: IDXTests.plainNames, compressed: false)
      try FileManager.default.removeItem(atPath: "\(path)/t10k-labels-idx1-ubyte")
      let fault = Fault(
        .noCandidate,
        "\(path): no file of test labels, expected one named like t10k-labels-idx1-ubyte.gz"
      ) { () throws(DataSetError) in try DataSet.idx(directory: path) }
      #expect(fault.error()?.code == fault.code)
      #expect(fault.error()?.description == fault.sentence)
    }
  }

  @Test("a directory with several files of one part names two of them")
  func severalCandidates() throws {
    try withDirectory { path in
      try IDXFixture().write(to: path, names: IDXTests.plainNames, compressed: false)
      for (name, found) in [
        (
          "train-images.gz", "2 files of training images (train-images-idx3-ubyte, train-images.gz)"
        ),
        (
          "a-train-images",
          "3 files of training images (a-train-images, train-images-idx3-ubyte, …)"
        ),
      ] {
        try Data([1]).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        let fault = Fault(.severalCandidates, "\(path): \(found), expected one") {
          () throws(DataSetError) in try DataSet.idx(directory: path)
        }
        #expect(fault.error()?.code == fault.code)
        #expect(fault.error()?.description == fault.sentence)
      }
    }
  }

  @Test("codes fall into the families that decide the exit status")
  func kinds() {
    let kinds = Dictionary(grouping: DataSetError.Code.allCases) { $0.kind }
    #expect(kinds[.usage] == [.unknownName])
    #expect(kinds[.missing] == [.missing, .notInstalled, .noCandidate])
    #expect(kinds[.inputOutput] == [.unreadable, .readFailed])
    #expect(kinds[.data]?.count == DataSetError.Code.allCases.count - 6)
    #expect(DataSetError.Code.severalCandidates.description == "severalCandidates")
  }

  @Test("a word on the command line means a name, a table or a directory")
  func named() throws {
    for entry in DataSetCatalog.entries { #expect(!entry.summary.contains("\n")) }
    #expect(Set(DataSetCatalog.entries.map { $0.name }).count == DataSetCatalog.entries.count)
    #expect(try DataSet.named("optdigits").train.count == 3823)
    try withDirectory { path in
      try IDXFixture().write(to: path, names: IDXTests.plainNames, compressed: false)
      #expect(try DataSet.named(path).train.count == 4)
      let file = "\(path)/two.CSV"
      try Data("1,a\n2,b\n".utf8).write(to: URL(fileURLWithPath: file))
      #expect(try DataSet.named(file).classNames == ["a", "b"])
    }
  }
}
