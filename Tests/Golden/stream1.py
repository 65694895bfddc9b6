"""Stream 1: the random words of a parameter as a function of seed, path and element index.

Makes `stream1.json`, and is the module with which the other scripts draw what Swift draws too.
Run: python3 Tests/Golden/stream1.py
Needs: CPython 3.11 (hashlib), NumPy 2.4.6; for the file itself also mpmath 1.3.0.

Written from the definition, not from the Swift sources:

- SHA-256 of "xavier-stream-1", a zero byte, the seed as 8 little-endian bytes and the path's
  UTF-8 bytes gives, little-endian, key words 0, 1 (bytes 0-7) and counter words 2, 3 (bytes
  8-15) of Philox4x32-10. Counter words 0 and 1 are the block number, low and high half.
- Element e = 32 g + 8 j + l takes word j of block 8 g + l.
- Uniform on (-a, a): float32(k) * float32(a 2^-24) rounded once, k = 2 (word >> 8) + 1 - 2^24.
- Normal: elements j = 0, 1 of a block are r cos theta, r sin theta of words 0, 1; elements
  j = 2, 3 of words 2, 3. u = float32((first >> 1) | 1) 2^-31 with the conversion rounded to
  nearest even, r = sqrt(-2 log u), theta = pi k 2^-24 with k from the second word.
- Truncated normal, cut at c parent deviations: sqrt(2) erfinv(k 2^-24 erf(c / sqrt(2))).
- Float64 uniform: x = word << 32 | word of the stream with prefix "xavier-stream-1-low",
  float64(k) * (a 2^-53) rounded once, k = 2 (x >> 11) + 1 - 2^53.

Philox is held to the three known-answer vectors of Random123 (tests/kat_vectors) at each run.
Normals and truncated normals are the exact real values, computed with 40 digits and rounded
once to float64; a float32 kernel is to be measured against them in units in the last place. The
draws with their own roundings are in the folder `drawing`.
"""

import golden

import hashlib
import struct

import numpy as np

MASK = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)

