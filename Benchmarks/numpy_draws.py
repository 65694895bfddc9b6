"""Times the same draws in NumPy with its Philox generator, as far as it has them in float32.

It draws from the unit laws and into memory that exists; multiplying by a scale is left out, which
favours it. NumPy draws in one thread, and has no float32 law that is truncated.
"""

import numpy

from stopwatch import median_time, report


def main():
    generator = numpy.random.Generator(numpy.random.Philox(0))
    weights = numpy.zeros((8192, 8192), numpy.float32)

    def time(name, body):
        report(name, "NumPy", 1, median_time(body, least=3))

    time("uniform float32", lambda: generator.random(dtype=numpy.float32, out=weights))
    time("normal float32", lambda: generator.standard_normal(dtype=numpy.float32, out=weights))


main()
