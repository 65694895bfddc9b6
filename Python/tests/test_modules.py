"""`init_`: the tool's weights in the module's own memory."""

import json
import subprocess

import numpy
import pytest
import torch
import xavier
from torch import nn
from xavier._export import exported


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 8, 3, padding=1, groups=2)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x)))
        x = x + torch.relu(self.second(x))
        return self.head(self.drop(x.mean((2, 3))))


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(50, 16)
        self.inner = nn.Linear(16, 16)
        self.norm = nn.LayerNorm(16)
        self.head = nn.Linear(16, 50, bias=False)
        self.head.weight = self.table.weight

    def forward(self, tokens):
        x = self.table(tokens)
        return self.head(self.norm(x + torch.relu(self.inner(x))))


MODULES = {
    "dense": (
        lambda: nn.Sequential(nn.Linear(12, 40), nn.ReLU(), nn.Linear(40, 40), nn.Tanh(), nn.Linear(40, 3)),
        torch.zeros(2, 12),
    ),
    "convolutional": (Convolutional, torch.zeros(2, 3, 8, 8)),
    "tied": (Tied, torch.zeros(2, 7, dtype=torch.long)),
    "encoder": (
        lambda: nn.TransformerEncoder(
            nn.TransformerEncoderLayer(16, 2, 32, dropout=0.1, batch_first=True), 2
        ),
        torch.zeros(2, 5, 16),
    ),
}


def from_tool(tool, path, *arguments):
    """The tensors that `xavier init` writes."""
    from safetensors.torch import load_file

    out = path / "start.safetensors"
    subprocess.run([tool, "init", *arguments, "-o", str(out), "--quiet"], check=True)
    return load_file(out)


@pytest.mark.parametrize("recipe", ["auto", "heNormal", "pytorch"])
@pytest.mark.parametrize("name", MODULES)
def test_weights_are_those_of_the_tool_by_graph(name, recipe, tool, tmp_path):
    make, example = MODULES[name]
    torch.manual_seed(1)
    module = make()
    torch.save(module.state_dict(), tmp_path / "module.pt")
    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0
    if name == "tied":
        # Where the exporter folds constants, a table and the map tied to it are two tensors of the file.
        (tmp_path / "model.onnx").write_bytes(exported(module, example))
    else:
        torch.onnx.export(
            module.train(),
            example,
            str(tmp_path / "model.onnx"),
            training=torch.onnx.TrainingMode.PRESERVE,
            dynamo=False,
        )
    expected = from_tool(
        tool, tmp_path, str(tmp_path / "model.onnx"), "--like", str(tmp_path / "module.pt"), "--recipe",
        recipe, "--seed", "9",
    )
    other = make()
    other.load_state_dict(torch.load(tmp_path / "module.pt"))
    report = xavier.init_(other, recipe, example_input=example, seed=9)
    found = other.state_dict()
    assert set(found) == set(expected)
    for key, tensor in expected.items():
        assert torch.equal(found[key], tensor), key
    assert report.recipe == recipe and report.seed == 9
    assert {tensor.name for tensor in report.tensors} == set(expected)
    assert other.training


@pytest.mark.parametrize("recipe", ["gpt2", "normal:0.02", "heNormal"])
def test_weights_are_those_of_the_tool_by_names(recipe, tool, tmp_path, gpt2):
    torch.save(gpt2.state_dict(), tmp_path / "module.pt")
    expected = from_tool(tool, tmp_path, str(tmp_path / "module.pt"), "--recipe", recipe, "--seed", "4")
    report = xavier.init_(gpt2, recipe, seed=4)
    found = gpt2.state_dict()
    for key, tensor in expected.items():
        if key != "lm_head.weight":
            assert torch.equal(found[key], tensor), key
    # A tied weight is drawn once, by its first name.
    assert gpt2.lm_head.weight is gpt2.transformer.wte.weight
    assert torch.equal(found["lm_head.weight"], expected["transformer.wte.weight"])
    assert repr(report).splitlines()[0].split() == ["tensor", "shape", "drawn", "by", "deviation", "because"]


def test_buffers_of_normalizations_start_anew_and_counters_stay():
    module = Convolutional()
    module(torch.randn(4, 3, 8, 8))
    assert module.norm.running_mean.abs().sum() > 0
    xavier.init_(module, "auto", example_input=torch.zeros(2, 3, 8, 8))
    assert (module.norm.running_mean == 0).all() and (module.norm.running_var == 1).all()
    assert module.norm.num_batches_tracked == 1
    assert module.training and module.drop.training


def test_tied_weights_stay_tied_and_modules_keep_their_modes():
    module = Tied()
    module.inner.eval()
    xavier.init_(module, example_input=torch.zeros(2, 7, dtype=torch.long))
    assert module.head.weight is module.table.weight
    # The law is that of a table that also maps 16 features to logits, not of one that is looked up alone.
    report = xavier.init_(module, "heNormal", example_input=torch.zeros(2, 7, dtype=torch.long))
    deviations = {tensor.name: tensor.standard_deviation for tensor in report.tensors}
    assert deviations["table.weight"] == deviations["head.weight"] == 0.25
    assert module.training and not module.inner.training


def test_what_is_drawn_depends_on_seed_and_name_alone():
    example = torch.zeros(2, 12)
    first, second = MODULES["dense"][0](), MODULES["dense"][0]()
    xavier.init_(first, example_input=example, seed=3)
    xavier.init_(second, example_input=example, seed=3, threads=1)
    assert all(map(torch.equal, first.state_dict().values(), second.state_dict().values()))
    xavier.init_(second, example_input=example, seed=4)
    assert not torch.equal(first[0].weight, second[0].weight)


