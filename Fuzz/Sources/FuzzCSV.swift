// Fuzzes the table reader: any bytes give a data set of finite inputs or a DataSetError.

@testable import Training

/// The bytes are the table, plain or gzip.
func fuzzCSV(_ input: UnsafeBufferPointer<UInt8>) {
  let bytes = Array(input)
  do throws(DataSetError) {
    let set = try DataSet.csv(bytes: bytes, name: "t.csv")
    precondition((set.train.inputs + set.test.inputs).allSatisfy { $0.isFinite })
    precondition(set.train.count > 0 && set.test.count > 0 && set.classCount > 1)
  } catch {
    precondition(error.detail.contains("expected"), "\(error)")
  }
}
