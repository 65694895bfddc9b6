"""Auditing checkpoints."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from ._arrays import Tensors, is_torch, kind, readable
from ._export import is_module
from ._library import AuditOptions, encoded, library, optional, parsed, taken
from ._running import Progress, perform


class AuditFinding(NamedTuple):
    """What is wrong with tensors, or worth knowing of them."""

    code: str
    severity: str
    tensors: list[str]
    message: str
    remedy: str


class Audit:
    """What an audit found.

    Attributes:
        findings: what is wrong, the most severe first.
        tensors: of every tensor its law, moments and initializer.
        raw: all of it as the tool's JSON, schema xavier.audit/1.
        text: the table that the tool prints.
    """

    def __init__(self, raw: dict[str, Any], text: str) -> None:
        self.raw = raw
        self.text = text
        self.findings = [
            AuditFinding(*(finding[field] for field in AuditFinding._fields))
            for finding in raw["findings"]
        ]
        self.tensors: list[dict[str, Any]] = raw["tensors"]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found but notes."""
        return all(finding.severity == "note" for finding in self.findings)

    def __repr__(self) -> str:
        return self.text.rstrip("\n")


def audit(
    state: Any,
    *,
    recipe: str | None = None,
    layout: str | None = None,
    against: str | os.PathLike[str] | None = None,
    name: str | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Audit:
    """Says where the numbers of a checkpoint come from, and what is wrong with them.

    Args:
        state: a state dict or any mapping of names to arrays of NumPy, JAX or PyTorch, a module of PyTorch,
            or the path of a checkpoint. Tensors in memory are read where they are, without a copy.
        recipe: what the tensors should have been drawn by.
        layout: the order of axes of weights, "pytorch", "keras" or "jax"; by default what the format implies,
            that of PyTorch for its tensors.
        against: another checkpoint to compare with.
        name: what the report calls tensors in memory.
        threads: None for one for each processor.
        progress: as for `fill_`, in bytes.

    Numbers and sentences are those of `xavier audit --json`. Ctrl-C ends the work.
    """
    options = AuditOptions(
        optional(recipe, "recipe"),
        optional(layout, "layout"),
        None,
        optional(name, "name"),
        None if against is None else encoded(os.fspath(against), "against"),
        0,
    )
    path: bytes | None = None
    tensors = Tensors({})
    if isinstance(state, (str, os.PathLike)):
        path = encoded(os.fspath(state), "state")
        title = os.fspath(state)
    else:
        if is_module(state):
            title = name or type(state).__name__
            state = state.state_dict()
        else:
            title = name or "state dict"
        if not isinstance(state, Mapping):
            raise TypeError(
                f"state: {kind(state)}, a state dict, a module of PyTorch or a path was expected"
            )
        options.name = encoded(title, "name")
        options.format = b"pytorch" if any(map(is_torch, state.values())) else b"npz"
        tensors = Tensors(_memories(state))
    document, text = ctypes.c_void_p(), ctypes.c_void_p()
    perform(
        lambda run, sentence: library().xavier_audit(
            path,
            None if path is not None else tensors.array,
            tensors.count,
            ctypes.byref(options),
            run,
            ctypes.byref(document),
            ctypes.byref(text),
            sentence,
        ),
        threads=threads,
        progress=progress,
        label=f"auditing {title}",
    )
    return Audit(parsed(document), taken(text))


def _memories(state: Mapping[Any, Any]) -> dict[str, Any]:
    memories = {}
    for key, array in state.items():
        if not isinstance(key, str):
            raise TypeError(f"state: a key {key!r}, names of tensors were expected")
        if key.endswith("_extra_state"):
            continue
        memories[key] = readable(array, key)
    return memories
