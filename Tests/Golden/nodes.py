"""Makes nodes.json: nodes of ONNX that move, compare and select elements, in many versions of the
operator set.

Each case is one node with its attributes, its inputs and what it gives. Tensors are a type, a shape
and their bytes in row-major order, little-endian, as hexadecimal digits. `dynamic` has the inputs
that an operator is given when it runs; the others are known before.

Results are NumPy's, written here from the definitions in ONNX's Operators.md. Second route: each
case whose version of the operator set the reference evaluator of the package onnx knows is computed
by that too, and must be equal; resized tensors are the reference evaluator's, compared with
PyTorch's or ONNX Runtime's where those do the same.
"""

import golden

import itertools
import math

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

TYPES = {
    "float32": "float32", "float64": "float64", "float16": "float16", "int8": "int8",
    "int16": "int16", "int32": "int32", "int64": "int64", "uint8": "uint8", "uint16": "uint16",
    "uint32": "uint32", "uint64": "uint64", "bool": "bool",
}
RNG = np.random.default_rng(20_250_104)
CASES = []
CHECKED = []


def tensor(array):
    if array is None:
        return None
    array = np.asarray(array)
    return {
        "type": TYPES[str(array.dtype)],
        "shape": list(array.shape),
        "hex": np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes().hex(),
    }


def attribute(value):
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, int):
        return {"integer": value}
    if isinstance(value, np.ndarray):
        return {"tensor": tensor(value)}
    if value and isinstance(value[0], float):
        return {"floats": value}
    return {"integers": list(value)}


def reference(op, opset, attributes, inputs, count):
    """The reference evaluator's outputs; None where it does not take the node."""
    names = [f"i{k}" if x is not None else "" for k, x in enumerate(inputs)]
    made = {
        key: numpy_helper.from_array(value) if isinstance(value, np.ndarray) else value
        for key, value in attributes.items()
    }
    outputs = [f"o{k}" for k in range(count)]
    node = helper.make_node(op, names, outputs, **made)
    info = [
        helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(x.dtype), x.shape)
        for n, x in zip(names, inputs) if x is not None
    ]
    graph = helper.make_graph(
        [node], "g", info, [helper.make_empty_tensor_value_info(o) for o in outputs])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    feeds = {n: x for n, x in zip(names, inputs) if x is not None}
    return ReferenceEvaluator(model).run(None, feeds)


def case(op, opset, attributes, inputs, outputs, dynamic=(0,), checks=True, close=False):
    inputs = [None if x is None else np.asarray(x) for x in inputs]
    outputs = [np.asarray(x) for x in outputs]
    try:
        results = reference(op, opset, attributes, inputs, len(outputs)) if checks else []
    except (IndexError, TypeError, ValueError, RuntimeError):
        results = []
    if results:
        CHECKED.append(op)
        for mine, theirs in zip(outputs, results):
            assert mine.shape == theirs.shape, (op, opset, attributes, mine.shape, theirs.shape)
            assert mine.dtype == theirs.dtype, (op, opset, mine.dtype, theirs.dtype)
            assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f"), (op, attributes)
    CASES.append({
        "operator": op, "opset": opset,
        "attributes": {key: attribute(value) for key, value in attributes.items()},
        "inputs": [tensor(x) for x in inputs], "outputs": [tensor(x) for x in outputs],
        "dynamic": list(dynamic), "isClose": close,
    })


def ints(*values):
    return np.array(values, dtype=np.int64)


def data(*shape, dtype="float32"):
    if dtype == "bool":
        return RNG.integers(0, 2, shape).astype(bool)
    if dtype.startswith(("float",)):
        return RNG.normal(size=shape).astype(dtype)
    info = np.iinfo(dtype)
    return RNG.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


SHAPES = [(), (1,), (0,), (5,), (3, 1), (0, 4), (2, 3, 5), (1, 7, 1, 2), (2, 3, 4, 5), (2, 1, 3, 2, 3)]


