"""Makes the folder places: small modules of PyTorch as ONNX models without a name that means anything, and in places.json
what PyTorch called each tensor.

Oracle: PyTorch 2.15.0's exporter. Names tell which weights end residual branches; the package has to see it in the graph.
"""

import golden

import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

FOLDER = os.path.join(golden.FOLDER, "places")
WIDTH, HEADS, VOCABULARY, TIME = 8, 2, 11, 5


def attend(queries, keys, values):
    def split(x):
        return x.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)

    scores = split(queries) @ split(keys).transpose(2, 3) / (WIDTH // HEADS) ** 0.5
    return (torch.softmax(scores, -1) @ split(values)).transpose(1, 2).flatten(2)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn, self.c_proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        return self.c_proj(attend(*self.c_attn(x).split(WIDTH, -1)))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_fc, self.c_proj = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        return self.c_proj(functional.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.attn = nn.LayerNorm(WIDTH), Attention()
        self.ln_2, self.mlp = nn.LayerNorm(WIDTH), MLP()

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Parallel(Block):
    """Both branches start from the same place, as in GPT-J and PaLM."""

    def forward(self, x):
        y = self.ln_1(x)
        return x + self.attn(y) + self.mlp(y)


class GPT2(nn.Module):
    def __init__(self, block=Block, head=True):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(TIME, WIDTH)
        self.h = nn.ModuleList(block() for _ in range(3))
        self.ln_f = nn.LayerNorm(WIDTH)
        if head:
            self.lm_head = nn.Linear(WIDTH, VOCABULARY, bias=False)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(TIME))
        for block in self.h:
            x = block(x)
        x = self.ln_f(x)
        return self.lm_head(x) if hasattr(self, "lm_head") else x


class RMSNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


class LlamaBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = RMSNorm(), RMSNorm()
        self.self_attn, self.mlp = nn.Module(), nn.Module()
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self.self_attn, name, nn.Linear(WIDTH, WIDTH, bias=False))
        for name in ("gate_proj", "up_proj"):
            setattr(self.mlp, name, nn.Linear(WIDTH, 12, bias=False))
        self.mlp.down_proj = nn.Linear(12, WIDTH, bias=False)

    def forward(self, x):
        a, m = self.self_attn, self.mlp
        y = self.input_layernorm(x)
        self.keys = a.k_proj(y)
        x = x + a.o_proj(attend(a.q_proj(y), self.keys, a.v_proj(y)))
        y = self.post_attention_layernorm(x)
        return x + m.down_proj(functional.silu(m.gate_proj(y)) * m.up_proj(y))


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.layers = nn.ModuleList(LlamaBlock() for _ in range(4))
        self.norm, self.lm_head = RMSNorm(), nn.Linear(WIDTH, VOCABULARY, bias=False)

    def forward(self, tokens):
        x = self.embed_tokens(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.lm_head(self.norm(x))


class Cached(Llama):
    """Gives the keys of attention too, which are no logits."""

    def forward(self, tokens):
        return super().forward(tokens), *(layer.keys for layer in self.layers)


class EncoderLayer(nn.Module):
    """Normalizations stand after the sums, and every map is named as in nn.TransformerEncoderLayer."""

    def __init__(self):
        super().__init__()
        self.self_attn = nn.Module()
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self.self_attn, name, nn.Linear(WIDTH, WIDTH))
        self.linear1, self.linear2 = nn.Linear(WIDTH, 12), nn.Linear(12, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x):
        a = self.self_attn
        x = self.norm1(x + a.out_proj(attend(a.q_proj(x), a.k_proj(x), a.v_proj(x))))
        return self.norm2(x + self.linear2(torch.relu(self.linear1(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(2))
        self.pooler, self.classifier = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 3)

    def forward(self, tokens):
        x = self.embedding(tokens)
        for layer in self.layers:
            x = layer(x)
        return torch.softmax(self.classifier(torch.tanh(self.pooler(x[:, 0]))), -1)


class Bottleneck(nn.Module):
    """With a gate for each channel, which ends nothing."""

    def __init__(self, inputs, width, outputs, stride=1):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
        self.gate = nn.Linear(outputs, outputs)
        if inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(torch.relu(self.bn2(self.conv2(y)))))
        y = y * torch.sigmoid(self.gate(y.mean((2, 3))))[:, :, None, None]
        return torch.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 6, 3, 1, 1, bias=False), nn.BatchNorm2d(6)
        self.layer1 = nn.Sequential(Bottleneck(6, 3, 10), Bottleneck(10, 3, 10))
        self.layer2 = nn.Sequential(Bottleneck(10, 5, 16, 2), Bottleneck(16, 5, 16))
        self.fc = nn.Linear(16, 7)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer2(self.layer1(x)).mean((2, 3)))


TOKENS = torch.zeros(1, TIME, dtype=torch.long)
CASES = {
    "gpt2": (GPT2, TOKENS), "gpt2-base": (lambda: GPT2(head=False), TOKENS), "parallel": (lambda: GPT2(Parallel), TOKENS),
    "llama": (Llama, TOKENS), "cached": (Cached, TOKENS), "encoder": (Encoder, TOKENS),
    "resnet": (ResNet, torch.linspace(-1, 1, 192).reshape(1, 3, 8, 8)),
}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    cases = []
    for case, (make, example) in CASES.items():
        torch.manual_seed(3)
        module = make().train()
        # So that no two vectors are equal.
        with torch.no_grad():
            for tensor in module.state_dict().values():
                if tensor.is_floating_point():
                    tensor.uniform_(0.5, 1.5)
        path = os.path.join(FOLDER, f"{case}.onnx")
        torch.onnx.export(module, example, path, dynamo=False, opset_version=17,
                          training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True)
        model = onnx.load(path)
        held = {np.sort(tensor.detach().numpy(), axis=None).tobytes(): name for name, tensor in module.state_dict().items()}
        names, renamed = {}, {}
        for number, tensor in enumerate(model.graph.initializer):
            # The exporter's own style, whose numbers are not those of blocks.
            renamed[tensor.name] = f"onnx::MatMul_{7 * number % 101 + 200}"
            array = numpy_helper.to_array(tensor)
            if array.dtype == np.float32 and array.size > 1:
                names[renamed[tensor.name]] = held[np.sort(array, axis=None).tobytes()]
            tensor.name = renamed[tensor.name]
        assert len(set(renamed.values())) == len(renamed)
        for number, node in enumerate(model.graph.node):
            node.name, node.doc_string = f"n{number}", ""
            node.input[:] = [renamed.get(name, name) for name in node.input]
        model = onnx.load_model_from_string(model.SerializeToString())
        for value in [*model.graph.input, *model.graph.output]:
            assert value.name not in renamed
        onnx.checker.check_model(model)
        onnx.save(model, path)
        cases.append({
            "case": case,
            "names": names,
            "shapes": {name: list(tensor.shape) for name, tensor in module.state_dict().items() if tensor.is_floating_point()},
        })
    golden.write(os.path.join("places", "places.json"), {"oracle": golden.oracle(torch, onnx)}, {"cases": cases})


main()
