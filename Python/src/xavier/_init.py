"""Drawing all weights of a module."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple

from ._arrays import Memory, Tensors, is_torch, mark_written, readable, writable
from ._export import exported, is_module
from ._fill import LONG, Region
from ._library import TYPES, Model, checked_seed, encoded, library, optional, parsed
from ._running import Progress, perform
from .errors import UsageError


class DrawnTensor(NamedTuple):
    """What a tensor of a module got."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    initializer: str
    standard_deviation: float | None
    path: str | None
    reason: str


class InitReport:
    """What `init_` drew, and why.

    Attributes:
        recipe: the recipe's name.
        seed: the seed.
        tensors: every tensor of the state dict. `path` is the name whose stream gives the numbers; None for
            those that were left as they are.
        remarks: what no weights can mend, sentences.
        raw: the plan as the tool's JSON, schema xavier.init/1.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.recipe: str = raw["recipe"]
        self.seed: int = raw["seed"]
        self.remarks: list[str] = raw["remarks"]
        self.tensors = [
            DrawnTensor(
                tensor["name"],
                tuple(tensor["shape"]),
                tensor["dtype"],
                tensor["initializer"],
                tensor["standard_deviation"],
                tensor["path"],
                tensor["reason"],
            )
            for tensor in raw["tensors"]
        ]

    def __repr__(self) -> str:
        rows = [("tensor", "shape", "drawn by", "deviation", "because")]
        for tensor in self.tensors:
            deviation = tensor.standard_deviation
            rows.append(
                (
                    tensor.name,
                    "×".join(map(str, tensor.shape)) or "scalar",
                    "as it is" if tensor.path is None else tensor.initializer,
                    "" if deviation is None else f"{deviation:.4g}",
                    tensor.reason,
                )
            )
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        lines = [
            "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]).rstrip()
            for row in rows
        ]
        drawn = sum(tensor.path is not None for tensor in self.tensors)
        lines += ["", f"{drawn} tensors drawn by {self.recipe}, seed {self.seed}", *self.remarks]
        return "\n".join(lines)


def init_(
    module: Any,
    recipe: str = "auto",
    *,
    example_input: Any = None,
    seed: int = 0,
    layout: str | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> InitReport:
    """Draws all weights of a module of PyTorch in place.

    With an `example_input` the module is exported to ONNX in memory, and its graph says what each tensor is
    for: "auto" chooses each law by theory, every other recipe takes the axes from the graph. Without one,
    names and shapes say it, which is enough for "gpt2", "llama", "bert", "vit", "resnet", files of rules
    (.yaml) and initializers where names are telling; what they leave open is refused.

    Each tensor is drawn by its name in the state dict; the first of tied ones draws for all. The weights are
    those of `xavier init` with the same file, recipe and seed. Buffers of normalizations start anew;
    counters and what the recipe has no law for stay as they are.

    Args:
        module: in the CPU's memory.
        recipe: as the tool spells it.
        example_input: a tensor, a tuple of arguments, or a dict of them by name.
        seed: from 0 to 2**64 - 1.
        layout: the order of axes of weights, "pytorch" where nothing is said and there is no example.
        threads: None for one for each processor.
        progress: as for `fill_`.

    Raises:
        UsageError: the recipe or the module does not allow it; nothing was drawn then.
    """
    if not is_module(module):
        raise TypeError(f"module: {type(module).__name__}, a module of PyTorch was expected")
    number = checked_seed(seed)
    state = {
        name: tensor
        for name, tensor in module.state_dict(keep_vars=True).items()
        if is_torch(tensor)
    }
    parts = {name: _part(tensor, name) for name, tensor in state.items()}
    if recipe == "auto" and example_input is None:
        raise UsageError(
            "recipe: auto, which needs the graph of the module; an example_input was expected, or a recipe "
            "that reads names, such as 'gpt2' or 'heNormal'"
        )
    with _Plan() as plan:
        if example_input is not None:
            if layout is not None:
                raise ValueError("layout: with an example_input, without was expected")
            _plan_by_graph(plan, module, parts, example_input, recipe, number, threads, progress)
        else:
            _plan_by_names(plan, parts, recipe, number, layout)
        report = InitReport(plan.json())
        _draw(plan, report, state, parts, threads, progress)
    return report


class _Part(NamedTuple):
    # A tensor of the state dict: of a DTensor what this process holds.
    memory: Memory
    shape: tuple[int, ...]
    region: Region | None


def _part(tensor: Any, name: str) -> _Part:
    if type(tensor).__name__ == "DTensor":
        from ._sharded import fill_local

        found: list[_Part] = []

        def keep(local: Any, shape: tuple[int, ...], slice: tuple[Any, ...]) -> None:
            memory = _memory(local, name)
            starts = tuple(part.start for part in slice)
            counts = tuple(part.stop - part.start for part in slice)
            found.append(_Part(memory, shape, Region(starts, counts, 0)))

        fill_local(tensor, keep)
        if found:
            return found[0]
        return _Part(Memory(0, 0, _name(tensor.dtype), (0,), None), tuple(tensor.shape), None)
    return _Part(_memory(tensor, name), tuple(tensor.shape), None)


def _name(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def _memory(tensor: Any, name: str) -> Memory:
    if tensor.is_floating_point():
        return writable(tensor, name)
    # Counters and masks are left as they are.
    if _name(tensor.dtype) in TYPES:
        return readable(tensor, name)
    return Memory(0, 0, _name(tensor.dtype), tuple(tensor.shape), None)


class _Plan:
    # A plan in the hands of the library.
    def __init__(self) -> None:
        self.handle = ctypes.c_void_p()

    def __enter__(self) -> _Plan:
        return self

    def __exit__(self, *_: object) -> None:
        library().xavier_plan_free(self.handle)

    def json(self) -> dict[str, Any]:
        text = ctypes.c_void_p()
        perform(
            lambda _, sentence: library().xavier_plan_json(self.handle, ctypes.byref(text), sentence),
            is_long=False,
        )
        return parsed(text)


def _plan_by_graph(
    plan: _Plan,
    module: Any,
    parts: dict[str, _Part],
    example_input: Any,
    recipe: str,
    seed: int,
    threads: int | None,
    progress: Progress,
) -> None:
    for name, part in parts.items():
        if part.region is not None:
            raise UsageError(
                f"{name}: a DTensor, whose module cannot be exported; a plain module, or a recipe that "
                "reads names without an example_input was expected"
            )
    model = exported(module, example_input)
    tensors = Tensors(
        {name: part.memory for name, part in parts.items() if part.memory.owner is not None}
    )
    title = encoded(f"{type(module).__name__}.onnx", "name")
    description = Model(
        None, ctypes.cast(ctypes.c_char_p(model), ctypes.c_void_p), len(model), title
    )
    perform(
        lambda run, sentence: library().xavier_plan_model(
            ctypes.byref(description),
            encoded(recipe, "recipe"),
            seed,
            tensors.array,
            tensors.count,
            run,
            ctypes.byref(plan.handle),
            sentence,
        ),
        threads=threads,
        progress=progress,
        label="reading the module",
    )


def _plan_by_names(
    plan: _Plan, parts: dict[str, _Part], recipe: str, seed: int, layout: str | None
) -> None:
    shapes = {
        name: Memory(0, 0, part.memory.dtype, part.shape, None)
        for name, part in parts.items()
        if part.memory.dtype in TYPES
    }
    tensors = Tensors(shapes)
    perform(
        lambda _, sentence: library().xavier_plan_names(
            tensors.array,
            tensors.count,
            encoded(recipe, "recipe"),
            seed,
            optional(layout, "layout"),
            b"pytorch",
            ctypes.byref(plan.handle),
            sentence,
        ),
        is_long=False,
    )


def _draw(
    plan: _Plan,
    report: InitReport,
    state: dict[str, Any],
    parts: dict[str, _Part],
    threads: int | None,
    progress: Progress,
) -> None:
    # What several names share is drawn once, by the first of them.
    seen: set[tuple[int, int]] = set()
    todo: list[DrawnTensor] = []
    for tensor in report.tensors:
        memory = parts[tensor.name].memory
        place = (memory.address, memory.size)
        if tensor.path is None or memory.size == 0 or place in seen:
            continue
        seen.add(place)
        todo.append(tensor)
    total = sum(parts[tensor.name].memory.size for tensor in todo)
    if total == 0:
        return
    before = 0
    told: Callable[[int, int], object] | None = progress if callable(progress) else None
    for tensor in todo:
        memory, _, region = parts[tensor.name]
        name = encoded(tensor.name, "name")
        done = before

        def tell(part: int, whole: int, done: int = done, size: int = memory.size) -> None:
            assert told is not None
            told(done + (part * size // whole if whole > 0 else 0), total)

        from ._fill import draw_into

        draw_into(
            memory,
            lambda *rest, name=name, memory=memory: library().xavier_plan_fill(
                plan.handle, name, memory.address, memory.size, TYPES[memory.dtype], *rest
            ),
            region,
            threads,
            tell if told is not None and memory.size >= LONG else (progress if told is None else None),
            tensor.name,
        )
        mark_written(state[tensor.name])
        before += memory.size
        if told is not None:
            told(before, total)