def reshaped():
    for shape, target, zero in [
        ((2, 3, 5), (5, 6), 0), ((2, 3, 5), (-1,), 0), ((2, 3, 5), (0, -1), 0),
        ((2, 3, 5), (0, 0, 0), 0), ((0, 4), (4, 0), 1), ((0, 4), (0, 2, 2), 1), ((1,), (), 0),
        ((), (1, 1), 0), ((), (-1,), 0), ((7, 2), (2, -1, 1, 7), 0), ((0, 3), (0, 3), 0),
    ]:
        x = data(*shape)
        lengths = [shape[i] if n == 0 and not zero else n for i, n in enumerate(target)]
        attributes = {"allowzero": 1} if zero else {}
        case("Reshape", 14, attributes, [x, ints(*target)], [x.reshape(lengths)])
    for dtype in TYPES:
        x = data(2, 3, dtype=dtype)
        case("Reshape", 13, {}, [x, ints(3, 2)], [x.reshape(3, 2)])
    for shape in SHAPES:
        x = data(*shape)
        for axis in range(-x.ndim, x.ndim + 1):
            place = axis + x.ndim if axis < 0 else axis
            rows = math.prod(shape[:place])
            y = x.reshape(rows, math.prod(shape[place:]))
            case("Flatten", 13, {"axis": axis}, [x], [y], checks=axis != 0 and x.size > 0)
        ones = [a for a, n in enumerate(shape) if n == 1]
        case("Squeeze", 13, {}, [x], [x.reshape([n for n in shape if n != 1])])
        if ones:
            y = np.squeeze(x, axis=ones[0])
            case("Squeeze", 13, {}, [x, ints(ones[0] - x.ndim)], [y])
            case("Squeeze", 11, {"axes": ones[:1]}, [x], [y])
        for axes in [(0,), (-1,), (x.ndim + 1, 0)]:
            y = np.expand_dims(x, axes)
            case("Unsqueeze", 13, {}, [x, ints(*axes)], [y])
            case("Unsqueeze", 11, {"axes": axes}, [x], [y])
        case("Identity", 16, {}, [x], [x])


def transposed():
    for shape in SHAPES:
        x = data(*shape)
        case("Transpose", 13, {}, [x], [x.T])
        orders = list(itertools.permutations(range(x.ndim)))
        for order in orders if len(orders) < 7 else [orders[k] for k in (1, 5, 9, 14, 17, 22)]:
            if order:
                case("Transpose", 13, {"perm": list(order)}, [x], [x.transpose(order)])
    for dtype in TYPES:
        x = data(3, 2, dtype=dtype)
        case("Transpose", 13, {}, [x], [x.T])
    for side, mode, shape in [(2, "DCR", (2, 8, 3, 1)), (2, "CRD", (2, 8, 3, 1)), (3, "CRD", (1, 9, 2, 2)),
                              (1, "DCR", (2, 3, 1, 2)), (2, "DCR", (0, 4, 2, 2))]:
        x = data(*shape)
        n, c, h, w = shape
        d = c // side**2
        if mode == "DCR":
            y = x.reshape(n, side, side, d, h, w).transpose(0, 3, 4, 1, 5, 2)
        else:
            y = x.reshape(n, d, side, side, h, w).transpose(0, 1, 4, 2, 5, 3)
        y = y.reshape(n, d, h * side, w * side)
        case("DepthToSpace", 13, {"blocksize": side, "mode": mode}, [x], [y])
        if mode == "DCR":
            case("SpaceToDepth", 13, {"blocksize": side}, [y], [x])
            case("DepthToSpace", 10, {"blocksize": side}, [x], [y], checks=False)


def repeated():
    for shape, lengths in [((3, 1), (2, 1, 6)), ((3, 1), (3, 4)), ((), (2, 3)), ((5,), (1,)), ((1,), (0,)),
                           ((0, 1), (2, 0, 3)), ((2, 1, 3, 1), (1, 5, 1, 2)), ((1, 7), (7, 1))]:
        x = data(*shape)
        y = x * np.ones(lengths, np.float32)
        case("Expand", 13, {}, [x, ints(*lengths)], [y])
    for shape, repeats in [((2, 3), (2, 2)), ((3,), (0,)), ((2, 1, 3), (1, 4, 3)), ((), ()), ((0, 2), (3, 1)),
                           ((5, 1, 2, 1), (2, 1, 1, 3))]:
        x = data(*shape)
        case("Tile", 13, {}, [x, ints(*repeats)], [np.tile(x, repeats) if repeats else x])
        case("Tile", 6, {}, [x, ints(*repeats)], [np.tile(x, repeats) if repeats else x], checks=False)


