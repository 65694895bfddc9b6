"""Shards drawn by themselves are those of the unsharded start: tensor parallel, FSDP, DTensor."""

import subprocess
import sys
import textwrap

import gpt
import pytest
import torch
import torch.distributed.tensor
import xavier

RANKS = 4


def start(gpt2):
    """The unsharded start: of each parameter its initializer and its numbers."""
    report = xavier.init_(gpt2, "gpt2", seed=6)
    laws = {
        tensor.name: f"normal:{tensor.standard_deviation!r}"
        for tensor in report.tensors
        if tensor.standard_deviation and len(tensor.shape) == 2
    }
    return {name: tensor.detach() for name, tensor in gpt2.named_parameters()}, laws


def tensor_parallel(name, shape, rank):
    """The box of a rank as Megatron divides GPT-2, maps stored (in, out)."""
    box = [slice(0, length) for length in shape]

    def part(axis):
        length = shape[axis] // RANKS
        box[axis] = slice(rank * length, (rank + 1) * length)

    if name.endswith(("c_fc.weight", "c_attn.weight")):
        part(1)  # column parallel
    elif name.endswith("c_proj.weight") or name.endswith("wte.weight"):
        part(0)  # row parallel, and the vocabulary
    return tuple(box)


def test_tensor_parallel_boxes_of_gpt2(gpt2):
    whole, laws = start(gpt2)
    divided = 0
    for name, law in laws.items():
        if name == "lm_head.weight":
            continue
        full = whole[name]
        for rank in range(RANKS):
            box = tensor_parallel(name, full.shape, rank)
            shard = torch.empty(full[box].shape)
            xavier.fill_(shard, law, path=name, seed=6, shape=full.shape, slice=box)
            assert torch.equal(shard, full[box]), (name, rank)
            divided += shard.numel() < full.numel()
    assert divided >= RANKS * (4 * gpt.BLOCKS + 1)


def test_queries_keys_and_values_by_heads(gpt2):
    # A rank has its heads of each third of the fused map: three boxes.
    whole, laws = start(gpt2)
    name = "transformer.h.1.attn.c_attn.weight"
    full = whole[name]
    length = gpt.WIDTH // RANKS
    for rank in range(RANKS):
        shard = torch.empty(gpt.WIDTH, 3 * length)
        expected = torch.empty_like(shard)
        for third in range(3):
            first = third * gpt.WIDTH + rank * length
            box = (slice(None), slice(first, first + length))
            piece = torch.empty(gpt.WIDTH, length)
            xavier.fill_(piece, laws[name], path=name, seed=6, shape=full.shape, slice=box)
            shard[:, third * length : (third + 1) * length] = piece
            expected[:, third * length : (third + 1) * length] = full[box]
        assert torch.equal(shard, expected)


