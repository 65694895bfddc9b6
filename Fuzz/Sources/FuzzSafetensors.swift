import ModelFiles
import Tensors

/// Reads bytes as a safetensors file, and the numbers of every tensor in it.
func fuzzSafetensors(_ bytes: UnsafeBufferPointer<UInt8>) {
  guard let checkpoint = try? Checkpoint(safetensors: StoredBytes(bytes), name: "fuzz") else {
    return
  }
  for entry in checkpoint.entries {
    guard let tensor = try? entry.tensor() else { continue }
    precondition(tensor.shape == entry.shape && tensor.type == entry.type)
    precondition(tensor.littleEndianBytes.count == entry.shape.count * entry.type.size)
  }
}
