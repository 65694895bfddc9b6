"""Makes the folder like: modules of PyTorch, each as the ONNX model that torch's exporter makes of it (which renames
and transposes) and as its own state dict.

Oracle: PyTorch 2.15.0, whose exporter and whose load_state_dict(strict=True) decide. The folder written is made by the
package's own test (XAVIER_WRITE_GOLDEN=1) and is loaded here, strictly.
"""

import golden

import os

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from torch import nn

FOLDER = os.path.join(golden.FOLDER, "like")


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(13, 8)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, dropout=0.0), 2, enable_nested_tensor=False)
        self.head = nn.Linear(8, 13, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, x):
        return self.head(self.encoder(self.embedding(x)))


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(3, 6, 3, padding=1, bias=False)
        self.normalization = nn.BatchNorm2d(6)
        self.square = nn.Linear(6, 6)
        self.wide = nn.Linear(6, 20)
        self.narrow = nn.Linear(20, 4)

    def forward(self, x):
        y = torch.relu(self.normalization(self.convolution(x))).mean((2, 3))
        # A product without a bias on three axes is exported as MatMul with the transposed weight.
        y = torch.tanh(self.square(y.unsqueeze(1)))
        return self.narrow(torch.relu(self.wide(y)))


CASES = {"tied": (Tied, torch.zeros(1, 5, dtype=torch.long)), "mixed": (Mixed, torch.randn(1, 3, 4, 4))}


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name, (make, example) in CASES.items():
        torch.manual_seed(5)
        module = make().train()
        if not os.path.exists(os.path.join(FOLDER, f"{name}.onnx")):
            torch.save(module.state_dict(), os.path.join(FOLDER, f"{name}.pt"))
            torch.onnx.export(module, example, os.path.join(FOLDER, f"{name}.onnx"), dynamo=False,
                              training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True)
        written = os.path.join(FOLDER, "written", f"{name}.safetensors")
        if os.path.exists(written):
            tensors = load_file(written)
            fresh = make()
            print(name, fresh.load_state_dict(tensors, strict=True))
            for key, value in fresh.state_dict().items():
                assert torch.equal(value, tensors[key]), key
    check_models()


def check_models():
    """ONNX models that the package wrote: the graph of the original, whatever is in the initializers."""
    for name, original in (("mixed.onnx", "mixed.onnx"), ("external.onnx", "../modelfiles/external.onnx")):
        path = os.path.join(FOLDER, "written", name)
        if not os.path.exists(path):
            continue
        written, model = onnx.load(path), onnx.load(os.path.join(FOLDER, original))
        keys = [entry.key for entry in written.metadata_props]
        assert keys == sorted(set(keys)) and "xavier.draws" in keys, keys
        for new, old in zip(written.graph.initializer, model.graph.initializer, strict=True):
            assert (new.name, new.dims, new.data_type) == (old.name, old.dims, old.data_type)
            if name == "external.onnx":
                assert numpy_helper.to_array(new).tobytes() == numpy_helper.to_array(old).tobytes(), new.name
        for both in (written, model):
            del both.graph.initializer[:]
            del both.metadata_props[:]
        assert written == model, name
        print(name, "is the same graph")


main()
