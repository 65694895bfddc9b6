// Fuzzes configurations of transformers: any bytes give a model or a typed error.

import ModelFiles

/// The bytes are the JSON.
func fuzzConfiguration(_ input: UnsafeBufferPointer<UInt8>) {
  do throws(ModelFileError) {
    let found = try ModelConfiguration(json: Array(input), name: "t")
    precondition(found.names.count == found.parameters.count + found.counters.count)
  } catch {
    precondition(error.detail.contains("expected"), "\(error)")
  }
}
