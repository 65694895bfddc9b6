// Fuzzes the table reader: any bytes give a data set of finite inputs or a DataSetError.

/// libFuzzer's entry point; the bytes are the table, plain or gzip.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(DataSetError) {
    let set = try DataSet.csv(bytes: bytes, name: "t.csv")
    precondition((set.train.inputs + set.test.inputs).allSatisfy { $0.isFinite })
    precondition(set.train.count > 0 && set.test.count > 0 && set.classCount > 1)
  } catch {
    precondition(error.detail.contains("expected"), "\(error)")
  }
  return 0
}
