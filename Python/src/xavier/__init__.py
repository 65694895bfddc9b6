"""Starts neural networks well, and says what is wrong with a start.

>>> import numpy, xavier
>>> weights = numpy.empty((784, 128), numpy.float32)
>>> _ = xavier.fill_(weights, "glorotUniform", path="hidden.weight", seed=42, layout="keras")

A weight is a pure function of the seed, the path and its place in the tensor: slices, shards, threads and
the order of calls change no bit of it.
"""

from ._audit import Audit, AuditFinding, audit
from ._check import Check, Finding, check
from ._fill import draw, fill_
from ._init import DrawnTensor, InitReport, init_
from ._library import version
from .errors import (
    DataError,
    InputOutputError,
    InternalError,
    MissingFileError,
    UsageError,
    XavierError,
)

__all__ = [
    "Audit",
    "AuditFinding",
    "Check",
    "DataError",
    "DrawnTensor",
    "Finding",
    "InitReport",
    "InputOutputError",
    "InternalError",
    "MissingFileError",
    "UsageError",
    "XavierError",
    "audit",
    "check",
    "draw",
    "fill_",
    "init_",
    "version",
]


def __getattr__(name: str) -> str:
    # The library is loaded at the first call that needs it.
    if name == "__version__":
        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
