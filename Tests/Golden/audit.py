"""Writes audit/*.safetensors: small checkpoints with faults of weights as they happen in other libraries.

Run: python3 Tests/Golden/audit.py (PyTorch, NumPy, safetensors)."""

import copy
import math
import pathlib
import platform

import numpy
import safetensors.torch
import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent / "audit"
HERE.mkdir(exist_ok=True)


def save(name, tensors):
    tensors = {k: v.detach().clone().contiguous() for k, v in tensors.items()}
    safetensors.torch.save_file(
        tensors, HERE / f"{name}.safetensors",
        metadata={"oracle": f"torch {torch.__version__.split('+')[0]}, CPython {platform.python_version()}"})
    print(name, (HERE / f"{name}.safetensors").stat().st_size)


# Queries, keys and values in one matrix: Glorot's law with the outputs of all three.
torch.manual_seed(1)
save("attention_fused", nn.MultiheadAttention(48, 4).state_dict())

# A stack whose layers are copies of one.
torch.manual_seed(2)
layer = nn.TransformerEncoderLayer(24, 2, 36)
save("encoder_copies", nn.TransformerEncoder(layer, 3, enable_nested_tensor=False).state_dict())


# The truncated normal law as PyTorch drew it up to 2.10 and timm still does: by the inverse error
# function, in the type of the tensor.
def old_trunc_normal_(tensor, mean, std, a, b):
    def cdf(x):
        return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0
    low, high = cdf((a - mean) / std), cdf((b - mean) / std)
    tensor.uniform_(2 * low - 1, 2 * high - 1)
    tensor.erfinv_()
    tensor.mul_(std * math.sqrt(2.0))
    tensor.add_(mean)
    tensor.clamp_(min=a, max=b)
    return tensor


torch.manual_seed(3)
save("trunc_normal_bf16", {
    "blocks.0.mlp.fc1.weight": old_trunc_normal_(torch.empty(144, 96, dtype=torch.bfloat16), 0, 0.02, -2, 2),
    "blocks.0.mlp.fc2.weight": torch.randn(96, 144).mul(0.02).bfloat16()})


# GPT-2 whose maps at the end of a branch are not scaled for depth: the test of names never matched.
def gpt2(scaled):
    tensors = {}
    layers, width = 4, 32
    for i in range(layers):
        for path, shape in (("attn.c_attn", (width, 3 * width)), ("attn.c_proj", (width, width)),
                            ("mlp.c_fc", (width, 4 * width)), ("mlp.c_proj", (4 * width, width))):
            deviation = 0.02 / math.sqrt(2 * layers) if scaled and path.endswith("c_proj") else 0.02
            tensors[f"h.{i}.{path}.weight"] = torch.randn(shape) * deviation
            tensors[f"h.{i}.{path}.bias"] = torch.zeros(shape[1])
    return tensors


torch.manual_seed(4)
save("gpt2_unscaled", gpt2(False))
save("gpt2_scaled", gpt2(True))

# The down maps of adapters, drawn with the fan in of one of four shards.
torch.manual_seed(5)
adapters = {}
for i in range(2):
    for name, shards in (("q_proj", 1), ("o_proj", 4)):
        weight = torch.empty(16, 256)
        bound = 1 / math.sqrt(256 / shards)
        adapters[f"layers.{i}.self_attn.{name}.lora_A.weight"] = weight.uniform_(-bound, bound)
        adapters[f"layers.{i}.self_attn.{name}.lora_B.weight"] = torch.zeros(96, 16)
save("adapters_sharded", adapters)

# A small network trained until its weights tell, one of whose layers was drawn anew when it was loaded.
torch.manual_seed(6)
inputs = torch.randn(512, 20) @ torch.randn(20, 20)
targets = torch.tanh(inputs[:, :6] * inputs[:, 6:12]).sum(1, keepdim=True) + inputs[:, 12:13].abs()
targets = torch.cat([targets, inputs[:, :3].prod(1, keepdim=True)], 1)
net = nn.Sequential(*[
    part for i in range(4)
    for part in (nn.Linear(20 if i == 0 else 48, 48), nn.LayerNorm(48), nn.GELU())], nn.Linear(48, 2))
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-2, weight_decay=0.05)
for step in range(1500):
    batch = torch.randint(0, 512, (64,))
    loss = (net(inputs[batch]) - targets[batch]).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
save("trained", net.state_dict())
again = copy.deepcopy(net)
again[6].reset_parameters()
save("trained_redrawn", again.state_dict())

# Keys that were missing, left as memory was: pointers, zeros and remains of other numbers.
generator = numpy.random.default_rng(7)
memory = numpy.zeros(64 * 48, numpy.uint32)
memory[0:1024:2] = generator.integers(0, 2**32, 512, dtype=numpy.uint32)
memory[1:1024:2] = 0x00007F3A
memory[1500:2500] = numpy.frombuffer(b"transformer.layer.weight" * 200, numpy.uint32)[:1000]
garbage = {name: tensor.clone() for name, tensor in net.state_dict().items()}
garbage["3.weight"] = torch.from_numpy(memory[: 48 * 48].view(numpy.float32).reshape(48, 48).copy())
save("missing_key", garbage)

# Transposed, depthwise and gated layers with fans as frameworks count them.
torch.manual_seed(8)
depthwise = torch.empty(64, 1, 5, 5)
nn.init.kaiming_normal_(depthwise, mode="fan_out")
gates = torch.empty(4 * 24, 40)
nn.init.xavier_uniform_(gates)
save("fans", {
    "up.weight": nn.ConvTranspose2d(12, 20, 4, stride=2).weight,
    "depthwise.weight": depthwise,
    "lstm.weight_ih_l0": gates})