# (counter, key, words) of Random123's tests/kat_vectors, philox4x32 with 10 rounds.
KNOWN_ANSWERS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def philox(counter, key):
    """Philox4x32-10 of four counter words (integers or arrays) under two key words."""
    c0, c1, c2, c3 = (np.asarray(word, dtype=np.uint64) for word in counter)
    k0, k1 = (int(word) for word in key)
    for _ in range(10):
        p0 = c0 * np.uint64(0xD2511F53)
        p1 = c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (
            (p1 >> HALF) ^ c1 ^ np.uint64(k0),
            p1 & MASK,
            (p0 >> HALF) ^ c3 ^ np.uint64(k1),
            p0 & MASK,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def key_words(seed, path, prefix=b"xavier-stream-1"):
    """The two key words and counter words 2 and 3, as one tuple of four."""
    message = prefix + b"\0" + struct.pack("<Q", seed) + path.encode("utf-8")
    return struct.unpack("<4I", hashlib.sha256(message).digest()[:16])


def blocks(seed, path, numbers, prefix=b"xavier-stream-1"):
    """The four words of the blocks with the given numbers: an array of shape (count, 4)."""
    k0, k1, c2, c3 = key_words(seed, path, prefix)
    numbers = np.asarray(numbers, dtype=np.uint64)
    words = philox((numbers & MASK, numbers >> HALF, c2, c3), (k0, k1))
    return np.stack(words, axis=-1).astype(np.uint32)


def words_at(seed, path, elements, prefix=b"xavier-stream-1"):
    """The words of any elements, one by one: no tile is ever made whole."""
    e = np.asarray(elements, dtype=np.uint64)
    number = e // np.uint64(32) * np.uint64(8) + e % np.uint64(8)
    j = (e // np.uint64(8) % np.uint64(4)).astype(np.int64)
    return np.take_along_axis(blocks(seed, path, number, prefix), j[:, None], axis=1)[:, 0]


def words(seed, path, count):
    """The words of elements 0 ..< count, tile by tile."""
    tiles = -(-count // 32)
    made = blocks(seed, path, np.arange(8 * tiles, dtype=np.uint64))
    return made.reshape(tiles, 8, 4).transpose(0, 2, 1).reshape(-1)[:count].copy()


def uniform_from_words(made, bound):
    """Float32 uniforms on (-bound, bound); `bound` is a float32."""
    k = (2 * (made >> np.uint32(8)).astype(np.int64) + 1 - (1 << 24)).astype(np.float32)
    return k * np.float32(np.float64(np.float32(bound)) * 2.0**-24)


def uniform(seed, path, count, bound):
    """Elements 0 ..< count of a uniform draw."""
    return uniform_from_words(words(seed, path, count), bound)


def glorot_bound(fan_in, fan_out):
    """Glorot's uniform bound: computed in float64, rounded once to float32."""
    return np.float32(np.sqrt(6.0 / (fan_in + fan_out)))


def bits(values):
    """The bit patterns of float32 or float64 values as hexadecimal digits."""
    values = np.asarray(values)
    digits, unsigned = (8, np.uint32) if values.dtype == np.float32 else (16, np.uint64)
    return [f"{int(pattern):0{digits}x}" for pattern in values.view(unsigned)]


def uniform64_bits(seed, path, elements, bound):
    """Float64 uniforms: each word is completed by the same word of the low stream."""
    high = words_at(seed, path, elements).astype(np.uint64)
    low = words_at(seed, path, elements, b"xavier-stream-1-low").astype(np.uint64)
    x = high << HALF | low
    k = ((x >> np.uint64(10)) | np.uint64(1)).astype(np.int64) - np.int64(1 << 53)
    return bits(k.astype(np.float64) * (np.float64(bound) * 2.0**-53))


def signed_odd(word):
    """k of a 32-bit word: one of the odd integers between -2^24 and 2^24."""
    return 2 * (int(word) >> 8) + 1 - (1 << 24)


def normal_pair(first, second):
    """The exact real values r cos theta and r sin theta of two words, as float64."""
    import mpmath

    with mpmath.workdps(40):
        u = mpmath.mpf(int(np.float32((int(first) >> 1) | 1))) / 2**31
        r = mpmath.sqrt(-2 * mpmath.log(u))
        turns = mpmath.mpf(signed_odd(second)) / 2**24  # theta / pi
        return float(r * mpmath.cospi(turns)), float(r * mpmath.sinpi(turns))


def truncated(word, cut):
    """The exact real value of a truncated normal draw in parent deviations, as float64."""
    import mpmath

    with mpmath.workdps(40):
        mass = mpmath.erf(cut / mpmath.sqrt(2))
        return float(mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf(signed_odd(word)) / 2**24 * mass))


def normal_elements(seed, path, elements):
    """One case a call: normals at any elements, each from the two words that feed it."""
    values, pairs = [], []
    for e in elements:
        row = blocks(seed, path, [e // 32 * 8 + e % 8])[0]
        j = e // 8 % 4
        first, second = int(row[j // 2 * 2]), int(row[j // 2 * 2 + 1])
        pairs.append([first, second])
        values.append(normal_pair(first, second)[j % 2])
    return {"seed": seed, "path": path, "elements": elements, "words": pairs, "values": values}


def extreme_elements(seed, path, count):
    """The elements (j even) with the smallest and largest u among the first 2^25 blocks."""
    found = []
    for start in range(0, 1 << 25, 1 << 20):
        numbers = np.arange(start, start + (1 << 20), dtype=np.uint64)
        made = blocks(seed, path, numbers)
        for j in (0, 2):
            first = made[:, j] >> np.uint32(1) | np.uint32(1)
            order = np.argsort(first, kind="stable")
            for i in np.concatenate([order[:count], order[-count:]]):
                number = start + int(i)
                found.append((int(first[i]), number // 8 * 32 + 8 * j + number % 8))
    found.sort()
    return [e for _, e in found[:count]], [e for _, e in found[-count:]]


SEEDS = [0, 1, 42, 2**63, 2**64 - 1]
PATHS = [
    "",
    "hidden.weight",
    "layers.0.weight",
    "couche.r\u00e9seau.poids",  # e with acute accent as one scalar
    "couche.re\u0301seau.poids",  # the same text as e and a combining accent: another stream
    "\u5c64.0.\u91cd\u307f.\U0001f331",  # three and four bytes a scalar
    "p" * 31,  # 55 bytes are hashed: the last length that fits one block
    "p" * 32,  # 56 bytes: the padding needs a second block
    "p" * 40,  # 64 bytes: exactly one block before the padding
    "encoder.stages.3.blocks.11.mixture_of_experts.expert_127.feed_forward.gate_projection."
    "low_rank_adapter.default.up.parametrizations.weight.original0.0123456789",
]
GLOROT = glorot_bound(784, 128)


def stream_cases():
    far = []
    for start, count in [
        (2**32 - 3, 6),
        (2**34 - 20, 40),  # block 2^32: counter word 1 becomes 1 inside this range
        (2**40, 6),
        (2**63 - 8, 8),
    ]:
        far += range(start, start + count)
    cases = []
    for seed in SEEDS:
        for path in PATHS:
            k0, k1, c2, c3 = key_words(seed, path)
            made = words(seed, path, 40)
            assert (made == words_at(seed, path, range(40))).all()
            cases.append({
                "seed": seed,
                "path": path,
                "pathUTF8": path.encode("utf-8").hex(),
                "keyWords": [k0, k1],
                "counterWords": [c2, c3],
                "words": [int(w) for w in made],
                "uniformBits": bits(uniform_from_words(made, 1)),
                "glorotUniformBits": bits(uniform_from_words(made, GLOROT)),
            })
            if seed in (0, 42) and path in PATHS[1:3]:
                cases[-1]["farElements"] = far
                cases[-1]["farWords"] = [int(w) for w in words_at(seed, path, far)]
    streams = {tuple(c["keyWords"] + c["counterWords"]) for c in cases}
    assert len(streams) == len(cases)
    return cases


def digest_cases():
    cases = []
    for seed, path in [(42, "hidden.weight"), (2**64 - 1, PATHS[3])]:
        for bound in (np.float32(1), GLOROT):
            made = uniform(seed, path, 1_000_003, bound)
            assert (np.abs(made) < bound).all() and (made != 0).all()
            cases.append({
                "seed": seed,
                "path": path,
                "boundBits": bits([bound])[0],
                "count": 1_000_003,
                "sha256": hashlib.sha256(made.astype("<f4").tobytes()).hexdigest(),
            })
    return cases


def main():
    import mpmath

    for counter, key, expected in KNOWN_ANSWERS:
        assert [int(w) for w in philox(counter, key)] == expected

    small, large = extreme_elements(42, "hidden.weight", 8)
    both = sorted(small + [e + 8 for e in small])  # j even is the cosine, j odd the sine
    normals = [
        normal_elements(42, "hidden.weight", list(range(64))),
        normal_elements(0, "layers.0.weight", list(range(2**40 + 3, 2**40 + 67, 2))),
        normal_elements(42, "hidden.weight", both),
        normal_elements(42, "hidden.weight", sorted(large + [e + 8 for e in large])),
    ]

    firsts = [0, 1, 2, 3, 5, 2**8, 2**16 + 7, 2**25 - 1, 2**25 + 2, 2**31, 0x9B4597E1]
    firsts += [0xFFFFFE00, 0xFFFFFF00, 0xFFFFFF7F, 0xFFFFFF80, 0xFFFFFFFF]
    seconds = [0, 0x40000000, 0x7FFFFFFF, 0x80000000, 0xA0000100, 0xC0000000, 0xFFFFFFFF]
    pairs = []
    for first in firsts:
        for second in seconds:
            cosine, sine = normal_pair(first, second)
            pairs.append({"words": [first, second], "cosine": cosine, "sine": sine})

    cuts = []
    chosen = [0, 0xFF, 0x100, 0x1000000, 0x7FFFFFFF, 0x80000000, 0xFEFFFFFF, 0xFFFFFFFF]
    sample = [int(w) for w in words(42, "hidden.weight", 64)]
    for cut, made in [(2, sample), (2, chosen), (1, chosen + sample[:8]), (3, chosen + sample[:8])]:
        cuts.append({"cut": cut, "words": made, "values": [truncated(w, cut) for w in made]})
    cuts[0] = {"cut": 2, "seed": 42, "path": "hidden.weight"} | cuts[0]

    far = [0, 1, 7, 8, 31, 32, 39, 2**32, 2**40 + 5]
    doubles = []
    for seed, path in [(42, "hidden.weight"), (2**64 - 1, PATHS[3])]:
        doubles.append({
            "seed": seed,
            "path": path,
            "lowKeyWords": list(key_words(seed, path, b"xavier-stream-1-low")[:2]),
            "lowCounterWords": list(key_words(seed, path, b"xavier-stream-1-low")[2:]),
            "elements": far,
            "uniformBits": uniform64_bits(seed, path, far, 1.0),
            "glorotUniformBits": uniform64_bits(seed, path, far, np.sqrt(6.0 / 912)),
        })

    header = {
        "about": "Stream 1 by an independent implementation; the definition heads stream1.py. "
        "words: elements 0..<40. uniformBits: float32 bit patterns for bound 1, "
        "glorotUniformBits for glorotBoundBits, the float32 nearest sqrt(6/912). "
        "uniformDigests: SHA-256 of the first count uniforms as little-endian float32. "
        "normals, normalPairs, truncatedNormals: exact real values rounded once to float64.",
        "madeBy": "Tests/Golden/stream1.py",
        "oracle": golden.oracle(np, mpmath),
        "glorotBoundBits": bits([GLOROT])[0],
    }
    lists = {
        "knownAnswers": [
            {"counter": counter, "key": key, "words": made} for counter, key, made in KNOWN_ANSWERS
        ],
        "streams": stream_cases(),
        "uniformDigests": digest_cases(),
        "normals": normals,
        "normalPairs": pairs,
        "truncatedNormals": cuts,
        "float64Uniforms": doubles,
    }
    golden.write("stream1.json", header, lists)


if __name__ == "__main__":
    main()
