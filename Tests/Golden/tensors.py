"""Makes tensors.json: elements of every stored type and what they become in every other.

Oracle: NumPy 2.4.6 and ml_dtypes 0.6.0 (bfloat16, float8). Bytes are hexadecimal, little-endian.
Left out is what C leaves open and NumPy therefore does not define: floats that an integer type
cannot hold. Conversions to ml_dtypes go through float64, which holds every value used here.
Checks itself: what a type holds exactly comes back from float64 bit by bit.
"""

import golden

import ml_dtypes
import numpy as np

TYPES = {
    "float64": np.float64, "float32": np.float32, "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16, "float8E4M3": ml_dtypes.float8_e4m3fn,
    "float8E5M2": ml_dtypes.float8_e5m2, "int8": np.int8, "int16": np.int16, "int32": np.int32,
    "int64": np.int64, "uint8": np.uint8, "uint16": np.uint16, "uint32": np.uint32,
    "uint64": np.uint64, "bool": np.bool_,
}
FLOATS = ["float64", "float32", "float16", "bfloat16", "float8E4M3", "float8E5M2"]
# Ties and their neighbours at 3, 4, 8, 11 and 24 significant bits, ends of ranges, subnormals.
REALS = [0.0, -0.0, 1.0, -1.0, 0.1, -2.5, 3.5, 1.0625, 1.1875, 1.125, 1.375, 1 + 2**-8, 1 + 3 * 2**-8,
         1 + 2**-8 + 2**-30, 1 + 2**-11, 1 + 3 * 2**-11, 1 + 2**-24, 1 + 3 * 2**-24, 1 + 2**-24 + 2**-50,
         448.0, 463.9, 464.0, 480.0, 57344.0, 61439.0, 61440.0, 65504.0, 65519.9, 65520.0, 3.4e38, 3.5e38,
         1e300, -1e300, 2**-6, 2**-9, 2**-10, 1.5 * 2**-10, 2**-14, 2**-16, 2**-17, 1.5 * 2**-17, 2**-24,
         2**-25, 1.5 * 2**-25, 2**-126, 2**-133, 2**-134, 2**-149, 2**-150, 1.5 * 2**-150, 5e-324,
         np.inf, -np.inf]
INTEGERS = [0, 1, -1, 2, 127, 128, -128, 255, 256, -129, 32767, 32768, -32768, 65535, 65536, 2**24 + 1,
            2**24 + 3, 2**31 - 1, 2**31, -(2**31), 2**32 - 1, 2**32, 2**53 + 1, 2**63 - 1, -(2**63), 2**63,
            2**64 - 1]


def elements(name):
    kind = TYPES[name]
    if name == "bool":
        return np.array([False, True])
    if name in FLOATS:
        with np.errstate(over="ignore"):
            return np.array(REALS, np.float64).astype(kind)
    info = np.iinfo(kind)
    return np.array([x for x in INTEGERS if info.min <= x <= info.max], kind)


def converted(values, name, other):
    kind = TYPES[other]
    with np.errstate(over="ignore", invalid="ignore"):
        if other in FLOATS[2:] and name not in FLOATS[:1]:
            # Integers beyond 2^53 are rounded to float64 first; none here is near a tie of a narrow type.
            return values.astype(np.float64).astype(kind)
        return values.astype(kind)


def text(values):
    return values.astype(values.dtype.newbyteorder("<") if values.dtype.kind in "fiu" else values.dtype).tobytes().hex()


def cases():
    for name in TYPES:
        values = elements(name)
        if name in FLOATS[1:]:
            assert values.astype(np.float64).astype(TYPES[name]).tobytes() == values.tobytes()
        for other in TYPES:
            if other == name:
                continue
            given = values
            if name in FLOATS and other not in FLOATS + ["bool"]:
                info, wide = np.iinfo(TYPES[other]), values.astype(np.float64)
                fits = (np.trunc(wide) >= info.min) & (np.trunc(wide) <= info.max - (2**11 if info.bits == 64 else 0))
                given = values[fits]
            wide = converted(given, name, other)
            keep = np.ones(len(given), bool)
            if other in FLOATS:
                # The bits of NaN are not defined.
                keep = ~np.isnan(wide.astype(np.float64))
            if name == "float64" and other in FLOATS[3:]:
                # ml_dtypes rounds to float32 first, which is wrong near a tie.
                keep &= given.astype(np.float32).astype(np.float64) == given
            yield {"from": name, "to": other, "bytes": text(given[keep]), "expected": text(wide[keep])}


golden.write("tensors.json", {"oracle": golden.oracle(np, ml_dtypes)}, {"cases": list(cases())})
