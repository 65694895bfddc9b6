"""The C interface, `xavier.h`, as ctypes sees it."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint64, c_void_p
from typing import Any

from .errors import InternalError, error

CANCELLED = 130

TYPES = {
    name: number
    for number, name in enumerate(
        (
            "float32",
            "float64",
            "float16",
            "bfloat16",
            "float8_e4m3fn",
            "float8_e5m2",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "bool",
        ),
        start=1,
    )
}
"""The numbers of element types, by the names that NumPy, PyTorch and JAX share."""

FLOATS = tuple(TYPES)[:6]

PROGRESS = ctypes.CFUNCTYPE(c_int32, c_void_p, c_int64, c_int64)


class Run(ctypes.Structure):
    _fields_ = [("threads", c_int32), ("progress", PROGRESS), ("context", c_void_p)]


class Tensor(ctypes.Structure):
    _fields_ = [
        ("name", c_char_p),
        ("type", c_int32),
        ("rank", c_size_t),
        ("shape", POINTER(c_int64)),
        ("data", c_void_p),
    ]


class Slice(ctypes.Structure):
    _fields_ = [
        ("starts", POINTER(c_int64)),
        ("lengths", POINTER(c_int64)),
        ("first", c_int64),
        ("count", c_int64),
    ]


class Parameter(ctypes.Structure):
    _fields_ = [
        ("initializer", c_char_p),
        ("path", c_char_p),
        ("seed", c_uint64),
        ("rank", c_size_t),
        ("shape", POINTER(c_int64)),
        ("layout", c_char_p),
        ("groups", c_int64),
    ]


class Model(ctypes.Structure):
    _fields_ = [
        ("path", c_char_p),
        ("bytes", c_void_p),
        ("size", c_size_t),
        ("name", c_char_p),
        ("activation", c_char_p),
        ("inputs", POINTER(Tensor)),
        ("input_count", c_size_t),
    ]


class CheckOptions(ctypes.Structure):
    _fields_ = [
        ("recipe", c_char_p),
        ("as_is", c_int32),
        ("theory", c_int32),
        ("draws", c_int32),
        ("batch", c_int32),
        ("seed", c_uint64),
        ("data", POINTER(Tensor)),
        ("data_count", c_size_t),
        ("data_name", c_char_p),
        ("columns", c_int32),
    ]


class AuditOptions(ctypes.Structure):
    _fields_ = [
        ("recipe", c_char_p),
        ("layout", c_char_p),
        ("format", c_char_p),
        ("name", c_char_p),
        ("against", c_char_p),
        ("columns", c_int32),
    ]


# A text that the library gives and takes back.
Text = c_void_p
TextPlace = POINTER(c_void_p)

_SIGNATURES = {
    "xavier_version": (c_char_p, ()),
    "xavier_free": (None, (Text,)),
    "xavier_fill": (
        c_int32,
        (c_void_p, c_size_t, c_int32, POINTER(Parameter), POINTER(Slice), POINTER(Run), TextPlace),
    ),
    "xavier_plan_model": (
        c_int32,
        (
            POINTER(Model),
            c_char_p,
            c_uint64,
            POINTER(Tensor),
            c_size_t,
            POINTER(Run),
            POINTER(c_void_p),
            TextPlace,
        ),
    ),
    "xavier_plan_names": (
        c_int32,
        (
            POINTER(Tensor),
            c_size_t,
            c_char_p,
            c_uint64,
            c_char_p,
            c_char_p,
            POINTER(c_void_p),
            TextPlace,
        ),
    ),
    "xavier_plan_json": (c_int32, (c_void_p, TextPlace, TextPlace)),
    "xavier_plan_fill": (
        c_int32,
        (
            c_void_p,
            c_char_p,
            c_void_p,
            c_size_t,
            c_int32,
            POINTER(Slice),
            POINTER(Run),
            TextPlace,
        ),
    ),
    "xavier_plan_free": (None, (c_void_p,)),
    "xavier_check": (
        c_int32,
        (POINTER(Model), POINTER(CheckOptions), POINTER(Run), TextPlace, TextPlace, TextPlace),
    ),
    "xavier_audit": (
        c_int32,
        (
            c_char_p,
            POINTER(Tensor),
            c_size_t,
            POINTER(AuditOptions),
            POINTER(Run),
            TextPlace,
            TextPlace,
            TextPlace,
        ),
    ),
}


_loaded: list[ctypes.CDLL] = []


def library() -> ctypes.CDLL:
    """The library, loaded at first use."""
    if not _loaded:
        _loaded.append(_load())
    return _loaded[0]


def _load() -> ctypes.CDLL:
    path = os.environ.get("XAVIER_LIBRARY") or os.path.join(
        os.path.dirname(__file__), "lib", "libxavier.so"
    )
    try:
        found = ctypes.CDLL(path)
    except OSError as cause:
        raise InternalError(
            f"{path}: cannot be loaded ({cause}), the library of the wheel was expected"
        ) from None
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(found, name)
        function.restype = result
        function.argtypes = arguments
    return found


def version() -> str:
    """The version of the library."""
    text: bytes = library().xavier_version()
    return text.decode()


def taken(text: ctypes.c_void_p) -> str:
    """A text of the library's, which is freed."""
    if text.value is None:
        return ""
    try:
        return ctypes.string_at(text.value).decode()
    finally:
        library().xavier_free(text)
        text.value = None


def parsed(text: ctypes.c_void_p) -> dict[str, Any]:
    """A JSON object of the library's, which is freed."""
    import json

    found: dict[str, Any] = json.loads(taken(text))
    return found


def check_status(status: int, sentence: ctypes.c_void_p) -> None:
    """Raises what a status other than 0 says."""
    text = taken(sentence)
    if status == CANCELLED:
        raise KeyboardInterrupt
    if status != 0:
        raise error(status, text)


def encoded(text: str, what: str) -> bytes:
    """A text as C has it."""
    if not isinstance(text, str):
        raise TypeError(f"{what}: {type(text).__name__}, a str was expected")
    try:
        found = text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what}: {text!r}, text that UTF-8 can hold was expected") from None
    if b"\0" in found:
        raise ValueError(f"{what}: {text!r}, text without a zero byte was expected")
    return found


def optional(text: str | None, what: str) -> bytes | None:
    """A text that may be missing as C has it."""
    return None if text is None else encoded(text, what)


def lengths(numbers: tuple[int, ...]) -> ctypes.Array[c_int64]:
    """Numbers as C has them."""
    return (c_int64 * len(numbers))(*numbers)


def checked_seed(seed: int) -> int:
    """A seed that fits in 64 bits."""
    if isinstance(seed, bool) or not hasattr(seed, "__index__"):
        raise TypeError(f"seed: {type(seed).__name__}, an int was expected")
    number = seed.__index__()
    if not 0 <= number < 1 << 64:
        raise ValueError(f"seed: {number}, a number from 0 to 2**64 - 1 was expected")
    return number