def test_flat_shards_of_fsdp(gpt2):
    # FSDP lays the parameters of a unit end to end and cuts them in equal pieces, across rows and parameters.
    whole, laws = start(gpt2)
    names = [name for name in laws if ".h.0." in name]
    flat = torch.cat([whole[name].reshape(-1) for name in names])
    length = -(-flat.numel() // 7)
    crossed = 0
    for rank in range(7):
        shard = torch.zeros(min(length, flat.numel() - rank * length))
        begin, place = rank * length, 0
        end = begin + shard.numel()
        for name in names:
            count = whole[name].numel()
            first, last = max(begin, place), min(end, place + count)
            if first < last:
                xavier.fill_(
                    shard[first - begin : last - begin], laws[name], path=name, seed=6,
                    shape=whole[name].shape, offset=first - place,
                )
                crossed += (first - place) % whole[name].shape[1] != 0
            place += count
        assert torch.equal(shard, flat[begin:end])
    assert crossed > 0


PROGRAM = """
    import sys
    sys.path.insert(0, {tests!r})
    import torch, xavier, gpt
    import torch.distributed as dist
    from torch.distributed.tensor import DTensor, Replicate, Shard, distribute_module, distribute_tensor
    from torch.distributed.tensor import init_device_mesh
    dist.init_process_group("gloo", rank=int(sys.argv[1]), world_size={ranks}, store=dist.FileStore(sys.argv[2], {ranks}))
    mesh = init_device_mesh("cpu", {mesh}, mesh_dim_names={names})
    whole = xavier.draw((13, 10), "heNormal", path="w", seed=2, layout="pytorch")
    for placements in {placements}:
        tensor = distribute_tensor(torch.zeros(13, 10), mesh, placements)
        xavier.fill_(tensor, "heNormal", path="w", seed=2)
        assert (tensor.full_tensor().numpy() == whole).all(), placements
    if len({mesh}) == 2:
        from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
        from torch.distributed.fsdp import fully_shard
        def make():
            return torch.nn.Sequential(torch.nn.Linear(24, 40), torch.nn.ReLU(), torch.nn.Linear(40, 12))
        both = parallelize_module(make(), mesh["y"], {{"0": ColwiseParallel(), "2": RowwiseParallel()}})
        fully_shard(both, mesh=mesh["x"])
        module = make()
        xavier.init_(both, "heNormal", seed=6)
        xavier.init_(module, "heNormal", seed=6)
        kinds = {{type(placement).__name__ for part in both.parameters() for placement in part.placements}}
        assert "_StridedShard" in kinds, kinds
        for (name, part), full in zip(both.named_parameters(), module.parameters()):
            assert torch.equal(part.full_tensor(), full), name
            assert len(set(part.placements)) > 1
    if {fsdp}:
        from torch.distributed.fsdp import fully_shard
        module = gpt.GPT2()
        xavier.init_(module, "gpt2", seed=6)
        sharded = gpt.GPT2()
        for block in sharded.transformer.h:
            fully_shard(block, mesh=mesh)
        fully_shard(sharded, mesh=mesh)
        xavier.init_(sharded, "gpt2", seed=6)
        for (name, part), full in zip(sharded.named_parameters(), module.parameters()):
            assert torch.equal(part.full_tensor(), full), name
    print("equal")
    dist.destroy_process_group()
"""


def run(ranks, mesh, names, placements, fsdp, tmp_path):
    import pathlib

    program = textwrap.dedent(PROGRAM).format(
        tests=str(pathlib.Path(__file__).parent), ranks=ranks, mesh=mesh, names=names,
        placements=placements, fsdp=fsdp,
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(rank), str(tmp_path / "store")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for rank in range(ranks)
    ]
    for process in processes:
        out, errors = process.communicate(timeout=300)
        assert process.returncode == 0 and "equal" in out, errors[-3000:]


def test_dtensors_of_two_processes_and_fsdp(tmp_path):
    run(2, (2,), ("x",), "[[Shard(0)], [Shard(1)], [Replicate()]]", True, tmp_path)


def test_dtensors_on_a_mesh_of_two_axes(tmp_path):
    placements = "[[Shard(0), Shard(1)], [Shard(0), Shard(0)], [Shard(1), Replicate()]]"
    run(4, (2, 2), ("x", "y"), placements, False, tmp_path)


def test_other_placements_are_refused():
    class Partial:
        def __repr__(self):
            return "Partial(sum)"

    class Pieces:
        shape = (4, 4)
        placements = (Partial(),)
        device_mesh = None

    from xavier._sharded import fill_local

    with pytest.raises(ValueError, match=r"^DTensor: placement Partial\(sum\) along axis 0 of its mesh, "):
        fill_local(Pieces(), None)

    class _StridedShard:
        dim, split_factor = 0, 3

        def __repr__(self):
            return "S(0, 3)"

    class Mesh:
        def size(self, axis):
            return 2

    Pieces.placements = (_StridedShard(), torch.distributed.tensor.Shard(0))
    Pieces.device_mesh = Mesh()
    with pytest.raises(ValueError, match=r"^DTensor: placement S\(0, 3\) along axis 0 of its mesh, "):
        fill_local(Pieces(), None)
