"""Forward and backward passes of whole networks in training beside PyTorch's: time and peak memory of
a process of each."""

from measure import OURS, best, measure, peer

NETWORKS = ["ResNet-50 batch 8", "MobileNetV2 batch 8", "transformer 12 x 768, 4 x 128 tokens"]
LAYOUTS = ["row-major", "channels-last"]


def print_gradients(rounds):
    commands = []
    for name in NETWORKS:
        layouts = LAYOUTS if "batch" in name else LAYOUTS[:1]
        commands.append([OURS, "gradients", name, "2"])
        for layout in layouts:
            commands += peer("pytorch_gradients.py", name, layout, "2")
    measured = measure(commands, rounds)
    print("| forward and backward | ours | PyTorch, as it comes | ratio | PyTorch, fastest | ratio "
          "| peak memory | PyTorch's least | ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in NETWORKS:
        ours = best(measured, name, {"gradients"})
        row = [name, f"{ours[0] / 1000:.0f} ms"]
        for whats in ({"row-major"}, set(LAYOUTS)):
            other = best(measured, name, whats)
            row += [f"{other[0] / 1000:.0f} ms", f"{ours[0] / other[0]:.2f}"] if other else [
                "not installed: make peers", "-"]
        memory = best(measured, name, {"gradients memory"})
        other = best(measured, name, {f"{layout} memory" for layout in LAYOUTS})
        row += [f"{memory[0] / 1e6:.0f} MB"]
        row += [f"{other[0] / 1e6:.0f} MB", f"{memory[0] / other[0]:.2f}"] if other else ["-", "-"]
        print("| " + " | ".join(row) + " |")
