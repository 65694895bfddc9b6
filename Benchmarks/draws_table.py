"""Draws of 8192 x 8192 weights and of orthogonal matrices beside those of peers and a memory set."""

from measure import OURS, best, measure, peer

PEERS = ["PyTorch", "NumPy", "JAX"]
COUNT = 8192 * 8192
BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "float64": 8, "set": 4}  # of an element


def spelled(name, time):
    """A time, and for a fill the rate at which it writes."""
    duration = f"{time / 1e6:.2f} s" if time > 1e6 else f"{time / 1e3:.1f} ms"
    rate = rate_of(name, time)
    return f"{duration}, {rate:.1f} GB/s" if rate else duration


def rate_of(name, time):
    """Gigabytes in a second, or none for a matrix, whose memory is not what it waits for."""
    element = name.split()[-1]
    return COUNT * BYTES[element] / time / 1e3 if element in BYTES else None


def print_draws(rounds):
    times = measure(
        [[OURS, "draws"]] + peer("pytorch_draws.py") + peer("numpy_draws.py")
        + peer("jax_draws.py", "1") + peer("jax_draws.py", "2"), rounds)
    names = list(dict.fromkeys(name for name, _, _ in times))
    threads = sorted({t for _, what, t in times if what == "ours"})

    print("| draw | " + " | ".join(f"ours, {t} threads" for t in threads)
          + " | scaling | " + " | ".join(f"of a memory set, {t} threads" for t in threads) + " |")
    print("|---" * (2 + 2 * len(threads)) + "|")
    for name in names:
        ours = [times.get((name, "ours", t)) for t in threads]
        if None in ours:
            continue
        row = [name] + [spelled(name, time) for time in ours] + [f"{ours[0] / ours[-1]:.2f}"]
        for time, count in zip(ours, threads):
            rate = rate_of(name, time)
            limit = rate_of("memory set", times["memory set", "ours", count])
            row += [f"{100 * rate / limit:.0f} %" if rate else "-"]
        print("| " + " | ".join(row) + " |")

    print("\n| the same in peers, 1 thread, 2 threads, and how many times as fast ours is, fastest"
          " to fastest | " + " | ".join(f"{p} | ours" for p in PEERS) + " |")
    print("|---" * (1 + 2 * len(PEERS)) + "|")
    for name in names:
        if name == "memory set":
            continue
        row, ours = [name], best(times, name, {"ours"})
        for what in PEERS:
            found = [times[key] for key in sorted(times) if key[:2] == (name, what)]
            row += ["; ".join(spelled(name, time) for time in found) or "-",
                    f"{min(found) / ours[0]:.1f}" if found and ours else "-"]
        print("| " + " | ".join(row) + " |")
