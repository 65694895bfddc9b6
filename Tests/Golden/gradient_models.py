"""Gradients of whole networks, by PyTorch's autograd in float64: Tests/Golden/gradient_models.

Each network is NAME.onnx with NAME.npz, which holds the inputs by name, `output:NAME`,
`cotangent:NAME` for each output that is to change, and `gradient:NAME` of sum(output * cotangent)
for every float input and every float initializer of the file, zeros where nothing depends on it;
also for floats inside nodes that are more than one number. A file NAME.WHAT.npz holds other
cotangents of the same network. The networks are in the folder `gradient_graphs`, whose module
`graph` says how each run checks itself.

    python3 -m venv v && v/bin/pip install torch==2.15.0 onnx==1.22.0 onnxruntime==1.31.1
    v/bin/python Tests/Golden/gradient_models.py
"""

import golden  # First: it moves this folder behind the packages.

from gradient_graphs import attention, convolutional, initializers, inputs, recurrent


def main():
    for family in [convolutional, attention, recurrent, initializers, inputs]:
        family.networks()


if __name__ == "__main__":
    main()
