// Fuzzes the npy and npz readers: any bytes give arrays that can be written again, or a ModelFileError.

@testable import ModelFiles
import Tensors

/// The bytes are an npy file, and an npz archive.
func fuzzNPZ(_ input: UnsafeBufferPointer<UInt8>) {
  let bytes = StoredBytes(input)
  do throws(ModelFileError) {
    let tensor = try NPY.tensor(bytes: bytes, name: "t")
    precondition(tensor.floats.count == tensor.shape.count)
  } catch { check(error) }
  do throws(ModelFileError) {
    let arrays = try NPZ(bytes: bytes, name: "t", limit: 1 << 22)
    let data = try arrays.data()
    let back = try NPZ(bytes: StoredBytes(data), name: "t", limit: 1 << 23)
    precondition(back.names == arrays.names)
    for name in arrays.names {
      guard let was = arrays[name], let now = back[name] else { preconditionFailure(name) }
      precondition(was.type == now.type && was.shape == now.shape)
      precondition(was.littleEndianBytes.array == now.littleEndianBytes.array)
    }
  } catch { check(error) }
}

private func check(_ error: ModelFileError) {
  precondition(error.detail.contains("expected"), "\(error)")
}
