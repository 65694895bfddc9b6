// Fuzzes networks in words: any text gives a network that computes something within its memory, or
// a typed error.

import ModelFiles
import Networks

/// The bytes are the text.
func fuzzYAML(_ input: UnsafeBufferPointer<UInt8>) {
  guard let text = String(validating: input, as: UTF8.self) else { return }
  do throws(ModelFileError) {
    run(try Network(yaml: text, name: "t"), kind: input.count % 4)
  } catch {
    precondition(error.detail.contains("expected"), "\(error)")
  }
}
