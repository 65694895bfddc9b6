"""Makes keras/: files of Keras 3 and 2 with what Keras itself says is in them, and HDF5 files that mean harm.

    python3 -m venv venv && venv/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0 tf_keras==2.21.0 h5py==3.14.0
    venv/bin/python Tests/Golden/keras_files.py

With the tool's path it draws the models anew, loads what was written into Keras and compares every number:

    venv/bin/python Tests/Golden/keras_files.py --check .build/release/xavier

Every variable gets numbers of its own, by which a dataset of the file is found to be that variable. Its name, its
initializer and the counts of inputs and outputs are then what Keras has, whatever the file calls it.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import keras
import numpy as np
from keras import layers as L
from keras.src.initializers import random_initializers

out = Path(__file__).parent / "keras"


def cnn():
    image = keras.Input((8, 8, 4))
    x = L.Conv2D(6, 3, groups=2, padding="same")(image)
    x = L.BatchNormalization(scale=False)(x)
    x = L.DepthwiseConv2D(3, depth_multiplier=2, padding="same")(x)
    x = L.SeparableConv2D(5, (3, 2), padding="same")(x)
    x = L.GroupNormalization(groups=5, center=False)(x)
    x = L.PReLU(shared_axes=[1, 2])(x)
    x = L.Conv2DTranspose(3, (4, 2), strides=2, padding="same", use_bias=False)(x)
    x = L.BatchNormalization()(x)
    x = L.GlobalAveragePooling2D()(x)
    return keras.Model(image, L.Dense(7, name="logits")(x), name="cnn")


def rows():
    series = keras.Input((12, 3))
    x = L.Conv1D(4, 3, name="first")(series)
    x = L.SeparableConv1D(5, 3)(x)
    x = L.DepthwiseConv1D(2)(x)
    x = L.Conv1DTranspose(3, 2, strides=3)(x)
    x = L.Reshape((3, 7, 1, 3))(x)
    x = L.Conv3D(2, (2, 2, 1))(x)
    x = L.Conv3DTranspose(4, (2, 1, 2))(x)
    return keras.Model(series, L.LayerNormalization(scale=False)(x), name="rows")


def recurrent():
    words = keras.Input((6,), dtype="int32")
    x = L.Embedding(11, 5)(words)
    x = L.Bidirectional(L.GRU(3, return_sequences=True))(x)
    x = L.Bidirectional(
        L.LSTM(2, return_sequences=True),
        backward_layer=L.LSTM(4, return_sequences=True, go_backwards=True),
        name="two",
    )(x)
    x = L.LSTM(4, return_sequences=True)(x)
    x = L.GRU(4, return_sequences=True, reset_after=False)(x)
    x = L.RNN(L.LSTMCell(3), return_sequences=True)(x)
    x = L.TimeDistributed(L.Dense(6))(x)
    return keras.Model(words, L.SimpleRNN(2)(x), name="recurrent")


def attention():
    words = keras.Input((6,), dtype="int32")
    x = L.Embedding(12, 8, name="table")(words)
    y = L.MultiHeadAttention(2, 3, value_dim=5)(x, x)
    x = L.LayerNormalization()(x + y)
    y = L.GroupQueryAttention(4, 6, 2)(x, x)
    x = L.RMSNormalization()(L.Add()([x, y]))
    x = L.EinsumDense("abc,cde->abde", output_shape=(6, 3, 4), bias_axes="de")(x)
    x = L.Flatten()(x)
    return keras.Model(words, L.Dense(5)(x), name="attention")


def nested():
    image = keras.Input((9,))
    inner = keras.Sequential([keras.Input((9,)), L.Dense(6, activation="relu"), L.Dense(9)], name="inner")
    shared = L.Dense(9, name="shared")
    x = inner(image) + image
    x = shared(shared(x))
    branch = keras.Input((9,))
    block = keras.Model(branch, L.Dense(4)(L.BatchNormalization()(branch)), name="block")
    model = keras.Model(image, L.Dense(2)(block(x)), name="nested")
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 9)), np.zeros((2, 2)), verbose=0)
    return model


def halves():
    return keras.Sequential(
        [keras.Input((4,)), L.Dense(3, dtype="bfloat16"), L.BatchNormalization(), L.Dense(2, dtype="float16")],
        name="halves",
    )


models = {f.__name__: f for f in (cnn, rows, recurrent, attention, nested, halves)}


def fill(model, seed):
    """Numbers of its own for every variable."""
    random = np.random.default_rng(seed)
    for variable in model.variables:
        if "float" in variable.dtype:
            variable.assign(random.standard_normal(variable.shape).astype("float32"))


# The initializer of an EinsumDense with the axes that it counts, by the layer's identity.
einsums = {}
_update = L.EinsumDense._update_kernel_initializer


def _noting(self, *axes):
    einsums[id(self)] = _update(self, *axes)
    return einsums[id(self)]


L.EinsumDense._update_kernel_initializer = _noting


def initializers(layer, found):
    """The initializer of every variable of a layer, by the variable's identity."""
    for sub in layer._flatten_layers(include_self=True, recursive=True):
        for variable in sub._trainable_variables + sub._non_trainable_variables:
            name = variable.name
            own = getattr(sub, f"{name.removesuffix('_kernel')}_initializer", None)
            own = getattr(sub, f"{name}_initializer", own)
            if own is None and name == "kernel":
                own = sub.depthwise_initializer
            if name == "kernel":
                own = einsums.get(id(sub), own)
            if name == "bias" and type(sub).__name__ == "LSTMCell":
                own = "forget"
            found[id(variable)] = (type(sub).__name__, name, own)


