"""Training steps beside PyTorch's and beside their floor, and the same with one core kept busy."""

import multiprocessing

from measure import OURS, best, measure, peer

PEERS = {"Adam", "fused Adam"}


def spin():
    while True:
        pass


def print_steps(rounds):
    commands = [[OURS, "steps"]] + peer("pytorch_steps.py")
    times = measure(commands, rounds)
    names = list(dict.fromkeys(name for name, _, _ in times))
    print("| training step | ours | products and update alone | ratio | PyTorch, fastest | ratio |")
    print("|---|---|---|---|---|---|")
    for name in names:
        step, floor = best(times, name, {"step"}), best(times, name, {"floor"})
        row = [name, f"{step[0]:.0f} µs ({step[2]} threads)", f"{floor[0]:.0f} µs",
               f"{step[0] / floor[0]:.2f}"]
        fastest = best(times, name, PEERS)
        row += [f"{fastest[0]:.0f} µs ({fastest[1]}, {fastest[2]} threads)",
                f"{step[0] / fastest[0]:.2f}"] if fastest else ["not installed: make peers", "-"]
        print("| " + " | ".join(row) + " |")

    neighbour = multiprocessing.Process(target=spin, daemon=True)
    neighbour.start()
    busy = measure(commands, 1)
    neighbour.terminate()
    print("\n| the same with one core kept busy | threads | ours, times slower | PyTorch, times slower |")
    print("|---|---|---|---|")
    for name in names:
        for threads in sorted({t for n, _, t in times if n == name}):
            def slower(whats):
                pairs = [(busy[key], times[key]) for key in times
                         if key[0] == name and key[1] in whats and key[2] == threads]
                return f"{min(b / t for b, t in pairs):.1f}" if pairs else "-"
            print(f"| {name} | {threads} | {slower({'step'})} | {slower(PEERS)} |")
