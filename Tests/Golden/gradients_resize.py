"""Gradients of resized tensors.

Makes `gradients_resize.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_resize.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6, onnx 1.22.0.

Resizing is linear in its input but for the value of places outside: y = W x + c. The columns of W are
what the reference evaluator of the package onnx makes of unit vectors in float64, and the gradient is
PyTorch's of that product. The nearest elements that the evaluator does not know (mode
tf_half_pixel_for_nn, and versions 7 to 10 of the operator set) are counted out here. Where PyTorch's
own interpolation means the same its gradients must agree.
"""

import golden
import gradients
from gradients import case, draw, integers

import math

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from onnx.reference.ops import op_resize
import torch
import torch.nn.functional as F

# The evaluator gives these their parameter as a float32, and computes in it then.
for name in ["_cubic_coeffs", "_cubic_coeffs_antialias"]:
    setattr(op_resize, name, lambda ratio, scale=None, A=-0.75, f=getattr(op_resize, name):
            f(float(ratio), scale, float(A)))


def matrix(shape, attributes, roi, scales, sizes, opset):
    """W and c of y = W x + c, and the shape of y."""
    names = ["x", "roi" if roi is not None else "", "scales" if scales is not None else "",
             "sizes" if sizes is not None else ""]
    while not names[-1]:
        names.pop()
    kinds = {"x": TensorProto.DOUBLE, "roi": TensorProto.DOUBLE, "scales": TensorProto.FLOAT,
             "sizes": TensorProto.INT64}
    infos = [helper.make_tensor_value_info(name, kinds[name], None) for name in names if name]
    graph = helper.make_graph(
        [helper.make_node("Resize", names, ["y"], **attributes)], "g", infos,
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    evaluator = ReferenceEvaluator(model)
    # In float64, so that nothing is rounded to float32 on the way.
    feeds = {"roi": roi, "scales": scales, "sizes": sizes}
    feeds = {name: np.array(value, {"roi": np.float64, "scales": np.float64, "sizes": np.int64}[name])
             for name, value in feeds.items() if value is not None}

    def run(x):
        return evaluator.run(None, {"x": x, **feeds})[0].astype(np.float64)
    offset = run(np.zeros(shape))
    count = math.prod(shape)
    columns = [run(unit.reshape(shape)) - offset for unit in np.eye(count)]
    return (torch.tensor(np.stack(columns).reshape(count, -1).T.copy()),
            torch.tensor(offset.reshape(-1)), list(offset.shape))


NUMBER = 0


def resize(shape, attributes, scales=None, sizes=None, roi=None, opset=19, made=None):
    global NUMBER
    NUMBER += 1
    counted = dict(attributes)
    if "axes" in counted:
        # The evaluator knows axes from 0 only.
        counted["axes"] = [axis % len(shape) for axis in attributes["axes"]]
    w, c, found = made or matrix(shape, counted, roi, scales, sizes, opset)
    assert torch.isfinite(w).all()
    x = draw(f"resize.{NUMBER}", shape)
    inputs = [x, None if roi is None else torch.tensor(roi),
              None if scales is None else torch.tensor(scales), None if sizes is None else integers(sizes)]
    while inputs[-1] is None:
        inputs.pop()
    case("Resize", opset, attributes, inputs, lambda x, *_: (w @ x.reshape(-1) + c).reshape(found),
         known=(1, 2, 3), kinds={3: "int64"})
    return x, w, found


def nearest(shape, lengths, place):
    """W of the nearest elements, place(axis, i) being the index that place i of an axis has."""
    w = torch.ones(1, 1)
    for axis, length in enumerate(lengths):
        own = torch.zeros(length, shape[axis])
        for i in range(length):
            own[i, min(max(place(axis, i), 0), shape[axis] - 1)] = 1
        w = torch.kron(w, own)
    return w, torch.zeros(math.prod(lengths)), list(lengths)


COORDINATES = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric"]


def modes():
    shapes = [([1, 1, 3, 4], [1.0, 1.0, 2.0, 1.5]), ([1, 2, 5, 4], [1.0, 1.0, 0.75, 0.5]),
              ([2, 1, 2, 5], [1.0, 1.0, 2.5, 0.625])]
    for shape, scales in shapes:
        for coordinates in COORDINATES:
            common = {"coordinate_transformation_mode": coordinates}
            resize(shape, {"mode": "linear", **common}, scales)
            resize(shape, {"mode": "cubic", **common}, scales)
            resize(shape, {"mode": "cubic", "exclude_outside": 1, "cubic_coeff_a": -0.5, **common}, scales)
            resize(shape, {"mode": "linear", "antialias": 1, **common}, scales)
            resize(shape, {"mode": "cubic", "antialias": 1, "exclude_outside": 1, **common}, scales)
            resize(shape, {"mode": "linear", "exclude_outside": 1, **common}, scales)
    for shape, scales in shapes:
        for coordinates in COORDINATES:
            for rounding in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
                resize(shape, {"mode": "nearest", "nearest_mode": rounding,
                               "coordinate_transformation_mode": coordinates}, scales)


def sizes():
    for mode in ["nearest", "linear", "cubic"]:
        resize([7], {"mode": mode}, sizes=[13])
        resize([7], {"mode": mode}, sizes=[3])
        resize([1, 1], {"mode": mode}, sizes=[3, 4])
        resize([2, 3, 4], {"mode": mode}, sizes=[2, 3, 4])
        resize([2, 2, 3], {"mode": mode}, scales=[1.0, 1.0, 3.0])
        resize([1, 2, 2, 3, 2], {"mode": mode}, sizes=[1, 2, 3, 5, 4])
        resize([2, 3, 4], {"mode": mode, "axes": [2, 1]}, sizes=[7, 2])
        resize([1, 1, 3, 4], {"mode": mode, "axes": [-2, -1], "keep_aspect_ratio_policy": "not_larger"},
               sizes=[6, 6])
        resize([1, 1, 3, 4], {"mode": mode, "axes": [2, 3], "keep_aspect_ratio_policy": "not_smaller"},
               sizes=[6, 6])
    resize([1, 1, 6, 40], {"mode": "linear", "antialias": 1}, sizes=[1, 1, 2, 3])
    resize([1, 1, 2, 2], {"mode": "linear", "coordinate_transformation_mode": "align_corners"}, sizes=[1, 1, 1, 9])
    resize([1, 1, 4, 4], {"mode": "linear", "coordinate_transformation_mode": "pytorch_half_pixel"},
           sizes=[1, 1, 1, 3])
    resize([3, 1], {"mode": "nearest"}, sizes=[3, 200])
    resize([3, 1], {"mode": "linear"}, sizes=[3, 200])
    resize([1, 3], {"mode": "linear"}, sizes=[100, 2])
    # Nothing to sample.
    x = draw("resize.empty", [0, 3])
    case("Resize", 19, {"mode": "linear"}, [x, None, None, integers([0, 5])],
         lambda x, *_: x @ torch.ones(3, 5), known=(3,), kinds={3: "int64"})
    x = draw("resize.gone", [2, 3])
    case("Resize", 19, {"mode": "nearest"}, [x, None, torch.tensor([1.0, 0.25])], lambda x, *_: x[:, :0],
         known=(2,))


def regions():
    for mode in ["linear", "cubic", "nearest"]:
        for roi in [[0.0, 0.0, 0.25, 0.125, 1.0, 1.0, 0.75, 1.0], [0.0, 0.0, -0.25, 0.5, 1.0, 1.0, 1.25, 1.5],
                    [0.0, 0.0, 0.875, 0.75, 1.0, 1.0, 0.125, 0.25]]:
            resize([1, 2, 4, 5], {"mode": mode, "coordinate_transformation_mode": "tf_crop_and_resize",
                                  "extrapolation_value": 0.75}, sizes=[1, 2, 5, 4], roi=roi)
        resize([2, 5], {"mode": mode, "coordinate_transformation_mode": "tf_crop_and_resize", "axes": [1],
                        "extrapolation_value": -1.5}, sizes=[7], roi=[-0.5, 1.25])


def older():
    rounds = {"round_prefer_floor": lambda x: math.ceil(x - 0.5), "round_prefer_ceil": lambda x: math.floor(x + 0.5),
              "floor": math.floor, "ceil": math.ceil}
    for shape, scales in [([1, 2, 3, 4], [1.0, 1.0, 2.0, 1.5]), ([1, 1, 6, 5], [1.0, 1.0, 0.5, 0.625])]:
        lengths = [math.floor(n * s) for n, s in zip(shape, scales)]
        for name, rounding in rounds.items():
            made = nearest(shape, lengths, lambda axis, i: rounding((i + 0.5) / scales[axis])
                           if scales[axis] != 1 else i)
            resize(shape, {"mode": "nearest", "nearest_mode": name,
                           "coordinate_transformation_mode": "tf_half_pixel_for_nn"}, scales, opset=11,
                   made=made)
        made = nearest(shape, lengths, lambda axis, i: math.ceil(i / scales[axis]) if scales[axis] < 1
                       else math.floor(i / scales[axis]))
        x = draw(f"resize.old.{shape[3]}", shape)
        case("Resize", 10, {"mode": "nearest"}, [x, torch.tensor(scales)],
             lambda x, _: (made[0] @ x.reshape(-1)).reshape(lengths), known=(1,))
        linear = matrix(shape, {"mode": "linear", "coordinate_transformation_mode": "asymmetric"}, None, scales,
                        None, 13)
        case("Resize", 10, {"mode": "linear"}, [x, torch.tensor(scales)],
             lambda x, _: (linear[0] @ x.reshape(-1)).reshape(lengths), known=(1,))
        if min(scales) < 1:
            continue
        for mode, w in [("nearest", made[0]), ("linear", linear[0])]:
            function = lambda x, *_: (w @ x.reshape(-1)).reshape(lengths)
            case("Upsample", 7, {"mode": mode, "scales": scales}, [x], function)
            case("Upsample", 9, {"mode": mode}, [x, torch.tensor(scales)], function, known=(1,))


def against_pytorch():
    for mode, name, size in [("linear", "bilinear", (6, 6)), ("cubic", "bicubic", (6, 6)), ("linear", "bilinear", (2, 7))]:
        for corners in [False, True]:
            shape = [1, 1, 3, 4]
            w, _, found = matrix(shape, {"mode": mode, "coordinate_transformation_mode":
                                         "align_corners" if corners else "half_pixel"},
                                 None, None, [1, 1, *size], 19)
            x = draw("resize.torch", shape).requires_grad_(True)
            g = draw("resize.torch.gradient", found)
            dx, = torch.autograd.grad(F.interpolate(x, size=size, mode=name, align_corners=corners), x, g)
            assert (dx.reshape(-1) - w.T @ g.reshape(-1)).abs().max() < 1e-12


modes()
sizes()
regions()
older()
against_pytorch()
gradients.write("gradients_resize")
