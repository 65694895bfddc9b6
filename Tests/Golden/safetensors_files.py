"""Makes the folder safetensors_files: files of every element type, an index over two files, and expected.json of what
they hold; reads what the package's own writer made there.

Oracle: safetensors 0.8.0, with NumPy 2.4.6 and ml_dtypes 0.6.0 for the numbers. In expected.json an array is its
element type, its shape and its bytes, hexadecimal, little-endian, row-major. The folder written is made by the
package's own test (XAVIER_WRITE_GOLDEN=1) and is read here by safetensors and by torch's loader.
"""

import golden

import hashlib
import json
import os

import ml_dtypes
import numpy as np
import torch
from safetensors import TensorSpec, safe_open, serialize_file

FOLDER = os.path.join(golden.FOLDER, "safetensors_files")
TYPES = {
    "float64": (np.float64, "F64"), "float32": (np.float32, "F32"), "float16": (np.float16, "F16"),
    "bfloat16": (ml_dtypes.bfloat16, "BF16"), "float8E4M3": (ml_dtypes.float8_e4m3fn, "F8_E4M3"),
    "float8E5M2": (ml_dtypes.float8_e5m2, "F8_E5M2"), "int8": (np.int8, "I8"), "int16": (np.int16, "I16"),
    "int32": (np.int32, "I32"), "int64": (np.int64, "I64"), "uint8": (np.uint8, "U8"),
    "uint16": (np.uint16, "U16"), "uint32": (np.uint32, "U32"), "uint64": (np.uint64, "U64"),
    "bool": (np.bool_, "BOOL"),
}
LONG = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "F8_E4M3": "float8_e4m3fn",
        "F8_E5M2": "float8_e5m2", "I8": "int8", "I16": "int16", "I32": "int32", "I64": "int64", "U8": "uint8",
        "U16": "uint16", "U32": "uint32", "U64": "uint64", "BOOL": "bool"}


def values(name, shape, start=0):
    kind = TYPES[name][0]
    count = int(np.prod(shape))
    numbers = np.arange(start, start + count) * 7 - (0 if name.startswith("u") else 11)
    if name == "bool":
        return (numbers % 3 == 0).reshape(shape)
    return numbers.astype(np.float64).astype(kind).reshape(shape) if "float" in name else numbers.astype(kind).reshape(shape)


def write(file, arrays, metadata):
    kept = {key: np.frombuffer(array.tobytes() or b"\0", dtype=np.uint8) for key, (_, array) in arrays.items()}
    data = {key: TensorSpec(dtype=LONG[TYPES[name][1]], shape=list(array.shape), data_ptr=kept[key].ctypes.data,
                            data_len=array.nbytes) for key, (name, array) in arrays.items()}
    serialize_file(data, os.path.join(FOLDER, file), metadata)
    return {key: [name, list(array.shape), array.tobytes().hex()] for key, (name, array) in arrays.items()}


os.makedirs(FOLDER, exist_ok=True)
expected = {}
every = {f"all.{name}": (name, values(name, (2, 3))) for name in TYPES}
every["scalar"] = ("float32", values("float32", ()))
every["empty"] = ("bfloat16", values("bfloat16", (0, 4)))
every['na "me\\ü\n'] = ("uint8", values("uint8", (3,)))
expected["types.safetensors"] = {"tensors": write("types.safetensors", every, {"format": "pt", "k\té": 'v"'}),
                                 "metadata": {"format": "pt", "k\té": 'v"'}}
first = {"a.weight": ("float32", values("float32", (3, 2))), "a.bias": ("float32", values("float32", (3,)))}
second = {"b.weight": ("float16", values("float16", (2, 2), 5))}
tensors = write("part-00001-of-00002.safetensors", first, {"format": "pt"})
tensors |= write("part-00002-of-00002.safetensors", second, {"format": "pt", "own": "2"})
with open(os.path.join(FOLDER, "part.safetensors.index.json"), "w") as file:
    json.dump({"metadata": {"total_size": 44, "deep": [{"x": [1.5e3, True, None]}]},
               "weight_map": {"a.weight": "part-00001-of-00002.safetensors",
                              "b.weight": "part-00002-of-00002.safetensors",
                              "a.bias": "part-00001-of-00002.safetensors"}}, file)
expected["part.safetensors.index.json"] = {"tensors": tensors, "metadata": {"format": "pt"}}
with open(os.path.join(FOLDER, "expected.json"), "w") as file:
    file.write(json.dumps(expected, indent=0, ensure_ascii=True) + "\n")

# What the package wrote, read by safetensors itself: the digests stand in the test.
written = os.path.join(FOLDER, "written")
if os.path.isdir(written):
    found = {}
    for name in sorted(os.listdir(written)):
        if not name.endswith(".safetensors"):
            continue
        with safe_open(os.path.join(written, name), "pt") as file:
            for key in file.keys():
                tensor = file.get_tensor(key)
                data = tensor.contiguous().flatten().view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
                found[key] = [str(tensor.dtype)[6:], list(tensor.shape), hashlib.sha256(data).hexdigest()]
            assert json.loads(file.metadata()["xavier.draws"]), name
    with open(os.path.join(FOLDER, "written.json"), "w") as file:
        file.write(json.dumps(found, indent=0, sort_keys=True) + "\n")
