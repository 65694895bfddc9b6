"""Ctrl-C, forked processes, threads, import, and libraries side by side."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import xavier

LONG = {
    "fill": """
        import numpy, xavier
        array = numpy.empty((1 << 28,), numpy.float32)
        def work():
            for seed in range(1000): xavier.fill_(array, "truncatedNormal:1", path="w", seed=seed)
    """,
    "check": """
        import xavier
        def work(): xavier.check("1024-1024x60-10", recipe="heNormal", draws=1000, batch=256)
    """,
    "audit": """
        import numpy, xavier
        rng = numpy.random.default_rng(0)
        state = {f"layer{i}.weight": rng.random((512, 512), numpy.float32) for i in range(64)}
        def work():
            while True: xavier.audit(state)
    """,
}


def start(program):
    """A process that an interrupt reaches, also where this one was started in the background, which ignores them."""
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    return subprocess.Popen(
        [sys.executable, "-c", heed + program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("kind", LONG)
def test_control_c_ends_work_soon(kind):
    import textwrap

    program = textwrap.dedent(LONG[kind]) + textwrap.dedent("""
        import sys
        print("ready", flush=True)
        try:
            work()
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            # The library is as good as before.
            assert xavier.draw((3,), "ones", path="w").tolist() == [1, 1, 1]
            print("alive", flush=True)
        """)
    process = start(program)
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert out == "interrupted\nalive\n" and process.returncode == 0, errors
    assert time.monotonic() - started < 15


def test_an_interrupt_nobody_catches_ends_python_as_usual():
    program = "import xavier; print('ready', flush=True); xavier.check('1024-1024x60-10', draws=1000, batch=256)"
    process = start(program)
    process.stdout.readline()
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT and errors.rstrip().endswith("KeyboardInterrupt")


def test_an_exception_of_the_progress_function_ends_the_work():
    class Enough(Exception):
        pass

    def progress(done, total):
        raise Enough

    with pytest.raises(Enough):
        xavier.check("512-512x60-10", recipe="heNormal", draws=1000, progress=progress)


FORK = """
import os, signal, time, xavier
def draw():
    return xavier.draw((1000, 1000), "heNormal", path="w", layout="keras", threads=4).tobytes()
expected = draw()
child = os.fork()
if child == 0:
    os._exit(0 if draw() == expected else 1)
for _ in range(600):
    found, status = os.waitpid(child, os.WNOHANG)
    if found:
        break
    time.sleep(0.1)
else:
    os.kill(child, signal.SIGKILL)
    raise SystemExit("the forked process hangs")
assert os.waitstatus_to_exitcode(status) == 0
assert draw() == expected
"""


def test_a_forked_process_draws():
    run = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_all_that_is_loaded_is_the_wheels_or_libc():
    program = """
import re, xavier
xavier.check("16-16x3-4", recipe="heNormal")
xavier.draw((3,), "ones", path="w")
loaded = {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
print(*sorted(path for path in loaded if re.search("swift|dnnl|blas|zip|crypto|gomp|gfortran|OpenCL", path)))
"""
    environment = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    own = os.path.dirname(os.path.dirname(xavier.__file__))
    paths = [path for path in run.stdout.split() if not path.startswith(os.path.join(own, "numpy"))]
    assert paths and all(path.startswith(os.path.join(own, "xavier.libs")) for path in paths)


def test_threads_draw_at_the_same_time():
    expected = xavier.draw((700, 900), "heNormal", path="w", layout="keras")
    found = [None] * 8

    def draw(place):
        for _ in range(5):
            found[place] = xavier.draw((700, 900), "heNormal", path="w", layout="keras")
        with pytest.raises(xavier.UsageError, match=f"recipe nothing{place}: not known"):
            xavier.draw((2,), f"nothing{place}", path="w")

    threads = [threading.Thread(target=draw, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((array == expected).all() for array in found)


# The processor's time, to which others on the machine add little.
IMPORT = "import time; start = time.process_time(); {}; print(time.process_time() - start)"


def seconds(statement):
    times = []
    for _ in range(7):
        run = subprocess.run([sys.executable, "-c", IMPORT.format(statement)], capture_output=True, text=True, check=True)
        times.append(float(run.stdout))
    return min(times)


def test_import_takes_less_than_a_tenth_of_a_second():
    assert seconds("import xavier") < 0.1
    # Even where the library is loaded at once.
    assert seconds("import xavier; xavier.version()") < 0.1


def test_importing_imports_neither_numpy_nor_torch():
    program = "import sys, xavier; xavier.version(); print({'numpy', 'torch', 'jax'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


USE = """
import torch, numpy
a = torch.randn(300, 300)
expected = numpy.linalg.svd(a.numpy(), compute_uv=False)
found = xavier.check("64-64x4-10", recipe="heNormal")
layer = torch.nn.Conv2d(3, 8, 3)
out = layer(torch.randn(2, 3, 16, 16)).sum(); out.backward()
assert torch.allclose(torch.linalg.svdvals(a), torch.from_numpy(expected), rtol=1e-3)
assert xavier.check("64-64x4-10", recipe="heNormal").raw == found.raw
print(found.raw["jacobian"]["singular_values"][:3])
"""


def test_libraries_side_by_side_give_the_same_whichever_comes_first():
    outputs = []
    for first in ("import xavier; xavier.version(); import torch", "import torch, numpy, xavier"):
        run = subprocess.run([sys.executable, "-c", first + USE], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        outputs.append(run.stdout)
    assert outputs[0] == outputs[1]


def test_the_version_is_that_of_the_distribution():
    import importlib.metadata

    assert xavier.__version__ == xavier.version() == importlib.metadata.version("xavier")


def test_a_progress_line_on_a_terminal():
    import pty

    parent, child = pty.openpty()
    program = "import xavier; xavier.check('256-256x20-10', recipe='heNormal', draws=4, progress=True)"
    process = subprocess.Popen([sys.executable, "-c", program], stderr=child)
    os.close(child)
    text = b""
    try:
        while chunk := os.read(parent, 65536):
            text += chunk
    except OSError:
        pass
    assert process.wait() == 0
    assert "checking 256-256x20-10" in text.decode() and text.endswith(b"\r\x1b[K")
    assert b"\n" not in text