def start(variable, own):
    """What Keras's own initializer gives: its name, and the bound or value where it has one."""
    if own is None:
        return {"moving_mean": ["Zeros"], "moving_variance": ["Ones"], "scale": ["Ones"]}[variable.name]
    if own == "forget":
        return ["forget"]
    name = type(own).__name__
    if name == "GlorotUniform":
        inputs, outputs = random_initializers.compute_fans(
            tuple(variable.shape), getattr(own, "input_axes", None), getattr(own, "output_axes", None)
        )
        return [name, (6 / (inputs + outputs)) ** 0.5]
    if name == "RandomUniform":
        return [name, own.maxval]
    return [name]


def datasets(file):
    found = {}

    def visit(path, item):
        if isinstance(item, h5py.Dataset):
            array = item[()]
            if item.attrs.get("dtype") == "bfloat16":
                array = np.asarray(array).view("uint16")
            found[path] = array

    file.visititems(visit)
    return found


types = {"float64": "float64", "float32": "float32", "float16": "float16", "uint16": "bfloat16"}


def weighted(data):
    values = np.frombuffer(data, dtype=np.uint8).astype(np.uint64)
    places = np.arange(1, len(values) + 1, dtype=np.uint64)
    return int((values * places).sum(dtype=np.uint64))


def expected(file, name, model):
    """What Keras says of the datasets of a file."""
    facts = {}
    for layer in model.layers:
        initializers(layer, facts)
    variables = []
    for variable in model.variables:
        array = np.asarray(keras.ops.convert_to_numpy(variable))
        variables.append((variable, array.view("uint16") if array.dtype.name == "bfloat16" else array))
    whole = "model_weights" in file
    tensors = []
    for path, array in datasets(file).items():
        if path.startswith("optimizer") or whole and not path.startswith("model_weights/"):
            continue
        own = [v for v, a in variables if a.shape == array.shape and a.tobytes() == array.tobytes()]
        assert len(own) == 1, (name, path, len(own))
        cls, leaf, initializer = facts.get(id(own[0]), ("", own[0].name, None))
        tensors.append(
            {
                "file": name,
                "name": path.removeprefix("model_weights/"),
                "type": types[array.dtype.name],
                "shape": list(array.shape),
                "sum": str(weighted(array.tobytes())),
                "layer": cls,
                "leaf": leaf,
                "start": start(own[0], initializer),
            }
        )
    return tensors


def make():
    out.mkdir(exist_ok=True)
    tensors = []
    for seed, (name, build) in enumerate(models.items()):
        keras.utils.clear_session()
        model = build()
        fill(model, seed)
        model.save(out / f"{name}.keras")
        archive = zipfile.ZipFile(out / f"{name}.keras")
        with h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
            tensors += expected(file, f"{name}.keras", model)
        model.save_weights(out / f"{name}.weights.h5")
        with h5py.File(out / f"{name}.weights.h5") as file:
            tensors += expected(file, f"{name}.weights.h5", model)
        if name in ("recurrent", "nested", "attention", "cnn"):
            model.save(out / f"{name}.h5")
            with h5py.File(out / f"{name}.h5") as file:
                tensors += expected(file, f"{name}.h5", model)
    # A deflated archive, as other tools pack it again.
    with zipfile.ZipFile(out / "nested.keras") as old, zipfile.ZipFile(
        out / "deflated.keras", "w", zipfile.ZIP_DEFLATED
    ) as new:
        for item in old.namelist():
            new.writestr(item, old.read(item))
    tensors += [{**t, "file": "deflated.keras"} for t in tensors if t["file"] == "nested.keras"]
    unnamed()
    tensors += [{**t, "file": "unnamed.keras"} for t in tensors if t["file"] == "cnn.keras"]
    tensors += older()
    tensors += types_file()
    (out / "expected.json").write_text(json.dumps({"keras": keras.__version__, "tensors": tensors}, indent=1))
    hostile()


