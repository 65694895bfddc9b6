"""Makes the folder modelfiles: small ONNX models, npy and npz files, and expected.json of what they hold.

Oracle: onnx 1.22.0 (its own helper writes the tensors, its own numpy_helper reads them back), NumPy
2.4.6. In expected.json an array is its element type, its shape and its bytes as NumPy has them,
hexadecimal, little-endian, row-major. written.npz is made by the package's own test
(XAVIER_WRITE_GOLDEN=1) and is read here by NumPy, which must find the arrays of expected.json.
"""

import golden

import json
import os

import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = os.path.join(golden.FOLDER, "modelfiles")
TYPES = {
    "float64": (np.float64, TensorProto.DOUBLE), "float32": (np.float32, TensorProto.FLOAT),
    "float16": (np.float16, TensorProto.FLOAT16), "bfloat16": (ml_dtypes.bfloat16, TensorProto.BFLOAT16),
    "float8E4M3": (ml_dtypes.float8_e4m3fn, TensorProto.FLOAT8E4M3FN),
    "float8E5M2": (ml_dtypes.float8_e5m2, TensorProto.FLOAT8E5M2),
    "int8": (np.int8, TensorProto.INT8), "int16": (np.int16, TensorProto.INT16),
    "int32": (np.int32, TensorProto.INT32), "int64": (np.int64, TensorProto.INT64),
    "uint8": (np.uint8, TensorProto.UINT8), "uint16": (np.uint16, TensorProto.UINT16),
    "uint32": (np.uint32, TensorProto.UINT32), "uint64": (np.uint64, TensorProto.UINT64),
    "bool": (np.bool_, TensorProto.BOOL),
}
expected = {}


def values(name, shape, start=0):
    kind = TYPES[name][0]
    count = int(np.prod(shape))
    if name == "bool":
        return (np.arange(start, start + count) % 3 == 0).reshape(shape)
    numbers = np.arange(start, start + count) * 7 - (0 if name.startswith("u") else 11)
    array = numbers.astype(np.float64).astype(kind) if "float" in name else numbers.astype(kind)
    if "float" not in name and count > 1:
        array[0], array[-1] = np.iinfo(kind).min, np.iinfo(kind).max
    return array.reshape(shape)


def say(array, name):
    little = array.astype(array.dtype.newbyteorder("<")) if array.dtype.kind in "fiu" else array
    return {"type": name, "shape": list(array.shape), "bytes": np.ascontiguousarray(little).tobytes().hex()}


def add(file, key, array, name):
    expected.setdefault(file, {})[key] = say(array, name)


def save(model, file):
    with open(os.path.join(FOLDER, file), "wb") as out:
        out.write(model.SerializeToString(deterministic=True))


def model(nodes, initializers, name="g"):
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], initializers)
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 22)], producer_name="xavier", ir_version=10)


def types():
    """Every type in raw_data and in its own field, with shapes of rank 0 to 3 and without elements."""
    tensors = []
    for name, (kind, number) in TYPES.items():
        for shape in [(), (0,), (2, 3), (2, 1, 2)]:
            label = "x".join(map(str, shape)) or "scalar"
            array = values(name, shape)
            raw = onnx.TensorProto(
                name=f"{name}.{label}.raw", dims=shape, data_type=number, raw_data=array.tobytes())
            own = helper.make_tensor(
                f"{name}.{label}.own", number, shape, array.flatten().tolist(), raw=False)
            for tensor in (raw, own):
                back = numpy_helper.to_array(tensor)
                assert back.shape == shape and back.astype(kind).tobytes() == array.tobytes(), tensor.name
                add("types.onnx", tensor.name, array, name)
                tensors.append(tensor)
    save(model([helper.make_node("Relu", ["x"], ["y"])], tensors), "types.onnx")


