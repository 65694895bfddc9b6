"""Drawing into arrays: the bits of the tool and of the second implementation, whole and in parts."""

import hashlib
import json
import random

import numpy
import pytest
import torch
import xavier


def whole(shape, initializer, dtype="float32", **options):
    return xavier.draw(shape, initializer, path="p", seed=5, dtype=dtype, **options)


def test_draws_have_the_digests_of_the_golden_file(golden):
    draws = json.loads((golden / "draws.json").read_text())
    count = 0
    for case in draws["draws"]:
        if case["initializer"] in ("forgetGateBias", "identityRecurrent"):
            continue  # of a bias with gates, and of square matrices
        shape = (case["fanIn"], case["fanOut"])
        array = xavier.draw(
            shape, case["initializer"], path=case["path"], seed=case["seed"], layout="keras"
        )
        assert hashlib.sha256(array.tobytes()).hexdigest() == case["sha256"], case
        count += 1
    assert count == len(draws["draws"]) - 2 > 50


LAWS = ["glorotUniform", "heNormal", "lecunTruncatedNormal", "orthogonal", "sparse:0.25"]


@pytest.mark.parametrize("initializer", LAWS)
@pytest.mark.parametrize("shape", [(37, 53), (24, 9, 3, 5)])
def test_boxes_are_boxes_of_the_whole(initializer, shape):
    if initializer.startswith("sparse") and len(shape) > 2:
        pytest.skip("matrices only")
    full = whole(shape, initializer, layout="pytorch")
    chance = random.Random(3)
    for _ in range(25):
        box = []
        for length in shape:
            start = chance.randrange(length + 1)
            box.append(slice(start, chance.randrange(start, length + 1)))
        box = tuple(box)
        part = torch.full(full[box].shape, float("nan"))
        xavier.fill_(part, initializer, path="p", seed=5, shape=shape, slice=box)
        assert part.numpy().tobytes() == numpy.ascontiguousarray(full[box]).tobytes(), box


@pytest.mark.parametrize("initializer", LAWS)
def test_ranges_are_ranges_of_the_whole(initializer):
    shape = (61, 47)
    full = whole(shape, initializer, layout="pytorch").ravel()
    chance = random.Random(4)
    for _ in range(25):
        start = chance.randrange(full.size)
        part = torch.empty(chance.randrange(full.size - start + 1))
        xavier.fill_(part, initializer, path="p", seed=5, shape=shape, offset=start)
        assert part.numpy().tobytes() == full[start : start + part.numel()].tobytes()


def test_a_large_box_of_short_runs_is_shared_among_threads():
    full = torch.empty(4096, 1024)
    xavier.fill_(full, "heNormal", path="p", threads=1)
    for threads in (1, 2, 5):
        part = torch.empty(4096, 17)
        box = (slice(None), slice(500, 517))
        xavier.fill_(part, "heNormal", path="p", shape=full.shape, slice=box, threads=threads)
        assert torch.equal(part, full[box])


@pytest.mark.parametrize("dtype", ["float64", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_element_types_are_the_same_from_numpy_and_torch(dtype):
    tensor = torch.empty(64, 96, dtype=getattr(torch, dtype))
    xavier.fill_(tensor, "normal:0.5", path="p", seed=5)
    array = whole((64, 96), "normal:0.5", dtype)
    assert array.dtype.name == dtype
    view = {1: torch.uint8, 2: torch.int16, 8: torch.int64}[tensor.element_size()]
    assert tensor.view(view).numpy().tobytes() == array.tobytes()
    if dtype != "float64":
        # The float32 draw, rounded by torch.
        rounded = torch.from_numpy(whole((64, 96), "normal:0.5")).to(tensor.dtype)
        assert torch.equal(tensor.view(view), rounded.view(view))


def test_the_deviation_is_that_of_fans_with_unequal_sides():
    tensor = torch.empty(400, 1600)
    xavier.fill_(tensor, "glorotNormal", path="p")
    expected = (2 / 2000) ** 0.5
    # The standard error of a deviation is 1 / sqrt(2 n) of it.
    assert abs(tensor.std().item() / expected - 1) < 5 / (2 * tensor.numel()) ** 0.5
    by_fan_in = torch.empty(400, 1600)
    xavier.fill_(by_fan_in, "heNormal", path="p")
    assert abs(by_fan_in.std().item() / (2 / 1600) ** 0.5 - 1) < 5 / (2 * tensor.numel()) ** 0.5
    other = numpy.empty((400, 1600), numpy.float32)
    xavier.fill_(other, "heNormal", path="p", layout="keras")
    assert abs(other.std() / (2 / 400) ** 0.5 - 1) < 5 / (2 * other.size) ** 0.5


def test_words_declare_axes():
    table = torch.empty(1000, 16)
    xavier.fill_(table, "lecunNormal", path="p", layout=("lookup", "output"))
    # One entry is looked up: fan in 1.
    assert abs(table.std().item() - 1) < 0.05


def test_leaves_that_require_gradients_are_filled_and_counted():
    layer = torch.nn.Linear(8, 4)
    before = layer.weight._version
    kept = xavier.fill_(layer.weight, "heNormal", path="layer.weight")
    assert kept is layer.weight and layer.weight.requires_grad and layer.weight._version > before
    used = (layer.weight**2).sum()
    xavier.fill_(layer.weight, "heNormal", path="layer.weight", seed=1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        used.backward()


def test_seeds_paths_and_threads():
    def draw(**options):
        return xavier.draw((50, 60), "heNormal", **{"path": "a", "layout": "jax", **options})

    assert (draw() == draw(threads=3)).all()
    assert (draw() != draw(seed=1)).mean() > 0.99
    assert (draw() != draw(path="b")).mean() > 0.99
    assert (draw(seed=2**64 - 1) != draw(seed=0)).mean() > 0.99


def test_arrays_without_elements_and_scalars():
    assert xavier.draw((0, 4), path="p", layout="keras").shape == (0, 4)
    assert xavier.fill_(torch.empty(3, 0), path="p").numel() == 0
    assert xavier.draw((), "constant:2", path="p") == 2
    assert xavier.draw((3,), "ones", path="p").tolist() == [1, 1, 1]


def test_jax_takes_what_is_drawn():
    jax = pytest.importorskip("jax")
    array = jax.numpy.asarray(xavier.draw((8, 4), "heNormal", path="p", dtype="bfloat16", layout="jax"))
    assert array.dtype == jax.numpy.bfloat16 and array.shape == (8, 4)
    with pytest.raises(
        TypeError,
        match=r"^p: a JAX array, which nothing can change; jax.numpy.asarray\(xavier.draw\(...\)\) "
        r"makes a new one$",
    ):
        xavier.fill_(array, path="p")


def test_an_index_drops_an_axis():
    full = whole((5, 6, 7), "heNormal", layout="pytorch")
    part = numpy.empty((5, 7), numpy.float32)
    xavier.fill_(
        part, "heNormal", path="p", seed=5, layout="pytorch", shape=full.shape,
        slice=(slice(None), -2, slice(None)),
    )
    assert (part == full[:, -2]).all()