def unnamed():
    """As the first versions of Keras 3 wrote it: no group says what its layer is called."""
    with zipfile.ZipFile(out / "cnn.keras") as old, zipfile.ZipFile(out / "unnamed.keras", "w") as new:
        for item in old.namelist():
            data = io.BytesIO(old.read(item))
            if item == "model.weights.h5":
                with h5py.File(data, "a") as file:
                    groups = []
                    file.visititems(lambda _, group: groups.append(group))
                    for group in groups:
                        for key in list(group.attrs):
                            del group.attrs[key]
            new.writestr(item, data.getvalue())


def older():
    """Keras 2 itself, where names end in :0."""
    code = """
import sys, numpy as np, tf_keras as keras
from tf_keras import layers as L
model = keras.Sequential([L.Input((8, 6)), L.Conv1D(4, 3, name='c'), L.BatchNormalization(),
  L.Bidirectional(L.LSTM(3, name='inner')), L.Dense(2)], name='older')
model.layers
random = np.random.default_rng(9)
for v in model.variables: v.assign(random.standard_normal(v.shape))
model.save(sys.argv[1]); model.save_weights(sys.argv[2])
np.savez(sys.argv[3], **{v.name: v.numpy() for v in model.variables})
"""
    tensors = []
    with tempfile.TemporaryDirectory() as folder:
        arrays = f"{folder}/arrays.npz"
        files = [out / "older.h5", out / "older_weights.h5"]
        subprocess.run([sys.executable, "-c", code, *files, arrays], check=True, capture_output=True)
        known = np.load(arrays)
        for path in files:
            with h5py.File(path) as file:
                for name, array in datasets(file).items():
                    if name.startswith("optimizer"):
                        continue
                    own = [k for k in known if known[k].shape == array.shape and (known[k] == array).all()]
                    assert len(own) == 1, (name, own)
                    tensors.append(
                        {
                            "file": path.name,
                            "name": name.removeprefix("model_weights/"),
                            "type": "float32",
                            "shape": list(array.shape),
                            "sum": str(weighted(array.tobytes())),
                            "leaf": own[0].split("/")[-1].split(":")[0],
                        }
                    )
    return tensors