def nested():
    """Tensors in attributes of nodes, and in graphs in graphs."""
    def branch(depth):
        weight = values("float32", (2, 2), depth)
        tensor = numpy_helper.from_array(weight, f"w{depth}")
        add("nested.onnx", tensor.name, weight, "float32")
        nodes = [helper.make_node("Constant", [], [f"c{depth}"], value=numpy_helper.from_array(
            values("int64", (3,), depth), f"a{depth}"))]
        add("nested.onnx", f"a{depth}", values("int64", (3,), depth), "int64")
        if depth < 3:
            nodes.append(helper.make_node("If", ["x"], ["z"], then_branch=branch(depth + 1),
                                          else_branch=branch(depth + 10)))
        return helper.make_graph(nodes, f"g{depth}", [], [], [tensor])
    root = branch(0)
    save(model(list(root.node), list(root.initializer)), "nested.onnx")


def external():
    """Weights in a file beside the model, one of them at an offset, one in a folder below."""
    os.makedirs(os.path.join(FOLDER, "below"), exist_ok=True)
    first, second = values("float32", (2, 3)), values("float16", (5,))
    with open(os.path.join(FOLDER, "external.bin"), "wb") as out:
        out.write(b"\0" * 4 + first.tobytes() + second.tobytes())
    with open(os.path.join(FOLDER, "below", "external.bin"), "wb") as out:
        out.write(second.tobytes())
    tensors = []
    for name, array, number, entries in [
            ("first", first, TensorProto.FLOAT, {"location": "external.bin", "offset": "4", "length": "24"}),
            ("second", second, TensorProto.FLOAT16, {"location": "external.bin", "offset": "28"}),
            ("below", second, TensorProto.FLOAT16, {"location": "below/external.bin"})]:
        tensor = onnx.TensorProto(name=name, dims=array.shape, data_type=number, data_location=1)
        for key, value in entries.items():
            tensor.external_data.add(key=key, value=value)
        tensors.append(tensor)
        add("external.onnx", name, array, "float32" if number == 1 else "float16")
    save(model([helper.make_node("Relu", ["x"], ["y"])], tensors), "external.onnx")
    loaded = onnx.load(os.path.join(FOLDER, "external.onnx"))
    for tensor, array in zip(loaded.graph.initializer, (first, second, second)):
        assert numpy_helper.to_array(tensor).tobytes() == array.tobytes()


def arrays():
    """Every type of NumPy in both orders, both byte orders, shapes of rank 0 to 4, headers 1 to 3."""
    stored = {}
    for name in TYPES:
        if name not in ("bfloat16", "float8E4M3", "float8E5M2"):
            for shape in [(), (0, 3), (4,), (2, 3), (2, 3, 1, 5)]:
                array = values(name, shape)
                label = f"{name}/" + ("x".join(map(str, shape)) or "scalar")
                stored[label] = array
                stored[label + ":big"] = array.astype(array.dtype.newbyteorder(">"))
                stored[label + ":column"] = np.asfortranarray(array)
    for file, save_arrays in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
        path = os.path.join(FOLDER, file)
        save_arrays(path, **stored)
        with np.load(path) as loaded:
            for key, array in stored.items():
                assert loaded[key].tobytes() == array.tobytes()
                add(file, key, array, key.split("/")[0])
    for version in (1, 2, 3):
        array = values("int16", (3, 2))
        with open(os.path.join(FOLDER, f"version{version}.npy"), "wb") as out:
            np.lib.format.write_array(out, array, version=(version, 0))
        add(f"version{version}.npy", "", array, "int16")


def written():
    for name in TYPES:
        if name not in ("bfloat16", "float8E4M3", "float8E5M2"):
            add("written.npz", f"output:{name}/ä", values(name, (2, 3)), name)
    add("written.npz", "scalar", values("float32", ()), "float32")
    add("written.npz", "empty", values("int8", (0, 3)), "int8")
    path = os.path.join(FOLDER, "written.npz")
    if not os.path.exists(path):
        print("written.npz: not there yet")
        return
    with np.load(path) as loaded:
        assert list(loaded) == list(expected["written.npz"])
        for key, value in expected["written.npz"].items():
            array = loaded[key]
            assert say(array, value["type"]) == value and array.dtype == TYPES[value["type"]][0], key


os.makedirs(FOLDER, exist_ok=True)
types()
nested()
external()
arrays()
written()
lists = [{"file": file, "key": key, **value} for file, keys in expected.items() for key, value in keys.items()]
golden.write(os.path.join("modelfiles", "expected.json"), {"oracle": golden.oracle(np, onnx, ml_dtypes)}, {"arrays": lists})
