"""What cannot be done is an exception with one sentence, tested word for word."""

import io
import os
import pathlib

import numpy
import pytest
import torch
import xavier


def sentence(error, call):
    with pytest.raises(error) as caught:
        call()
    text = str(caught.value)
    assert "\n" not in text and len(text) < 600
    return text


FLOATS = "float32, float64, float16, bfloat16, float8_e4m3fn or float8_e5m2 was expected"


def fill(array, **options):
    return lambda: xavier.fill_(array, **{"path": "w", **options})


@pytest.mark.parametrize(
    "error, call, text",
    [
        (TypeError, fill([1.0]), "w: list, an array of NumPy or a tensor of PyTorch was expected"),
        (TypeError, fill(numpy.zeros(3, int)), f"w: elements of type int64, {FLOATS}"),
        (TypeError, fill(torch.zeros(3, dtype=torch.complex64)), f"w: elements of type complex64, {FLOATS}"),
        (TypeError, fill(numpy.zeros(3, object)), f"w: elements of type object, {FLOATS}"),
        (
            ValueError,
            fill(numpy.zeros((4, 6), "f").T),
            "w: an array with strides (4, 24), a contiguous one in C order was expected",
        ),
        (
            ValueError,
            fill(torch.zeros(4, 6).t()),
            "w: a tensor with strides (1, 6), a contiguous one was expected",
        ),
        (
            ValueError,
            fill(torch.zeros(1).expand(5, 5)),
            "w: a tensor with strides (0, 0), a contiguous one was expected",
        ),
        (
            ValueError,
            fill(numpy.zeros(3, ">f4")),
            "w: elements in the byte order of another machine, the native one was expected",
        ),
        (
            ValueError,
            fill(numpy.frombuffer(bytes(12), "f4")),
            "w: a read-only array, one that can be written was expected",
        ),
        (
            ValueError,
            fill(numpy.frombuffer(bytearray(17), "u1")[1:].view("f4")),
            "w: an array that is not aligned, an aligned one was expected",
        ),
        (
            ValueError,
            fill(torch.empty(3, 4, device="meta")),
            "w: a tensor on the meta device, which has no numbers; one in memory, as "
            "module.to_empty(device='cpu') makes, was expected",
        ),
        (
            ValueError,
            fill(torch.nn.LazyLinear(3).weight),
            "w: a parameter of a lazy module, which has no shape yet; one whose module was called was "
            "expected",
        ),
        (
            ValueError,
            fill(torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])),
            "w: a nested tensor, a dense one was expected",
        ),
        (
            ValueError,
            fill(torch._neg_view(torch.zeros(3))),
            "w: a view of negated numbers, a plain tensor was expected",
        ),
        (
            ValueError,
            fill(torch.eye(3).to_sparse()),
            "w: a tensor of layout torch.sparse_coo, a dense one was expected",
        ),
        (
            xavier.UsageError,
            fill(numpy.zeros((4, 6), "f")),
            "parameter w: 4×6, and nothing says which axes are summed over; layout 'pytorch' "
            "(out, in, kernel...), 'keras' or 'jax' (kernel..., in, out), or a word for each axis such as "
            "'output,input' was expected",
        ),
        (
            xavier.UsageError,
            fill(torch.zeros(4)),
            "parameter w: 4, and nothing says which axes are summed over; layout 'pytorch' "
            "(out, in, kernel...), 'keras' or 'jax' (kernel..., in, out), or a word for each axis such as "
            "'output,input' was expected",
        ),
        (
            xavier.UsageError,
            fill(torch.zeros(4, 4), initializer="glorotunifrom"),
            "recipe glorotunifrom: not known, did you mean glorotUniform? one of the 55 names that "
            "'xavier explain' lists was expected",
        ),
        (
            xavier.UsageError,
            fill(torch.zeros(4, 4), layout="torch"),
            "layout of w: torch, not known, did you mean pytorch? one of pytorch, keras, jax, input, output, kernel, lookup, group, "
            "gate, expert was expected",
        ),
        (
            xavier.UsageError,
            fill(torch.zeros(4, 4), layout=("output",)),
            "shape 4×4: 1 declared axes, 2 were expected",
        ),
        (TypeError, fill(torch.zeros(4, 4), path=None), "path: NoneType, a str was expected"),
        (ValueError, fill(torch.zeros(2, 2), path="a\0b"), "path: 'a\\x00b', text without a zero byte was expected"),
        (ValueError, fill(torch.zeros(2, 2), path="\ud800"), "path: '\\ud800', text that UTF-8 can hold was expected"),
        (ValueError, fill(torch.zeros(2, 2), seed=-1), "seed: -1, a number from 0 to 2**64 - 1 was expected"),
        (TypeError, fill(torch.zeros(2, 2), seed=1.5), "seed: float, an int was expected"),
        (ValueError, fill(torch.zeros(2, 2), threads=0), "threads: 0, a number from 1 to 1024 was expected"),
        (
            ValueError,
            fill(torch.zeros(2, 2), shape=(4, 4)),
            "shape: (4, 4) for an array of (2, 2), with either slice or offset was expected",
        ),
        (
            ValueError,
            fill(torch.zeros(2, 2), shape=(4, 4), offset=13),
            "offset: 4 elements from 13 on, a range within 16 was expected",
        ),
        (
            ValueError,
            fill(torch.zeros(2, 2), shape=(4, 4), slice=(slice(0, 2), slice(3, 5))),
            "slice: up to 5 along axis 1, a part of 4 was expected",
        ),
        (
            ValueError,
            fill(torch.zeros(2, 2), shape=(4, 4), slice=(slice(0, 2), slice(0, 3))),
            "slice: of shape (2, 3), that of the array, (2, 2), was expected",
        ),
        (
            ValueError,
            fill(torch.zeros(2, 2), shape=(4, 4), slice=(slice(0, 4, 2), slice(0, 2))),
            "slice: step 2 along axis 0, 1 was expected",
        ),
        (
            xavier.UsageError,
            fill(torch.zeros(4, 4, dtype=torch.float8_e4m3fn), initializer="normal:0.0001"),
            None,
        ),
    ],
)
def test_arrays_that_cannot_be_filled(error, call, text):
    found = sentence(error, call)
    if text is not None:
        assert found == text
    else:
        assert "f8e4m3" in found and "was expected" in found


