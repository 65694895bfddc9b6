"""Times the same draws in JAX, compiled and warmed up. JAX makes a new array for each result.

    jax_draws.py THREADS
"""

import os
import sys

# The compiled code uses as many threads as the process has processors when JAX is imported.
THREADS = int(sys.argv[1])
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import jax  # noqa: E402

from stopwatch import median_time, report  # noqa: E402

SHAPE = (8192, 8192)


def main():
    key = jax.random.key(0)
    orthogonal = jax.nn.initializers.orthogonal()

    def time(name, draw, least=3):
        compiled = jax.jit(draw)
        compiled(key).block_until_ready()
        report(name, "JAX", THREADS,
               median_time(lambda: compiled(key).block_until_ready(), least))

    time("uniform float32", lambda key: jax.random.uniform(key, SHAPE, minval=-0.05, maxval=0.05))
    time("normal float32", lambda key: 0.05 * jax.random.normal(key, SHAPE))
    time("truncated normal float32",
         lambda key: 0.05 * jax.random.truncated_normal(key, -2, 2, SHAPE))
    time("normal bfloat16",
         lambda key: (0.05 * jax.random.normal(key, SHAPE, "bfloat16")).astype("bfloat16"))
    for size in (2048, 4096):
        time(f"orthogonal {size}", lambda key: orthogonal(key, (size, size)), least=1)


main()
