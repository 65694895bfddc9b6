extension DataSet {
  /// Reads a table with one example a row, its label last.
  ///
  /// Fields are separated by commas, semicolons or tabs, whichever the first line holds, and quoted
  /// as RFC 4180 says; lines end in LF or CR LF; blank lines are skipped. A file may be gzip data,
  /// and must be where its name ends in `.gz`.
  ///
  /// The first line is a header where none of its features is a number. Where some are and others
  /// are not, or where its label is the only one that is not a number, it may be either and is
  /// refused.
  ///
  /// Labels are classes. Where every label is a number, they are integers from 0 to 65,534, and
  /// each that occurs is a class, in the order of their values; otherwise they are texts, in the
  /// order of their UTF-8 bytes.
  ///
  /// One row in five is a test example: in each class those whose features have the smallest
  /// values of a fixed 64-bit hash, and both sets are in an order that the hash gives. The same
  /// rows in another order give the same data set. A class with one row is for training. The test
  /// set is never empty.
  ///
  /// ## Units
  /// Features are read as float32; inputs are `(x - mean) / deviation` with the mean and the
  /// deviation of the feature over the training examples. A feature that does not vary there
  /// becomes 0.
  ///
  /// - Parameter file: the path; its last part without `.csv` or `.csv.gz` becomes the name.
  /// - Throws: ``DataSetError`` with code `.missing`, `.unreadable`, `.readFailed` or `.notRegular`
  ///   for the file; `.empty`, `.truncated`, `.trailingBytes`, `.gzip` or `.checksum` for its
  ///   compression; `.separator`, `.header`, `.syntax`, `.encoding`, `.raggedRow`, `.notNumber`,
  ///   `.notFinite`, `.label`, `.noRows` or `.tooFewClasses` for its contents; `.tooLarge` for a
  ///   row beyond 16 MiB, a label beyond 1,024 bytes, more than 2^30 values or 2^26 rows.
  /// - Complexity: O(bytes + rows log rows); values are held at most twice, as float32.
  /// - Reproducibility: exact on every platform.
  public static func csv(file: String) throws(DataSetError) -> DataSet {
    try csv(ByteReader(file: file), limits: CSVTable.Limits())
  }

  /// The same over a file that is in memory, plain or compressed.
  package static func csv(
    bytes: [UInt8], name: String, limits: CSVTable.Limits = CSVTable.Limits()
  ) throws(DataSetError) -> DataSet {
    try csv(ByteReader(RawBytes(bytes, name: name)), limits: limits)
  }

  private static func csv(_ reader: ByteReader, limits: CSVTable.Limits) throws(DataSetError)
    -> DataSet
  {
    let table = try CSVTable(reader, limits: limits)
    let classes = try CSVClasses(table)
    let split = CSVSplit(
      values: table.values, columns: table.columns, labels: classes.labels,
      classCount: classes.names.count)
    var train = gather(split.train, of: table)
    var test = gather(split.test, of: table)
    let scale = ColumnStandardization(train, columns: table.columns)
    try scale.apply(to: &train, of: table.name)
    try scale.apply(to: &test, of: table.name)
    return DataSet(
      name: tableName(table.name),
      train: Examples(
        inputs: train, labels: split.train.map { classes.labels[$0] },
        featureCount: table.columns),
      test: Examples(
        inputs: test, labels: split.test.map { classes.labels[$0] }, featureCount: table.columns),
      classNames: classes.names, inputShape: [table.columns])
  }

  private static func gather(_ rows: [Int], of table: CSVTable) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(rows.count * table.columns)
    for row in rows {
      values += table.values[(row * table.columns)..<((row + 1) * table.columns)]
    }
    return values
  }

  private static func tableName(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".gz", ".csv"] where name.count > ending.count && name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name
  }
}