def test_nothing_is_written_where_a_call_is_refused():
    tensor = torch.full((4, 4), 7.0)
    with pytest.raises(ValueError):
        xavier.fill_(tensor, "glorotUniform", path="w", layout=("output",))
    assert (tensor == 7).all()


def test_tensors_of_other_devices():
    class Elsewhere(torch.Tensor):
        # What a tensor of a GPU looks like, on machines without one.
        @property
        def device(self):
            return torch.device("cuda:0")

    tensor = torch.zeros(3, 3).as_subclass(Elsewhere)
    text = sentence(ValueError, fill(tensor))
    assert text == (
        "w: a tensor on cuda:0, one in the memory of the CPU was expected; fill one there and copy it"
    )
    if torch.cuda.is_available():
        assert sentence(ValueError, fill(torch.zeros(3, 3, device="cuda"))) == text


def test_fake_and_inference_tensors():
    with torch.inference_mode():
        tensor = torch.zeros(3, 3)
        xavier.fill_(tensor, path="w")
    assert "inference mode" in sentence(ValueError, fill(tensor))
    from torch._subclasses.fake_tensor import FakeTensorMode

    with FakeTensorMode():
        fake = torch.zeros(3, 3)
    assert sentence(ValueError, fill(fake)) == (
        "w: a torch._subclasses.fake_tensor.FakeTensor without memory, one with memory was expected"
    )
    freed = torch.zeros(3, 3)
    freed.untyped_storage().resize_(0)
    assert sentence(ValueError, fill(freed)) == (
        "w: a torch.Tensor without memory, one with memory was expected"
    )


def test_files(tmp_path):
    missing = tmp_path / "none.onnx"
    text = sentence(xavier.MissingFileError, lambda: xavier.check(missing))
    assert str(missing) in text and issubclass(xavier.MissingFileError, FileNotFoundError)
    text = sentence(xavier.MissingFileError, lambda: xavier.audit(tmp_path / "none.pt"))
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\xff" * 40)
    assert "broken.safetensors" in sentence(xavier.DataError, lambda: xavier.audit(broken))
    text = sentence(xavier.DataError, lambda: xavier.check(b"no model"))
    assert text.startswith("model.onnx")
    closed = io.BytesIO(b"")
    closed.close()
    assert sentence(ValueError, lambda: xavier.check(closed)) == "I/O operation on closed file."
    with open(os.devnull) as text_file:
        assert sentence(TypeError, lambda: xavier.check(text_file)) == (
            "model: a file opened as text, one opened with 'rb' was expected"
        )
    folder = pathlib.Path(tmp_path) / "folder.onnx"
    folder.mkdir()
    sentence(xavier.XavierError, lambda: xavier.check(folder))


def test_a_mapped_file_that_is_read_only(tmp_path):
    path = tmp_path / "numbers"
    path.write_bytes(bytes(64))
    array = numpy.memmap(path, "f4", mode="r")
    assert sentence(ValueError, fill(array)) == (
        "w: a read-only array, one that can be written was expected"
    )
    array = numpy.memmap(path, "f4", mode="r+", shape=(4, 4))
    xavier.fill_(array, "heNormal", path="w", layout="keras")
    array.flush()
    assert path.read_bytes() == xavier.draw((4, 4), "heNormal", path="w", layout="keras").tobytes()


def test_other_objects():
    assert sentence(TypeError, lambda: xavier.init_(3)) == "module: int, a module of PyTorch was expected"
    assert sentence(TypeError, lambda: xavier.audit(3)) == (
        "state: int, a state dict, a module of PyTorch or a path was expected"
    )
    assert sentence(TypeError, lambda: xavier.audit({3: torch.zeros(2)})) == (
        "state: a key 3, names of tensors were expected"
    )
    assert sentence(TypeError, lambda: xavier.check(3)) == (
        "model: int, a module of PyTorch, an ONNX model, a path or layer widths was expected"
    )
    assert sentence(xavier.UsageError, lambda: xavier.init_(torch.nn.Linear(2, 2))) == (
        "recipe: auto, which needs the graph of the module; an example_input was expected, or a recipe that "
        "reads names, such as 'gpt2' or 'heNormal'"
    )
    assert "lsuv" in sentence(xavier.UsageError, lambda: xavier.init_(torch.nn.Linear(2, 2), "lsuv"))
    text = sentence(
        xavier.UsageError,
        lambda: xavier.init_(torch.nn.Linear(2, 2), example_input=torch.zeros(1, 3)),
    )
    assert text.startswith("Linear: cannot be exported to ONNX (RuntimeError: ")
