// Fuzzes what the reader of HDF5 may say: any bytes give a list of parts within the file, or a ModelFileError.

import Initializers
@testable import ModelFiles
import Recipes
import Tensors

/// The bytes are an answer to `list`, which comes in pieces; the texts of a list that is whole are
/// configurations of models too.
func fuzzHDF5(_ input: UnsafeBufferPointer<UInt8>) {
  let size = 4096
  var answer = HDF5Answer(name: "t")
  var contents = HDF5Contents()
  do throws(ModelFileError) {
    for start in stride(from: 0, to: input.count, by: 37) {
      let piece = UnsafeBufferPointer(rebasing: input[start..<min(start + 37, input.count)])
      answer.append(UnsafeRawBufferPointer(piece))
      while let message = try answer.next() {
        try contents.add(message, fileSize: size, name: "t")
      }
    }
    try answer.end()
  } catch { precondition(error.detail.contains("expected"), "\(error)") }
  for object in contents.objects {
    guard let dataset = object.dataset, let place = dataset.place else { continue }
    precondition(place >= 0 && place + dataset.shape.count * dataset.type.size <= size)
  }
  variables(contents)
}

private func variables(_ contents: HDF5Contents) {
  var model: KerasLayer?
  var names: [String: String] = [:]
  for object in contents.objects {
    for attribute in object.attributes {
      guard case .text(let text) = attribute.value else { continue }
      names[object.path] = text
      model = model ?? (try? KerasConfiguration.model(StoredBytes(text.utf8), name: "t"))
    }
  }
  let tensors = contents.objects.compactMap { object in
    object.dataset.map { (name: object.path, shape: $0.shape) }
  }
  let found = KerasVariables(model: model, names: names).variables(tensors)
  let named = NamedParameters(tensors, layout: nil, implied: .keras, variables: found)
  precondition(named.parameters.count == tensors.count)
}
