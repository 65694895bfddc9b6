"""What real models give, by onnxruntime: Tests/Golden/models/*.npz.

Each file holds the inputs by name and the outputs as `output:NAME`. The models themselves are fetched by
Scripts/fetch-test-models.sh.

    Scripts/fetch-test-models.sh
    python3 -m venv v && v/bin/pip install numpy==2.4.6 onnxruntime==1.31.1
    v/bin/python Tests/Golden/models.py
"""

import pathlib

import numpy as np
import onnxruntime as ort

HERE = pathlib.Path(__file__).parent
MODELS = HERE.parent.parent / ".test-models"
ort.set_default_logger_severity(3)


def write(name, path, inputs):
    session = ort.InferenceSession(str(MODELS / path), providers=["CPUExecutionProvider"])
    outputs = session.run(None, inputs)
    names = [output.name for output in session.get_outputs()]
    arrays = dict(inputs) | {f"output:{name}": value for name, value in zip(names, outputs)}
    np.savez_compressed(HERE / "models" / f"{name}.npz", **arrays)


def main():
    rng = np.random.default_rng(7)

    def normal(*shape):
        return rng.standard_normal(shape).astype(np.float32)

    # 256 is what Magika takes for a place beyond the file's end.
    text = np.frombuffer(b"import numpy as np\n\ndef f(x):\n    return np.sin(x) + 1\n" * 40, np.uint8)
    tokens = np.full((2, 2048), 256, np.int32)
    tokens[0, :1024] = text[:1024]
    tokens[0, -1024:] = text[-1024:]
    tokens[1, :300] = rng.integers(0, 256, 300)
    write("magika", "magika/models/standard_v3_3/model.onnx", {"bytes": tokens})

    silero = "silero_vad/data/silero_vad"
    speech, state = 0.1 * normal(2, 576), 0.1 * normal(2, 2, 128)
    rate = np.array(16000, np.int64)
    for suffix in ["", "_16k_op15", "_op18_ifless"]:
        write(f"silero_vad{suffix}", f"{silero}{suffix}.onnx",
              {"input": speech, "state": state, "sr": rate})
    write("silero_vad_8k", f"{silero}.onnx",
          {"input": speech[:, :288], "state": state, "sr": np.array(8000, np.int64)})
    write("silero_vad_half", f"{silero}_half.onnx", {"input": speech, "state": state})
    write("silero_vad_openvino_16k", f"{silero}_openvino_16k.onnx",
          {"input": speech[:1], "state": state[:, :1]})
    write("silero_vad_16k_sequence", f"{silero}_16k_sequence.onnx",
          {"input": 0.1 * normal(5, 576), "h": 0.1 * normal(1, 1, 128), "c": 0.1 * normal(1, 1, 128)})

    ocr = "rapidocr_onnxruntime/models/ch_"
    # Bars like letters, so that something is detected.
    page = np.full((1, 3, 64, 160), 2, np.float32)
    for x in range(10, 154, 12):
        page[:, :, 22:42, x : x + 3] = -2
        page[:, :, 22:25, x : x + 8] = -2
        page[:, :, 31:34, x : x + 6] = -2
    write("ppocr_det", f"{ocr}PP-OCRv4_det_infer.onnx", {"x": page})
    write("ppocr_rec", f"{ocr}PP-OCRv4_rec_infer.onnx", {"x": normal(1, 3, 48, 64)})
    write("ppocr_cls", f"{ocr}ppocr_mobile_v2.0_cls_infer.onnx", {"x": normal(2, 3, 48, 192)})


if __name__ == "__main__":
    main()
