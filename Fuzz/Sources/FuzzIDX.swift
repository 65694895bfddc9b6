// Fuzzes the IDX and gzip readers: any bytes give a data set of finite inputs or a DataSetError.

@testable import Training

/// The first byte chooses.
///
/// Even: the rest is one IDX file, plain or gzip. Odd: the rest is the four
/// files of a data set, the first three each after its length as two big-endian bytes.
func fuzzIDX(_ input: UnsafeBufferPointer<UInt8>) {
  var rest = Array(input)[...]
  guard let choice = rest.popFirst() else { return }
  do throws(DataSetError) {
    if choice % 2 == 0 {
      let array = try IDXArray(bytes: Array(rest), name: "t")
      precondition(array.values.count == array.shape.reduce(1, *))
      precondition(array.values.allSatisfy { $0.isFinite })
    } else {
      var files: [[UInt8]] = []
      for _ in 0..<3 {
        let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(2)
        files.append(Array(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
      let set = try DataSet.idx(
        name: "t", trainImages: files[0], trainLabels: files[1], testImages: files[2],
        testLabels: Array(rest))
      precondition((set.train.inputs + set.test.inputs).allSatisfy { $0.isFinite })
    }
  } catch {
    precondition(error.detail.contains("expected"), "\(error)")
  }
}