def joined():
    for axis, shapes in [(0, [(2, 3), (1, 3), (0, 3)]), (1, [(2, 3), (2, 1)]), (-1, [(2, 1, 5), (2, 1, 2)]),
                         (0, [(4,)]), (2, [(1, 2, 3, 1), (1, 2, 7, 1), (1, 2, 1, 1)]), (0, [(0,), (0,)])]:
        inputs = [data(*shape) for shape in shapes]
        case("Concat", 13, {"axis": axis}, inputs, [np.concatenate(inputs, axis)], range(len(inputs)))
    inputs = [data(2, 3, dtype="int64"), data(2, 2, dtype="int64")]
    case("Concat", 13, {"axis": 1}, inputs, [np.concatenate(inputs, 1)], range(0))
    for axis, shape, lengths in [(0, (7,), (2, 4, 1)), (1, (2, 5, 3), (5, 0)), (-1, (2, 3, 4), (1, 3)),
                                 (0, (0, 2), (0, 0))]:
        x = data(*shape)
        y = np.split(x, np.cumsum(lengths)[:-1], axis)
        case("Split", 18, {"axis": axis}, [x, ints(*lengths)], y)
        case("Split", 13, {"axis": axis}, [x, ints(*lengths)], y)
        case("Split", 11, {"axis": axis, "split": list(lengths)}, [x], y)
    x = data(6, 2)
    case("Split", 11, {}, [x], np.split(x, 3), checks=False)
    case("Split", 13, {}, [x], np.split(x, 2))
    x = data(2, 7)
    case("Split", 18, {"axis": 1, "num_outputs": 3}, [x], np.split(x, [3, 6], 1))
    case("Split", 18, {"axis": 1, "num_outputs": 4}, [x], np.split(x, [2, 4, 6], 1))


def sliced():
    big, small = 2**63 - 1, -(2**63)
    for shape, ranges in [
        ((7,), [(0, 1, 5, 2)]), ((7,), [(0, -1, small, -1)]), ((7,), [(0, big, small, -3)]),
        ((7,), [(0, small, big, big)]), ((7,), [(0, 3, 3, 1)]), ((7,), [(0, 5, 2, 1)]),
        ((7,), [(0, 5, 2, small)]), ((2, 3, 5), [(1, 1, big, 1), (-1, -4, -1, 2)]),
        ((2, 3, 5), [(2, 4, 0, -2), (0, -1, small, -1)]), ((0, 4), [(0, 0, 5, 1)]),
        ((0, 4), [(0, 5, small, -1), (1, 1, 3, 1)]), ((3, 4, 2, 5), [(1, 0, 4, 3), (3, 1, 4, 1)]),
        ((2, 1, 3, 2, 3), [(4, 0, 2, 1), (2, 2, 0, -1)]), ((1,), [(0, 0, 1, 1)]),
        ((40, 50), [(0, 39, 2, -1), (1, 3, 47, 1)]),
    ]:
        x = data(*shape)
        index = [slice(None)] * x.ndim
        for axis, start, end, step in ranges:
            # NumPy's own rules, but for ends before the first element.
            length = shape[axis]
            stop = None if step < 0 and end < -length else end
            index[axis] = slice(start, stop, step)
        axes, starts, ends, steps = map(ints, *ranges) if len(ranges) > 1 else map(ints, ranges[0])
        if len(ranges) > 1:
            axes, starts, ends, steps = (ints(*column) for column in zip(*ranges))
        y = x[tuple(index)]
        isPlain = all(abs(n) < 2**40 for r in ranges for n in r)
        case("Slice", 13, {}, [x, starts, ends, axes, steps], [y], checks=isPlain)
        if all(step == 1 for step in steps):
            lists = {"starts": starts.tolist(), "ends": ends.tolist(), "axes": axes.tolist()}
            case("Slice", 9, lists, [x], [y], checks=False)
            case("Slice", 10, {}, [x, starts, ends, axes], [y], checks=False)
    x = data(4, 5)
    case("Slice", 13, {}, [x, ints(1, 0), ints(3, 4)], [x[1:3, 0:4]])
    case("Slice", 9, {"starts": [1], "ends": [-1]}, [x], [x[1:-1]], checks=False)
    case("Slice", 13, {}, [x, ints(1), ints(3), None, ints(2)], [x[1:3:2]], checks=False)
    for dtype in TYPES:
        x = data(5, dtype=dtype)
        case("Slice", 13, {}, [x, ints(4), ints(0), ints(0), ints(-2)], [x[4:0:-2]])


