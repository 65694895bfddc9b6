"""Arrays of NumPy and tensors of PyTorch as memory that can be read or written."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Any, NamedTuple

from ._library import FLOATS, TYPES, Tensor, encoded, lengths


class Memory(NamedTuple):
    """Where the elements of an array lie."""

    address: int
    size: int
    dtype: str
    shape: tuple[int, ...]
    owner: object


def is_torch(array: object) -> bool:
    """Whether it is a tensor of PyTorch, which is not imported for this."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(array, torch.Tensor)


def is_numpy(array: object) -> bool:
    """Whether it is an array of NumPy, which is not imported for this."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(array, numpy.ndarray)


def is_jax(array: object) -> bool:
    """Whether it is an array of JAX, which is not imported for this."""
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(array, jax.Array)


def kind(array: object) -> str:
    """What to call an object in a sentence."""
    own = type(array)
    return own.__name__ if own.__module__ == "builtins" else f"{own.__module__}.{own.__name__}"


def writable(array: Any, name: str) -> Memory:
    """The memory of an array that can be filled in place.

    Raises TypeError for another kind of object or of elements, ValueError for an array that cannot be
    written as it is.
    """
    if is_torch(array):
        memory = _torch(array, name, is_written=True)
    elif is_numpy(array):
        memory = _numpy(array, name, is_written=True)
    elif is_jax(array):
        raise TypeError(
            f"{name}: a JAX array, which nothing can change; jax.numpy.asarray(xavier.draw(...)) "
            "makes a new one"
        )
    else:
        raise TypeError(
            f"{name}: {kind(array)}, an array of NumPy or a tensor of PyTorch was expected"
        )
    if memory.dtype not in FLOATS:
        raise TypeError(f"{name}: elements of type {memory.dtype}, {_or(FLOATS)} was expected")
    return memory


def readable(array: Any, name: str) -> Memory:
    """The memory of an array that is only read; a copy where it does not lie there row by row."""
    if is_torch(array):
        return _torch(array, name, is_written=False)
    if is_jax(array):
        import numpy

        array = numpy.asarray(array)
    if not is_numpy(array):
        raise TypeError(
            f"{name}: {kind(array)}, an array of NumPy or JAX or a tensor of PyTorch was expected"
        )
    return _numpy(array, name, is_written=False)


def _or(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " or " + words[-1]


def _numpy(array: Any, name: str, *, is_written: bool) -> Memory:
    dtype = array.dtype.name
    if dtype not in TYPES:
        raise TypeError(f"{name}: elements of type {array.dtype}, {_or(FLOATS)} was expected")
    flags = array.flags
    is_plain = flags.c_contiguous and flags.aligned and array.dtype.isnative
    if is_written:
        if not flags.writeable:
            raise ValueError(f"{name}: a read-only array, one that can be written was expected")
        if not array.dtype.isnative:
            raise ValueError(
                f"{name}: elements in the byte order of another machine, the native one was expected"
            )
        if not flags.c_contiguous:
            raise ValueError(
                f"{name}: an array with strides {array.strides}, a contiguous one in C order was "
                "expected"
            )
        if not flags.aligned:
            raise ValueError(f"{name}: an array that is not aligned, an aligned one was expected")
    elif not is_plain:
        import numpy

        array = numpy.ascontiguousarray(array, dtype=array.dtype.newbyteorder("=")).reshape(
            array.shape
        )
    return Memory(array.ctypes.data, array.nbytes, dtype, tuple(array.shape), array)


def _torch(tensor: Any, name: str, *, is_written: bool) -> Memory:
    import torch

    if type(tensor).__name__ == "DTensor" and hasattr(tensor, "to_local"):
        raise TypeError(f"{name}: a DTensor, its local tensor was expected")
    if isinstance(tensor, torch.nn.parameter.UninitializedTensorMixin):
        raise ValueError(
            f"{name}: a parameter of a lazy module, which has no shape yet; one whose module was called "
            "was expected"
        )
    dtype = str(tensor.dtype).removeprefix("torch.")
    if dtype not in TYPES:
        raise TypeError(f"{name}: elements of type {dtype}, {_or(FLOATS)} was expected")
    if tensor.is_nested:
        raise ValueError(f"{name}: a nested tensor, a dense one was expected")
    if tensor.layout != torch.strided:
        raise ValueError(f"{name}: a tensor of layout {tensor.layout}, a dense one was expected")
    device = tensor.device.type
    if device == "meta":
        raise ValueError(
            f"{name}: a tensor on the meta device, which has no numbers; one in memory, as "
            "module.to_empty(device='cpu') makes, was expected"
        )
    if device != "cpu":
        raise ValueError(
            f"{name}: a tensor on {tensor.device}, one in the memory of the CPU was expected; fill "
            "one there and copy it"
        )
    plain = tensor.detach()
    if plain.is_neg():
        if is_written:
            raise ValueError(f"{name}: a view of negated numbers, a plain tensor was expected")
        plain = plain.resolve_neg()
    if not plain.is_contiguous():
        if is_written:
            raise ValueError(
                f"{name}: a tensor with strides {tuple(plain.stride())}, a contiguous one was expected"
            )
        plain = plain.contiguous()
    if is_written and torch.is_inference(tensor) and not torch.is_inference_mode_enabled():
        raise ValueError(
            f"{name}: a tensor of inference mode, which only torch.inference_mode() may change; "
            "one that can be written was expected"
        )
    address = 0
    if type(tensor).__name__ != "FakeTensor":
        with contextlib.suppress(RuntimeError):
            address = plain.data_ptr()
    size = plain.numel() * plain.element_size()
    if size > 0 and address == 0:
        raise ValueError(f"{name}: a {kind(tensor)} without memory, one with memory was expected")
    return Memory(address, size, dtype, tuple(plain.shape), plain)


def mark_written(array: Any) -> None:
    """Tells PyTorch that a tensor has other numbers, so that gradients of old ones are refused."""
    if is_torch(array):
        import torch

        if hasattr(torch.autograd.graph, "increment_version"):
            torch.autograd.graph.increment_version(array)


class Tensors:
    """Named tensors as C has them."""

    def __init__(self, memories: dict[str, Memory]) -> None:
        self._memories = memories
        self._names = [encoded(name, "name of a tensor") for name in memories]
        self._shapes = [lengths(memory.shape) for memory in memories.values()]
        self.count = len(memories)
        self.array = (Tensor * self.count)(
            *(
                Tensor(
                    name,
                    TYPES[memory.dtype],
                    len(memory.shape),
                    ctypes.cast(shape, ctypes.POINTER(ctypes.c_int64)),
                    memory.address or None,
                )
                for name, shape, memory in zip(self._names, self._shapes, memories.values())
            )
        )