def types_file():
    """Every type of elements, and every way to store them that is read."""
    random = np.random.default_rng(5)
    tensors = []

    def note(name, array):
        array = np.asarray(array)
        little = array.astype(array.dtype.newbyteorder("<"))
        kind = {"bool": "bool"}.get(array.dtype.name, array.dtype.name)
        tensors.append(
            {
                "file": "types.h5",
                "name": name,
                "type": kind,
                "shape": list(array.shape),
                "sum": str(weighted(little.tobytes())),
            }
        )

    with h5py.File(out / "types.h5", "w") as file:
        for kind in ("f8", "f4", "f2", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
            array = (random.standard_normal((3, 5)) * 9).astype(kind)
            file[f"plain/{kind}"] = array
            note(f"plain/{kind}", array)
            big = array.astype(f">{kind}")
            file[f"big/{kind}"] = big
            note(f"big/{kind}", big)
        file["bool"] = np.array([True, False, True])
        note("bool", np.array([True, False, True]))
        file["scalar"] = np.float32(2.5)
        note("scalar", np.float32(2.5))
        file["empty"] = np.zeros((0, 3), "f4")
        note("empty", np.zeros((0, 3), "f4"))
        array = random.standard_normal((300, 70)).astype("f4")
        file.create_dataset("chunked", data=array, chunks=(64, 32))
        note("chunked", array)
        file.create_dataset("gzip", data=np.round(array), chunks=(50, 70), compression="gzip", shuffle=True)
        note("gzip", np.round(array))
        deep = np.round(random.standard_normal((2, 3, 4, 5))).astype("f4")
        file.create_dataset("deep", data=deep, chunks=(1, 2, 4, 5), compression="gzip")
        note("deep", deep)
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        small = np.arange(6, dtype="f4")
        h5py.h5d.create(
            file.id, b"compact", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((6,)), compact
        ).write(h5py.h5s.ALL, h5py.h5s.ALL, small)
        note("compact", small)
    return sorted(tensors, key=lambda t: t["name"])


def hostile():
    """What no file of weights needs, and what is meant to exhaust a reader."""
    folder = out / "hostile"
    folder.mkdir(exist_ok=True)

    def file(name):
        return h5py.File(folder / f"{name}.h5", "w")

    with file("soft_link") as f:
        f["a"] = h5py.SoftLink("/b")
        f["b"] = h5py.SoftLink("/a")
    with file("external_link") as f:
        f["passwords"] = h5py.ExternalLink("/etc/passwd", "/")
    with file("external_storage") as f:
        f.create_dataset("passwords", (4,), "u1", external=[("/etc/passwd", 0, 4)])
    with file("virtual") as f:
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "x", (4,))
        f.create_virtual_dataset("v", layout)
    with file("compound") as f:
        f["c"] = np.zeros(3, [("x", "f4"), ("y", "i4")])
    with file("strings") as f:
        f["s"] = ["a", "bc"]
    with file("unstored") as f:
        f.create_dataset("vast", (1 << 40,), "f4")
    with file("bomb") as f:
        f.create_dataset("vast", (1 << 20, 1 << 20), "f4", chunks=(1024, 1024), compression="gzip")
        f["vast"][0, 0] = 1
    with file("wide") as f:
        f.create_dataset("vast", (1 << 30, 1 << 30), "f8", chunks=(1, 1 << 20), compression="gzip")
        f["vast"][0, :8] = 1
    with file("cycle") as f:
        group = f.create_group("a/b")
        group["a"] = f["a"]
    with file("doubled") as f:
        group = f
        for depth in range(30):
            inner = group.create_group("a")
            group["b"] = inner
            group = inner
    with file("deep") as f:
        f.create_group("/".join(["g"] * 70))
    with file("filter") as f:
        f.create_dataset("z", data=np.zeros((64, 64), "f4"), compression="lzf")
    with file("scaled") as f:
        f.create_dataset("z", data=np.zeros((64, 64), "f4"), scaleoffset=3)
    with file("named_type") as f:
        f["t"] = np.dtype("f4")
    with file("opaque") as f:
        f["v"] = np.zeros(3, "V2")
    with file("null") as f:
        f["n"] = h5py.Empty("f4")


def check(tool):
    """Keras loads what the tool wrote, and has the numbers that the tool says it drew."""
    with tempfile.TemporaryDirectory() as folder:
        for name, build in models.items():
            keras.utils.clear_session()
            model = build()
            fill(model, 77)
            for template in (f"{name}.keras", f"{name}.weights.h5"):
                if template == "attention.weights.h5":
                    continue  # Nothing in it says the axes of its EinsumDense.
                made, plain = f"{folder}/{name}.weights.h5", f"{folder}/{name}.safetensors"
                for path in (made, plain):
                    subprocess.run(
                        [tool, "init", out / template, "-o", path, "--recipe", "keras", "--quiet", "--seed", "5"],
                        check=True,
                    )
                subprocess.run([tool, "init", "--verify", made], check=True, stdout=subprocess.DEVNULL)
                model.load_weights(made)
                drawn = read_safetensors(plain)
                with h5py.File(made) as file:
                    stored = datasets(file)
                assert {k: v.tobytes() for k, v in stored.items()} == drawn, name
                numbers = sorted(drawn.values())
                loaded = []
                for variable in model.variables:
                    if "float" not in variable.dtype or "adam" in variable.path or "seed" in variable.path:
                        continue
                    array = np.asarray(keras.ops.convert_to_numpy(variable))
                    loaded.append(array.tobytes())
                assert sorted(loaded) == numbers, (name, len(loaded), len(numbers))
                print(f"{template}: Keras {keras.__version__} loads {len(numbers)} variables, equal bit for bit")


def read_safetensors(path):
    data = Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    return {k: data[8 + size + v["data_offsets"][0] : 8 + size + v["data_offsets"][1]] for k, v in header.items()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(sys.argv[2])
    else:
        make()