def padded():
    for mode in ["constant", "reflect", "edge", "wrap"]:
        for shape, pads in [((5,), (2, 3)), ((2, 3), (1, 0, 0, 2)), ((2, 1, 4), (0, 0, 3, 1, 0, 2)),
                            ((3, 4), (0, 0, 0, 0)), ((4, 3), (2, 5, 3, 4))]:
            x = data(*shape)
            pairs = list(zip(pads[:x.ndim], pads[x.ndim:]))
            number = np.float32(-2.5)
            more = {"constant_values": number} if mode == "constant" else {}
            y = np.pad(x, pairs, mode, **more)
            inputs = [x, ints(*pads)] + ([number] if mode == "constant" else [])
            case("Pad", 19, {"mode": mode}, inputs, [y])
            if mode != "wrap":
                attributes = {"mode": mode, "pads": list(pads), "value": -2.5}
                case("Pad", 10, attributes, [x], [y], checks=False)
                case("Pad", 13, {"mode": mode}, inputs, [y], checks=False)
            axes = ints(*[a - x.ndim for a in reversed(range(x.ndim))])
            turned = [p[0] for p in reversed(pairs)] + [p[1] for p in reversed(pairs)]
            given = [x, ints(*turned), number if mode == "constant" else None, axes]
            case("Pad", 19, {"mode": mode}, given, [y], checks=False)
    x = data(5, 4)
    case("Pad", 13, {}, [x, ints(-1, 0, -2, 3)], [np.pad(x[1:3], [(0, 0), (0, 3)])], checks=False)
    y = np.pad(x[2:], [(0, 2), (0, 0)], "reflect")
    case("Pad", 13, {"mode": "reflect"}, [x, ints(-2, 0, 2, 0)], [y], checks=False)
    case("Pad", 13, {}, [data(0, 2), ints(1, 0, 1, 0)], [np.zeros((2, 2), np.float32)])
    x = data(2, 2, dtype="int64")
    y = np.pad(x, [(1, 0), (0, 1)], constant_values=2**60 + 1)
    case("Pad", 13, {}, [x, ints(1, 0, 0, 1), np.int64(2**60 + 1)], [y], dynamic=())
    x = data(3, dtype="bool")
    case("Pad", 13, {}, [x, ints(1, 1), np.bool_(True)], [np.pad(x, 1, constant_values=True)], dynamic=())


