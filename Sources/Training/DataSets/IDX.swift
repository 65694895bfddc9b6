extension DataSet {
  /// More classes than this are refused.
  static let classLimit = 65_535

  /// Reads a directory of four IDX files, the format of MNIST and its relatives.
  ///
  /// A file name holds `train` or one of `t10k` and `test`, then `images` or `labels`, perhaps
  /// after other words: `train-images-idx3-ubyte.gz`, `optdigits-test-labels-idx1-ubyte`. Files may
  /// be gzip data. Elements are unsigned bytes, or signed integers of 8, 16 or 32 bits or reals of
  /// 32 or 64 bits, big-endian; labels are integers from 0 to 65,534.
  ///
  /// ## Units
  /// Inputs are `(x - mean) / deviation` with one mean and one deviation over all values of the
  /// training set, so that they have mean 0 and variance 1 there.
  ///
  /// ## Shapes
  /// | images | `inputShape` |
  /// |---|---|
  /// | `count` | `[1]` |
  /// | `count x n` | `[n]` |
  /// | `count x height x width` | `[height, width]` |
  /// | `count x channels x height x width` | `[channels, height, width]` |
  ///
  /// ## Edge cases
  /// A class that no example has is counted where a larger label occurs. A file may hold 2^30
  /// elements; one that declares more, or more than its own size can hold, is refused before memory
  /// is taken.
  ///
  /// - Parameter directory: the path of the directory; its last part becomes the name.
  /// - Returns: the data set, classes named by their numbers, examples in the order of the files.
  /// - Throws: ``DataSetError`` with code `.missing`, `.noCandidate`, `.severalCandidates`,
  ///   `.unreadable`, `.readFailed` or `.notRegular` for files; `.empty`, `.truncated`,
  ///   `.trailingBytes`, `.tooLarge`, `.gzip` or `.checksum` for their size and compression;
  ///   `.magic`, `.elementType`, `.rank` or `.dimension` for headers; `.countMismatch`,
  ///   `.shapeMismatch`, `.label`, `.tooFewClasses`, `.constant` or `.notFinite` for contents.
  /// - Complexity: O(values); each is held once, as float32.
  public static func idx(directory: String) throws(DataSetError) -> DataSet {
    let files = try IDXDirectory(directory)
    return try idx(
      name: files.name,
      trainImages: IDXFile(file: files.file(.trainImages)),
      trainLabels: IDXFile(file: files.file(.trainLabels)),
      testImages: IDXFile(file: files.file(.testImages)),
      testLabels: IDXFile(file: files.file(.testLabels)))
  }

  /// The same over files that are in memory, plain or compressed.
  package static func idx(
    name: String, trainImages: [UInt8], trainLabels: [UInt8], testImages: [UInt8],
    testLabels: [UInt8]
  ) throws(DataSetError) -> DataSet {
    try idx(
      name: name,
      trainImages: IDXFile(bytes: trainImages, name: "\(name)-train-images"),
      trainLabels: IDXFile(bytes: trainLabels, name: "\(name)-train-labels"),
      testImages: IDXFile(bytes: testImages, name: "\(name)-test-images"),
      testLabels: IDXFile(bytes: testLabels, name: "\(name)-test-labels"))
  }

  static func idx(
    name: String, classNames: [String]? = nil, trainImages: IDXFile, trainLabels: IDXFile,
    testImages: IDXFile, testLabels: IDXFile
  ) throws(DataSetError) -> DataSet {
    // Everything that headers can tell comes before the first pixel.
    for (images, labels) in [(trainImages, trainLabels), (testImages, testLabels)]
    where images.count != labels.count {
      throw .countMismatch(
        labels.name, labels: labels.count, images: images.count, of: images.name)
    }
    let shape = trainImages.exampleShape
    guard testImages.exampleShape == shape else {
      throw .shapeMismatch(
        testImages.name, shape: testImages.exampleShape, expected: shape, of: trainImages.name)
    }
    let labels = (train: try trainLabels.labels(), test: try testLabels.labels())
    guard labels.train.contains(where: { $0 != labels.train[0] }) else {
      throw .tooFewClasses(trainLabels.name)
    }
    let classCount = Int(max(labels.train.max() ?? 0, labels.test.max() ?? 0)) + 1
    let names = classNames ?? (0..<classCount).map { "\($0)" }
    guard classCount <= names.count else {
      throw .tooManyClasses(trainLabels.name, found: classCount, expected: names.count)
    }

    var train = try trainImages.values()
    let scale = Standardization(train)
    guard scale.deviation > 0 else { throw .constant(trainImages.name, value: train[0]) }
    try scale.apply(to: &train, of: trainImages.name)
    var test = try testImages.values()
    try scale.apply(to: &test, of: testImages.name)

    let features = shape.reduce(1, *)
    return DataSet(
      name: name,
      train: Examples(inputs: train, labels: labels.train, featureCount: features),
      test: Examples(inputs: test, labels: labels.test, featureCount: features),
      classNames: names, inputShape: shape)
  }
}

/// Elements of an IDX file as they are stored, before any scaling.
package struct IDXArray: Sendable, Hashable {
  /// The dimensions that the header declares.
  package let shape: [Int]
  /// The elements in the order of the file.
  package let values: [Float]

  /// Reads a file, plain or compressed.
  package init(file path: String) throws(DataSetError) {
    try self.init(IDXFile(file: path))
  }

  /// Reads bytes that are in memory, plain or compressed.
  package init(bytes: [UInt8], name: String) throws(DataSetError) {
    try self.init(IDXFile(bytes: bytes, name: name))
  }

  private init(_ file: IDXFile) throws(DataSetError) {
    shape = file.header.shape
    values = try file.values()
  }
}
