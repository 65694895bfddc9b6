"""Shards of PyTorch's distributed tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def fill_local(tensor: Any, fill: Callable[..., Any]) -> None:
    """Fills the shard of a DTensor that this process holds.

    `fill` is called with the local tensor and with `shape` and `slice`: the whole and which box of it that
    is.
    """
    whole = tuple(tensor.shape)
    box = [slice(0, length) for length in whole]
    for axis in _order(tensor):
        placement = tensor.placements[axis]
        count = tensor.device_mesh.size(axis)
        rank = tensor.device_mesh.get_local_rank(axis)
        # As torch.chunk divides: all parts but the last ones have the length of the first.
        start, end = box[placement.dim].start, box[placement.dim].stop
        length = -(-(end - start) // count)
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


def _order(tensor: Any) -> list[int]:
    """The axes of the mesh that divide the tensor, in the order in which they do."""
    from torch.distributed.tensor import Replicate, Shard

    plain: list[int] = []
    strided: list[int] = []
    for axis, placement in enumerate(tensor.placements):
        if isinstance(placement, Replicate):
            continue
        if type(placement) is Shard:
            plain.append(axis)
        elif type(placement).__name__ == "_StridedShard":
            # FSDP over tensor parallelism: what later axes have divided is divided once more.
            later = 1
            for other in range(axis + 1, len(tensor.placements)):
                if getattr(tensor.placements[other], "dim", None) == placement.dim:
                    later *= tensor.device_mesh.size(other)
            if strided or placement.split_factor != later:
                raise _refused(placement, axis)
            strided.append(axis)
        else:
            raise _refused(placement, axis)
    return plain + strided


def _refused(placement: object, axis: int) -> ValueError:
    return ValueError(
        f"DTensor: placement {placement} along axis {axis} of its mesh, Shard or Replicate was expected"
    )
