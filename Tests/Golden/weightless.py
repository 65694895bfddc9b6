"""Models as they are exported with and without their weights.

`weightless/with.onnx` has its numbers, `weightless/inputs.onnx` lists its weights among the inputs
(torch.onnx.export with export_params=False), `weightless/external.onnx` has them in a file of
external data that is not there. All three are the same network.

Made with torch 2.15.0 and onnx 1.22.0:  python3 weightless.py
"""
import os

import onnx
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weightless")


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = torch.nn.Embedding(50, 12)
        self.recurrent = torch.nn.LSTM(12, 6, batch_first=True)
        self.convolution = torch.nn.Conv1d(6, 8, 3, padding=1)
        self.norm = torch.nn.LayerNorm(8)
        self.hidden = torch.nn.Linear(8, 16)
        self.output = torch.nn.Linear(16, 4)

    def forward(self, x):
        x, _ = self.recurrent(self.tokens(x))
        x = torch.relu(self.convolution(x.transpose(1, 2))).mean(2)
        return self.output(torch.tanh(self.hidden(self.norm(x))))


def export(path, **options):
    torch.manual_seed(1)
    model = Model().eval()
    # Equal parameters would become one.
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    torch.onnx.export(
        model, (torch.zeros(2, 5, dtype=torch.int64),), path, dynamo=False, opset_version=17,
        input_names=["x"], dynamic_axes={"x": {0: "n"}}, do_constant_folding=False, **options)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    path = lambda name: os.path.join(FOLDER, name)
    export(path("with.onnx"))
    export(path("inputs.onnx"), export_params=False)
    onnx.save_model(
        onnx.load(path("with.onnx")), path("external.onnx"), save_as_external_data=True,
        location="external.bin", size_threshold=0)
    os.remove(path("external.bin"))


if __name__ == "__main__":
    main()
