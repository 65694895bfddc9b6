"""Shards of PyTorch's distributed tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def fill_local(tensor: Any, fill: Callable[..., Any]) -> None:
    """Fills the shard of a DTensor that this process holds.

    `fill` is called with the local tensor and with `shape` and `slice`: the whole and which box of it that is.
    """
    from torch.distributed.tensor import Replicate, Shard

    whole = tuple(tensor.shape)
    box = [slice(0, length) for length in whole]
    for axis, placement in enumerate(tensor.placements):
        if isinstance(placement, Replicate):
            continue
        if type(placement) is not Shard:
            raise ValueError(
                f"DTensor: placement {placement} along axis {axis} of its mesh, Shard or Replicate was "
                "expected"
            )
        count = tensor.device_mesh.size(axis)
        rank = tensor.device_mesh.get_local_rank(axis)
        # As torch.chunk divides: all parts but the last ones have the length of the first.
        start, end = box[placement.dim].start, box[placement.dim].stop
        length = -(-(end - start) // count) if end > start else 0
        first = min(start + rank * length, end)
        box[placement.dim] = slice(first, min(first + length, end))
    local = tensor.to_local()
    expected = tuple(part.stop - part.start for part in box)
    if tuple(local.shape) != expected:
        raise ValueError(
            f"DTensor: a local tensor of {tuple(local.shape)}, {expected} for the placements "
            f"{tensor.placements} of {whole} was expected"
        )
    if local.numel() > 0:
        fill(local, shape=whole, slice=tuple(box))
