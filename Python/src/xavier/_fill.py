"""Drawing into arrays."""

from __future__ import annotations

import ctypes
import operator
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar, Union

from ._arrays import Memory, is_torch, mark_written, writable
from ._library import FLOATS, TYPES, Parameter, Slice, checked_seed, encoded, lengths, library
from ._running import Progress, perform

Array = TypeVar("Array")

Layout = Union[str, Sequence[str], None]
"""Which axes of a weight are summed over: "pytorch" for (out, in, kernel...), "keras" or "jax" for
(kernel..., in, out), or a word for each axis, of input, output, kernel, lookup, group, gate, expert."""

# Drawing fewer bytes takes less than a hundredth of a second.
LONG = 1 << 26


class Region(NamedTuple):
    """A part of a parameter: a box, or a range of elements."""

    starts: tuple[int, ...] | None
    lengths: tuple[int, ...]
    first: int


def fill_(
    array: Array,
    initializer: str = "glorotUniform",
    *,
    path: str,
    seed: int = 0,
    layout: Layout = None,
    groups: int = 1,
    shape: Sequence[int] | None = None,
    slice: Sequence[Any] | None = None,
    offset: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Array:
    """Draws a parameter, or a part of it, into an array that exists, and gives that array.

    Args:
        array: a contiguous array of NumPy, or tensor of PyTorch in the CPU's memory, of float32, float64,
            float16, bfloat16, float8_e4m3fn or float8_e5m2. A tensor that requires gradients may be
            filled. Of a DTensor the local shard is filled as its placements say.
        initializer: as the tool spells it: "glorotUniform", "heNormal", "normal:0.02".
        path: the parameter's name. With the seed it gives the random words.
        seed: from 0 to 2**64 - 1.
        layout: which axes are summed over. Tensors of PyTorch of 2 to 5 axes are (out, in, kernel...) where
            nothing is said; other arrays have to say it, unless the law does not depend on it.
        groups: of a grouped convolution's kernel.
        shape: the shape of the whole parameter, where the array is a part of it.
        slice: which box of the whole the array is: a slice or an index for each axis.
        offset: or where in the whole, counted row by row, the array begins, as the flat shards of FSDP do.
        threads: None for one for each processor.
        progress: None for a line on a terminal where it takes long; True, False, or a function of how many
            elements are done and of how many.

    A part has the bits that the whole has there. Ctrl-C ends the work; a beginning is drawn then.

    Raises:
        TypeError: another kind of object, or of elements.
        ValueError: an array that cannot be written as it is, or (UsageError) an unknown initializer, a shape
            that nobody declares, a slice that leaves the whole.
    """
    if is_torch(array) and type(array).__name__ == "DTensor":
        from ._sharded import fill_local

        if shape is not None or slice is not None or offset is not None:
            raise ValueError("shape, slice and offset: with a DTensor, without was expected")
        fill_local(
            array,
            lambda local, **part: fill_(
                local,
                initializer,
                path=path,
                seed=seed,
                layout=layout if layout is not None else default_layout(array, part["shape"]),
                groups=groups,
                threads=threads,
                progress=progress,
                **part,
            ),
        )
        return array
    memory = writable(array, path if isinstance(path, str) else "array")
    whole, region = checked_region(memory.shape, shape, slice, offset)
    parameter = Parameter(
        encoded(initializer, "initializer"),
        encoded(path, "path"),
        checked_seed(seed),
        len(whole),
        lengths(whole),
        layout_text(layout if layout is not None else default_layout(array, whole)),
        positive(groups, "groups"),
    )
    draw_into(
        memory,
        lambda *rest: library().xavier_fill(
            memory.address, memory.size, TYPES[memory.dtype], ctypes.byref(parameter), *rest
        ),
        region,
        threads,
        progress,
        path,
    )
    mark_written(array)
    return array


def draw(
    shape: Sequence[int],
    initializer: str = "glorotUniform",
    *,
    path: str,
    seed: int = 0,
    dtype: Any = "float32",
    layout: Layout = None,
    groups: int = 1,
    slice: Sequence[Any] | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Any:
    """Draws a parameter, or a box of it, into a new array of NumPy.

    For JAX, whose arrays cannot be filled: `jax.numpy.asarray(xavier.draw(...))`. Element types that NumPy
    does not have, such as "bfloat16", are those of ml_dtypes, which comes with JAX.

    Args:
        shape: the shape of the whole parameter.
        dtype: how elements are written, a name or a type of NumPy.
        slice: which box of the whole is wanted: a slice or an index for each axis.

    The others are those of `fill_`.
    """
    import numpy

    name = dtype if isinstance(dtype, str) else numpy.dtype(dtype).name
    if name not in FLOATS:
        raise TypeError(f"dtype: {name}, one of {', '.join(FLOATS)} was expected")
    try:
        found = numpy.dtype(name)
    except TypeError:
        import ml_dtypes

        found = numpy.dtype(getattr(ml_dtypes, name))
    whole = axis_lengths(shape, "shape")
    part = whole
    if slice is not None:
        part = tuple(length for _, length in _box(whole, slice))
    return fill_(
        numpy.empty(part, found),
        initializer,
        path=path,
        seed=seed,
        layout=layout,
        groups=groups,
        shape=whole,
        slice=slice if slice is not None else [_all] * len(whole),
        threads=threads,
        progress=progress,
    )


_all = slice(None)


def draw_into(
    memory: Memory,
    call: Any,
    region: Region | None,
    threads: int | None,
    progress: Progress,
    label: str,
) -> None:
    """Draws a region by a function of the library, which is given it, how it is run and where errors go."""
    part = None
    if region is not None:
        part = Slice(None, None, region.first, 0)
        if region.starts is None:
            part.count = region.lengths[0]
        else:
            starts, counts = lengths(region.starts), lengths(region.lengths)
            number = ctypes.POINTER(ctypes.c_int64)
            part.starts, part.lengths = ctypes.cast(starts, number), ctypes.cast(counts, number)
    perform(
        lambda run, sentence: call(None if part is None else ctypes.byref(part), run, sentence),
        threads=threads,
        progress=progress,
        label=f"drawing {label}",
        is_long=memory.size >= LONG,
    )


def layout_text(layout: Layout) -> bytes | None:
    """A declaration of axes as C has it."""
    if layout is None or isinstance(layout, str):
        return None if layout is None else encoded(layout, "layout")
    return encoded(",".join(layout), "layout")


def default_layout(array: object, shape: Sequence[int]) -> str | None:
    """The layout of weights that is usual where an array comes from."""
    return "pytorch" if is_torch(array) and 2 <= len(shape) <= 5 else None


def positive(number: int, name: str) -> int:
    """A number that counts something."""
    if operator.index(number) < 1:
        raise ValueError(f"{name}: {number}, a number from 1 on was expected")
    return operator.index(number)


def axis_lengths(shape: Sequence[int], name: str) -> tuple[int, ...]:
    """The lengths of axes."""
    try:
        found = tuple(operator.index(length) for length in shape)
    except TypeError:
        raise TypeError(f"{name}: {shape!r}, whole numbers were expected") from None
    if any(length < 0 or length >= 1 << 63 for length in found):
        raise ValueError(f"{name}: {found}, lengths that are not negative were expected")
    return found


def checked_region(
    part: tuple[int, ...],
    shape: Sequence[int] | None,
    box: Sequence[Any] | None,
    offset: int | None,
) -> tuple[tuple[int, ...], Region | None]:
    """The shape of the whole, and which region of it an array of shape `part` is."""
    if shape is None:
        if box is not None or offset is not None:
            raise ValueError("slice and offset: without a shape, that of the whole was expected")
        return part, None
    whole = axis_lengths(shape, "shape")
    if (box is None) == (offset is None):
        if box is None and whole == part:
            return whole, None
        raise ValueError(
            f"shape: {whole} for an array of {part}, with either slice or offset was expected"
        )
    if box is None:
        first = operator.index(offset)  # type: ignore[arg-type]
        count = 1
        for length in part:
            count *= length
        total = 1
        for length in whole:
            total *= length
        if not 0 <= first <= total - count:
            raise ValueError(
                f"offset: {count} elements from {first} on, a range within {total} was expected"
            )
        return whole, Region(None, (count,), first)
    found = _box(whole, box)
    expected = tuple(length for _, length in found)
    kept = tuple(
        length for (_, length), index in zip(found, box) if isinstance(index, type(_all))
    )
    if part not in (expected, kept):
        raise ValueError(f"slice: of shape {expected}, that of the array, {part}, was expected")
    return whole, Region(tuple(start for start, _ in found), expected, 0)


def _box(whole: tuple[int, ...], box: Sequence[Any]) -> list[tuple[int, int]]:
    """Where a box starts and how long it is along each axis."""
    if isinstance(box, type(_all)) or not isinstance(box, Sequence):
        raise TypeError(f"slice: {box!r}, a tuple with one slice for each axis was expected")
    if len(box) != len(whole):
        raise ValueError(f"slice: {len(box)} of them, one for each of {len(whole)} axes was expected")
    found = []
    for axis, (index, length) in enumerate(zip(box, whole)):
        if isinstance(index, type(_all)):
            start, stop, step = index.indices(length)
            given = index.stop if index.stop is not None else length
            if step != 1:
                raise ValueError(f"slice: step {step} along axis {axis}, 1 was expected")
            if given > length or (index.start or 0) > length:
                raise ValueError(
                    f"slice: up to {given} along axis {axis}, a part of {length} was expected"
                )
            found.append((start, max(stop - start, 0)))
            continue
        try:
            place = operator.index(index)
        except TypeError:
            raise TypeError(
                f"slice: {index!r} along axis {axis}, a slice or an index was expected"
            ) from None
        if not -length <= place < length:
            raise ValueError(f"slice: index {place} along axis {axis} of {length}, one within was expected")
        found.append((place % length, 1))
    return found
