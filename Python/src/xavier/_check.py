"""Checking networks."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ._arrays import Memory, Tensors, kind, readable
from ._export import exported, is_module
from ._fill import axis_lengths, positive
from ._library import CheckOptions, Model, checked_seed, encoded, library, optional, parsed, taken
from ._running import Progress, perform


class Finding(NamedTuple):
    """What is wrong with a network, or worth knowing."""

    code: str
    weight: str
    layer: str | None
    message: str
    cause: str
    remedy: str


class Check:
    """What a check found.

    Attributes:
        verdict: "healthy", or the most severe of what is wrong.
        findings: what is wrong, the most severe first; those of weight "note" are worth knowing.
        layers: what is predicted and measured at each layer, in the order of execution.
        raw: all of it as the tool's JSON, schema xavier.check/1.
        text: the table that the tool prints.
    """

    def __init__(self, raw: dict[str, Any], text: str) -> None:
        self.raw = raw
        self.text = text
        self.verdict: str = raw["verdict"]
        self.findings = [
            Finding(*(finding[field] for field in Finding._fields)) for finding in raw["findings"]
        ]
        self.layers: list[dict[str, Any]] = raw["layers"]

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict == "healthy"

    def __repr__(self) -> str:
        return self.text.rstrip("\n")


def check(
    model: Any,
    *,
    example_input: Any = None,
    recipe: str | None = None,
    as_is: bool = False,
    theory: bool = False,
    draws: int = 3,
    batch: int = 32,
    seed: int = 0,
    inputs: Mapping[str, Sequence[int]] | None = None,
    activation: str | None = None,
    data: Mapping[str, Any] | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Check:
    """Says whether signal and gradient travel through a network: where not, why, and the remedy.

    Args:
        model: a module of PyTorch with an `example_input`, an ONNX model (a path, bytes, an open binary file
            or an onnx.ModelProto), a path of a .yaml network, or layer widths such as "784-128-10".
        example_input: what the module takes: a tensor, a tuple of arguments, or a dict of them by name.
        recipe: what draws the weights; None for those that the model has, or "auto" where it has none.
        as_is: judge the weights that the model has.
        theory: predict only, run nothing.
        draws: how many draws of the weights are measured.
        batch: how many examples are run.
        seed: that of the first draw.
        inputs: shapes of inputs that the model leaves open, by name.
        activation: what hidden layers of layer widths apply, "relu" by default.
        data: the examples, an array for each input by name; drawn by default.
        threads: None for one for each processor.
        progress: as for `fill_`, of the draws that are measured.

    Numbers and sentences are those of `xavier check --json`. Ctrl-C ends the work.
    """
    opened = _open(model, example_input)
    shapes = Tensors(
        {
            name: Memory(0, 0, "float32", axis_lengths(shape, f"inputs[{name!r}]"), None)
            for name, shape in (inputs or {}).items()
        }
    )
    arrays = Tensors(
        {name: readable(array, f"data[{name!r}]") for name, array in (data or {}).items()}
    )
    contents = opened.contents
    description = Model(
        opened.path,
        None if contents is None else ctypes.cast(ctypes.c_char_p(contents), ctypes.c_void_p),
        0 if contents is None else len(contents),
        opened.name,
        optional(activation, "activation"),
        shapes.array if shapes.count else None,
        shapes.count,
    )
    options = CheckOptions(
        optional(recipe, "recipe"),
        int(as_is),
        int(theory),
        _small(draws, "draws"),
        _small(batch, "batch"),
        checked_seed(seed),
        arrays.array if data is not None else None,
        arrays.count,
        None,
        0,
    )
    document, text = ctypes.c_void_p(), ctypes.c_void_p()
    perform(
        lambda run, sentence: library().xavier_check(
            ctypes.byref(description),
            ctypes.byref(options),
            run,
            ctypes.byref(document),
            ctypes.byref(text),
            sentence,
        ),
        threads=threads,
        progress=progress,
        label=f"checking {opened.title}",
    )
    return Check(parsed(document), taken(text))


class _Opened(NamedTuple):
    title: str
    path: bytes | None
    contents: bytes | None
    name: bytes | None


def _open(model: Any, example_input: Any) -> _Opened:
    if is_module(model):
        title = type(model).__name__
        return _Opened(title, None, exported(model, example_input), encoded(title, "name"))
    if example_input is not None:
        raise TypeError(f"example_input: with {kind(model)}, with a module of PyTorch was expected")
    if isinstance(model, (str, os.PathLike)):
        path = os.fspath(model)
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        return _Opened(path, encoded(path, "model"), None, None)
    if isinstance(model, (bytes, bytearray, memoryview)):
        return _Opened("model.onnx", None, bytes(model), b"model.onnx")
    if hasattr(model, "SerializeToString"):
        return _Opened("model.onnx", None, model.SerializeToString(), b"model.onnx")
    if hasattr(model, "read"):
        contents = model.read()
        if not isinstance(contents, bytes):
            raise TypeError("model: a file opened as text, one opened with 'rb' was expected")
        return _Opened("model.onnx", None, contents, b"model.onnx")
    raise TypeError(
        f"model: {kind(model)}, a module of PyTorch, an ONNX model, a path or layer widths was expected"
    )


def _small(number: int, name: str) -> int:
    if positive(number, name) >= 1 << 31:
        raise ValueError(f"{name}: {number}, a smaller number was expected")
    return number