def gathered():
    for shape, axis, index in [((5, 3), 0, ints(4, 0, -1)), ((5, 3), 1, np.array([[0, 2], [-3, 1]])),
                               ((5, 3), 0, np.int64(2)), ((2, 3, 4), -1, ints(3, 3)), ((4,), 0, ints()),
                               ((2, 4, 3), 1, np.zeros((2, 0), np.int64)), ((7, 40), 0, ints(6, 1, 1, 0)),
                               ((3, 0), 0, ints(1, 1))]:
        x = data(*shape)
        y = np.take(x, index, axis)
        for dynamic in [(0,), (0, 1)]:
            case("Gather", 13, {"axis": axis}, [x, index], [y], dynamic, checks=index.size > 0)
        case("Gather", 11, {"axis": axis}, [x, index.astype(np.int32)], [y], checks=False)
    for shape, axis, lengths in [((5, 3), 0, (2, 3)), ((5, 3), 1, (5, 7)), ((2, 3, 4), -2, (2, 5, 3)), ((4,), 0, (0,))]:
        x = data(*shape)
        index = RNG.integers(-shape[axis], shape[axis], lengths)
        slots = tuple(slice(0, n) if a != axis % len(shape) else slice(None) for a, n in enumerate(lengths))
        y = np.take_along_axis(x[slots], np.where(index < 0, index + shape[axis], index), axis)
        case("GatherElements", 13, {"axis": axis}, [x, index], [y], (0, 1), checks=False)
    for shape, batch, lengths in [((5, 3), 0, (4, 2)), ((5, 3), 0, (2, 2, 1)), ((2, 3, 4), 1, (2, 3, 1)),
                                  ((2, 3, 4), 2, (2, 3, 1)), ((2, 3, 4), 0, (2,)), ((3, 2), 0, (0, 1))]:
        x = data(*shape)
        depth = lengths[-1]
        top = np.array(shape[batch:batch + depth])
        index = RNG.integers(-top, top, lengths)
        y = np.zeros(lengths[:-1] + shape[batch + depth:], np.float32)
        for place in np.ndindex(*lengths[:-1]):
            y[place] = x[place[:batch] + tuple(index[place])]
        case("GatherND", 13, {"batch_dims": batch}, [x, index], [y], (0, 1), checks=False)
    for shape, k in [((4, 6), 0), ((4, 6), 2), ((2, 5, 3), -1), ((3, 3), 10), ((3, 3), -10), ((0, 4), 1)]:
        x = data(*shape)
        case("Trilu", 14, {}, [x, np.int64(k)], [np.triu(x, k)])
        case("Trilu", 14, {"upper": 0}, [x, np.int64(k)], [np.tril(x, k)])
    x = data(3, 4, dtype="int64")
    case("Trilu", 14, {}, [x], [np.triu(x)], dynamic=())


PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1, 4), (3, 1)), ((), (5,)), ((0, 3), (1, 3)), ((), ()),
         ((3, 1, 1, 2), (4, 1, 2))]


def compared():
    functions = {"Equal": np.equal, "Less": np.less, "LessOrEqual": np.less_equal,
                 "Greater": np.greater, "GreaterOrEqual": np.greater_equal}
    for name, function in functions.items():
        for a, b in PAIRS:
            x, y = (RNG.integers(-2, 3, s).astype(np.float32) for s in (a, b))
            case(name, 16, {}, [x, y], [function(x, y)], (0, 1))
        for dtype in ["int8", "uint8", "int32", "uint64", "int64", "float64", "float16"]:
            x, y = (data(40, dtype=dtype) for _ in range(2))
            y[::3] = x[::3]
            case(name, 19 if name == "Equal" else 16, {}, [x, y], [function(x, y)], ())
    for name, function in {"And": np.logical_and, "Or": np.logical_or, "Xor": np.logical_xor}.items():
        for a, b in PAIRS:
            x, y = data(*a, dtype="bool"), data(*b, dtype="bool")
            x, y = np.asarray(x, dtype=bool), np.asarray(y, dtype=bool)
            case(name, 7, {}, [x, y], [function(x, y)], (0, 1))
    for shape in SHAPES:
        x = np.asarray(data(*shape, dtype="bool"), dtype=bool)
        case("Not", 1 + 12, {}, [x], [np.logical_not(x)])


