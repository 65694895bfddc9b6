"""What measuring adds to forward and backward passes of networks in training: the same passes with and
without readings, by turns in one process."""

from measure import OURS, best, measure

NETWORKS = ["ResNet-50 batch 8", "transformer 12 x 768, 4 x 128 tokens"]


def print_check(rounds):
    measured = measure([[OURS, "check", name, "2"] for name in NETWORKS], rounds)
    print("| forward and backward | passes alone | with readings | ratio |")
    print("|---|---|---|---|")
    for name in NETWORKS:
        alone, read = (best(measured, name, {what})[0] for what in ("passes", "measured passes"))
        print(f"| {name} | {alone / 1000:.0f} ms | {read / 1000:.0f} ms | {read / alone:.3f} |")