def test_gradients_of_old_weights_are_refused():
    module = MODULES["dense"][0]()
    loss = module(torch.ones(1, 12)).sum()
    xavier.init_(module, example_input=torch.zeros(1, 12))
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_half_precision_modules():
    module = MODULES["dense"][0]().to(torch.bfloat16)
    other = MODULES["dense"][0]()
    xavier.init_(module, "heNormal", example_input=torch.zeros(1, 12, dtype=torch.bfloat16))
    xavier.init_(other, "heNormal", example_input=torch.zeros(1, 12))
    assert torch.equal(module[0].weight, other[0].weight.to(torch.bfloat16))


def test_nothing_is_drawn_where_a_recipe_is_refused():
    module = MODULES["dense"][0]()
    before = {key: value.clone() for key, value in module.state_dict().items()}
    for call in (
        lambda: xavier.init_(module, "nope", example_input=torch.zeros(1, 12)),
        lambda: xavier.init_(module, "normal:-1"),
        lambda: xavier.init_(module, "auto"),
    ):
        with pytest.raises(xavier.UsageError):
            call()
    assert all(torch.equal(before[key], value) for key, value in module.state_dict().items())


def test_progress_is_told(monkeypatch):
    told = []
    xavier.init_(
        MODULES["dense"][0](), "normal:0.1", progress=lambda done, total: told.append((done, total))
    )
    assert told and told[-1][0] == told[-1][1] and told == sorted(told)
    told = []
    xavier.fill_(
        torch.empty(9000, 9000), path="w", progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (81_000_000, 81_000_000)


def test_check_gives_the_tools_json(tool, tmp_path):
    make, example = MODULES["convolutional"]
    module = make().eval()
    path = str(tmp_path / "model.onnx")
    (tmp_path / "model.onnx").write_bytes(exported(module, example))
    text = subprocess.run(
        [tool, "check", path, "--json", "-", "--quiet"], check=True, capture_output=True, text=True
    ).stdout
    found = xavier.check(path)
    assert found.raw == json.loads(text)
    assert found.verdict == found.raw["verdict"] and len(found.layers) == len(found.raw["layers"])
    table = subprocess.run([tool, "check", path], check=True, capture_output=True, text=True).stdout
    assert repr(found) == table.rstrip("\n")
    by_module = xavier.check(module, example_input=example).raw
    with open(path, "rb") as file:
        by_bytes = xavier.check(file).raw
    for other, name in ((by_module, "Convolutional"), (by_bytes, "model.onnx")):
        assert other.pop("network") == name
        assert other == {key: value for key, value in found.raw.items() if key != "network"}


def test_check_finds_what_is_wrong():
    layers = []
    for _ in range(30):
        layers += [nn.Linear(64, 64), nn.ReLU()]
    found = xavier.check(nn.Sequential(*layers, nn.Linear(64, 10)), example_input=torch.zeros(2, 64))
    assert not found.is_healthy and "vanishing" in {finding.code for finding in found.findings}
    healthy = nn.Sequential(*layers, nn.Linear(64, 10))
    xavier.init_(healthy, example_input=torch.zeros(2, 64))
    assert xavier.check(healthy, example_input=torch.zeros(2, 64)).is_healthy
    assert xavier.check("64-64x30-10", recipe="pytorch").verdict == found.verdict


def test_check_on_data_and_widths(tool, tmp_path):
    data = {"input": numpy.random.default_rng(0).normal(3, 2, size=(48, 64)).astype("f4")}
    numpy.savez(tmp_path / "data.npz", **data)
    text = subprocess.run(
        [tool, "check", "64-32x3-10", "--recipe", "heNormal", "--data", str(tmp_path / "data.npz"),
         "--json", "-", "--quiet"],
        check=True, capture_output=True, text=True,
    ).stdout
    assert xavier.check("64-32x3-10", recipe="heNormal", data=data).raw == json.loads(text)
    found = xavier.check("64-32x3-10", recipe="heNormal", theory=True)
    text = subprocess.run(
        [tool, "check", "64-32x3-10", "--recipe", "heNormal", "--theory", "--json", "-", "--quiet"],
        check=True, capture_output=True, text=True,
    ).stdout
    assert found.raw == json.loads(text)
    with pytest.raises(xavier.XavierError):
        xavier.check("64-32x3-10", recipe="heNormal", data=data, theory=True)


def test_audit_gives_the_tools_json(tool, tmp_path, gpt2):
    path = tmp_path / "module.pt"
    torch.save(gpt2.state_dict(), path)
    text = subprocess.run(
        [tool, "audit", str(path), "--recipe", "gpt2", "--json", "-", "--quiet"],
        check=True, capture_output=True, text=True,
    ).stdout
    expected = json.loads(text)
    assert xavier.audit(path, recipe="gpt2").raw == expected
    for state in (gpt2, gpt2.state_dict()):
        assert xavier.audit(state, recipe="gpt2", name=str(path)).raw == expected


def test_audit_of_arrays_of_numpy_and_jax():
    good = xavier.draw((64, 128), "heNormal", path="a", layout="keras")
    bad = good.copy()
    bad[3, 5] = numpy.nan
    found = xavier.audit({"dense/kernel": good, "other/kernel": bad, "counts": numpy.arange(4)})
    assert [(finding.code, finding.tensors) for finding in found.findings if finding.severity == "fault"] == [
        ("not-finite", ["other/kernel"])
    ]
    assert not found.is_clean and found.tensors[0]["law"] == "normal"
    jax = pytest.importorskip("jax")
    same = xavier.audit({"dense/kernel": jax.numpy.asarray(good)})
    assert same.tensors[0] == found.tensors[0]
    # What does not lie row by row is read as it is meant.
    turned = xavier.audit({"dense/kernel": numpy.asfortranarray(good)})
    assert turned.tensors[0] == found.tensors[0]
