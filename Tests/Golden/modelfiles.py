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


def fill(message, depth, path=""):
    """Sets every field that onnx's schema has, lists twice; of a choice of fields the last one stays."""
    for field in message.DESCRIPTOR.fields:
        name, counts = f"{path}/{field.name}", range(2 if field.is_repeated else 1)
        for count in counts:
            if field.message_type is not None:
                # Messages in themselves end; a choice of types is a tensor at the top.
                if depth > 0 and (not field.name.endswith("_type") or field.name == "tensor_type"):
                    inner = getattr(message, field.name)
                    inner = inner.add() if field.is_repeated else inner
                    inner.SetInParent() if not field.is_repeated else None
                    fill(inner, depth - 1, f"{name}{count}" if field.is_repeated else name)
                continue
            kind = field.type
            value = (f"{name}{count}é" if kind == field.TYPE_STRING else f"{name}{count}".encode() + b"\xff"
                     if kind == field.TYPE_BYTES else field.number + count + 0.25
                     if kind in (field.TYPE_FLOAT, field.TYPE_DOUBLE) else min(field.number, 6) + count
                     if kind == field.TYPE_ENUM else (field.number + count) * 1000003 - 40000000)
            if kind == field.TYPE_ENUM:
                value = min(field.number, 1) if field.name == "data_location" else 3
            if kind == field.TYPE_UINT64:
                value = 2**64 - 1 - count
            if field.is_repeated:
                getattr(message, field.name).append(value)
            else:
                setattr(message, field.name, value)


def described(graph):
    """What the package reads of a graph, as onnx's own parser has it."""
    def tensor(t):
        return {"name": t.name, "dims": list(t.dims), "dataType": t.data_type, "dataLocation": t.data_location,
                "isSegment": t.HasField("segment"), "external": [[e.key, e.value] for e in t.external_data]}

    def value(v):
        has = v.type.WhichOneof("value") == "tensor_type"
        kind = v.type.tensor_type
        lengths = [[d.dim_value] if d.WhichOneof("value") == "dim_value" else [] for d in kind.shape.dim]
        return {"name": v.name, "elemType": [kind.elem_type] if has else [],
                "lengths": [lengths] if has and kind.HasField("shape") else [],
                "axes": [d.dim_param for d in kind.shape.dim] if has else []}

    def attribute(a):
        return {"name": a.name, "f": a.f, "i": a.i, "s": a.s.hex(), "floats": list(a.floats),
                "ints": list(a.ints), "strings": [s.hex() for s in a.strings], "type": a.type,
                "refAttrName": a.ref_attr_name, "t": [tensor(a.t)] if a.HasField("t") else [],
                "g": [described(a.g)] if a.HasField("g") else [], "tensors": [tensor(t) for t in a.tensors],
                "graphs": [described(g) for g in a.graphs]}

    def node(n):
        return {"name": n.name, "opType": n.op_type, "domain": n.domain, "input": list(n.input),
                "output": list(n.output), "attribute": [attribute(a) for a in n.attribute]}

    return {"name": graph.name, "node": [node(n) for n in graph.node],
            "initializer": [tensor(t) for t in graph.initializer], "input": [value(v) for v in graph.input],
            "output": [value(v) for v in graph.output], "sparse": len(graph.sparse_initializer)}


def fields():
    """Every field of onnx's schema, and fields that come again, as onnx's own parser reads them."""
    whole = onnx.ModelProto()
    fill(whole, 4)
    fill(whole.graph.input[0], 4, "v")
    fill(whole.graph.output[0], 4, "w")
    whole.graph.input[1].type.sequence_type.elem_type.tensor_type.elem_type = 1
    whole.graph.output[0].type.tensor_type.shape.dim[0].dim_value = -7
    save(whole, "fields.onnx")

    def again(number, *messages):
        """One field of several messages' bytes: the fields of the later ones come again."""
        contents = b"".join(m if isinstance(m, bytes) else m.SerializeToString() for m in messages)
        length, rest = b"", len(contents)
        while rest >= 128:
            length, rest = length + bytes([rest & 127 | 128]), rest >> 7
        return bytes([number << 3 | 2]) + length + bytes([rest]) + contents

    def value(**dims):
        v = onnx.ValueInfoProto(name="v")
        v.type.tensor_type.elem_type = 1
        d = v.type.tensor_type.shape.dim.add()
        for key, number in dims.items():
            setattr(d, key, number)
        return v
    sequence = onnx.TypeProto()
    sequence.sequence_type.elem_type.tensor_type.elem_type = 1
    first = onnx.TensorProto(name="first", dims=[2], data_type=1, float_data=[1])
    second = onnx.TensorProto(name="second", dims=[3], data_type=7, int64_data=[2])
    ints = onnx.AttributeProto(name="a", ints=[1, -2], i=4, type=7)
    packed = again(8, b"\x05\xff\x01")
    node = again(5, again(5, first), ints, packed, again(5, second), onnx.AttributeProto(name="b", f=2, ints=[9]))
    dims = [onnx.TensorShapeProto.Dimension(dim_value=5), onnx.TensorShapeProto.Dimension(dim_param="n")]
    shape = again(1, *dims) + again(1, *reversed(dims))
    merged = (again(12, value(dim_value=3), value(dim_param="n")) + again(11, value(), again(2, sequence))
              + again(12, again(2, sequence), value(dim_value=1)) + again(12, again(2, again(1, again(2, shape))))
              + again(1, node, onnx.NodeProto(op_type="Later", input=["x"]), onnx.NodeProto(op_type="Last")))
    file = again(7, merged) + again(8, onnx.OperatorSetIdProto(version=7), onnx.OperatorSetIdProto(version=8))
    with open(os.path.join(FOLDER, "merged.onnx"), "wb") as out:
        out.write(file)
    cases = []
    for name in ("fields.onnx", "merged.onnx"):
        model = onnx.ModelProto()
        with open(os.path.join(FOLDER, name), "rb") as source:
            model.ParseFromString(source.read())
        cases.append({"file": name, "producerName": model.producer_name,
                      "domains": [o.domain for o in model.opset_import],
                      "versions": [o.version for o in model.opset_import],
                      "functions": [f.name for f in model.functions], "graph": described(model.graph)})
    golden.write(os.path.join("modelfiles", "fields.json"), {"oracle": golden.oracle(onnx)}, {"models": cases})


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
fields()
arrays()
written()
lists = [{"file": file, "key": key, **value} for file, keys in expected.items() for key, value in keys.items()]
golden.write(os.path.join("modelfiles", "expected.json"), {"oracle": golden.oracle(np, onnx, ml_dtypes)}, {"arrays": lists})
