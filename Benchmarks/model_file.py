"""Writes a model file of any size with nothing but the standard library.

    model_file.py PATH COUNT WIDTH
"""

import array
import random
import sys


def varint(number):
    digits = bytearray()
    while number >= 128:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes(digits) + bytes([number])


def field(number, value):
    """A field of a protobuf message: a whole number, a text or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def value_info(name, shape):
    dimensions = b"".join(field(1, field(1, length)) for length in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dimensions)))


def write_products(path, count, width):
    """A chain of `count` products with float32 matrices of width x width."""
    source = random.Random(0)
    row = array.array("f", (source.gauss(0, width ** -0.5) for _ in range(width)))
    graph = [field(2, "products")]
    for number in range(count):
        node = field(1, f"x{number}") + field(1, f"w{number}") + field(2, f"x{number + 1}")
        graph.append(field(1, node + field(4, "MatMul")))
        elements = b"".join((row[k:] + row[:k]).tobytes() for k in range(width))
        tensor = field(1, width) + field(1, width) + field(2, 1) + field(8, f"w{number}")
        graph.append(field(5, tensor + field(9, elements)))
    graph.append(field(11, value_info("x0", [1, width])))
    graph.append(field(12, value_info(f"x{count}", [1, width])))
    opset = field(1, "") + field(2, 17)
    with open(path, "wb") as file:
        file.write(field(1, 8) + field(8, opset) + field(7, b"".join(graph)))


write_products(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