def resized(attributes, x, scales=None, sizes=None, roi=None, opset=19, runtime=True):
    given = None if scales is None else np.array(scales, np.float32)
    roi = None if roi is None else np.array(roi, np.float32)
    lengths = None if sizes is None else ints(*sizes)
    inputs = [x, roi, given, lengths]
    while inputs[-1] is None:
        inputs.pop()
    y = reference("Resize", opset, attributes, inputs, 1)[0]
    if runtime:
        names = [f"i{k}" if v is not None else "" for k, v in enumerate(inputs)]
        info = [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape)
                for n, v in zip(names, inputs) if v is not None]
        graph = helper.make_graph([helper.make_node("Resize", names, ["o"], **attributes)], "g", info,
                                  [helper.make_tensor_value_info("o", TensorProto.FLOAT, None)])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        theirs = session.run(None, {n: v for n, v in zip(names, inputs) if v is not None})[0]
        # The operator's definition says 0 for a single place, as ONNX Runtime does; the reference
        # evaluator of onnx 1.22 has -0.5.
        if attributes.get("coordinate_transformation_mode") == "pytorch_half_pixel":
            y = theirs
        assert np.allclose(y, theirs, atol=1e-5), (attributes, x.shape, scales, sizes, y - theirs)
    case("Resize", opset, attributes, inputs, [y.astype(np.float32)], checks=False, close=True)


def resizes():
    x = data(1, 2, 5, 7)
    for mode in ["nearest", "linear", "cubic"]:
        for coordinates in ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"]:
            for sizes in [(1, 2, 11, 13), (1, 2, 3, 4), (1, 2, 1, 9)]:
                more = {"mode": mode, "coordinate_transformation_mode": coordinates}
                resized(more, x, sizes=sizes, runtime=mode != "nearest")
        resized({"mode": mode}, x, scales=[1, 1, 2, 3])
        resized({"mode": mode, "coordinate_transformation_mode": "half_pixel_symmetric"}, x,
                scales=[1, 1, 2.3, 0.6], runtime=False)
    for nearest in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
        for coordinates in ["half_pixel", "asymmetric"]:
            more = {"mode": "nearest", "nearest_mode": nearest, "coordinate_transformation_mode": coordinates}
            resized(more, x, scales=[1, 1, 1.5, 2.5])
            resized(more, x, sizes=[1, 2, 4, 3])
    resized({"mode": "cubic", "cubic_coeff_a": -0.5, "exclude_outside": 1}, x, scales=[1, 1, 1.7, 0.8])
    for mode in ["linear", "cubic"]:
        resized({"mode": mode, "antialias": 1}, x, sizes=[1, 2, 3, 2], runtime=False)
        resized({"mode": mode, "antialias": 1}, x, scales=[1, 1, 0.6, 1.5], runtime=False)
        more = {"mode": mode, "coordinate_transformation_mode": "tf_crop_and_resize", "extrapolation_value": 10.0}
        resized(more, x, sizes=[1, 2, 3, 4], roi=[0, 0, 0.4, 0.6, 1, 1, 1.2, 0.7])
    resized({"mode": "nearest", "axes": [3, 2]}, x, sizes=[9, 6], runtime=False, opset=18)
    resized({"mode": "linear", "axes": [3]}, x, scales=[2.0], runtime=False, opset=18)
    for policy in ["not_larger", "not_smaller"]:
        more = {"mode": "linear", "axes": [2, 3], "keep_aspect_ratio_policy": policy}
        resized(more, x, sizes=[8, 9], runtime=False, opset=18)
    resized({"mode": "linear"}, data(3, 5, 4, 2), scales=[2, 0.5, 1.5, 1], runtime=False)
    resized({"mode": "linear"}, data(13), scales=[1.3], runtime=False)
    y = np.repeat(np.repeat(x, 2, 2), 3, 3)
    scales = np.array([1, 1, 2, 3], np.float32)
    case("Upsample", 9, {"mode": "nearest"}, [x, scales], [y], checks=False)
    case("Upsample", 7, {"mode": "nearest", "scales": [1.0, 1.0, 2.0, 3.0]}, [x], [y], checks=False)
    case("Resize", 10, {"mode": "nearest"}, [x, scales], [y], checks=False)


for make in [reshaped, transposed, repeated, joined, sliced, padded, gathered, compared, resizes]:
    make()

print(len(CHECKED), "of", len(CASES), "checked by the reference evaluator")
golden.write("nodes.json", {"oracle": golden.oracle(np, onnx, onnxruntime)}, {"nodes": CASES})
