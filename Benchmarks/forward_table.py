"""Forward passes of whole networks beside PyTorch's and ONNX Runtime's."""

from measure import OURS, best, measure, peer

PYTORCH = {"row-major", "channels-last"}


def print_forward(rounds):
    commands = [[OURS, "forward"]] + peer("pytorch_forward.py") + peer("onnxruntime_forward.py")
    times = measure(commands, rounds)
    print("| forward pass | ours | PyTorch, as it comes | ratio | PyTorch, fastest | ratio "
          "| ONNX Runtime, fused | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name in dict.fromkeys(name for name, _, _ in times):
        ours = best(times, name, {"forward"})
        row = [name, f"{ours[0] / 1000:.1f} ms ({ours[2]} threads)"]
        for whats in ({"row-major"}, PYTORCH, {"ONNX Runtime"}):
            other = best(times, name, whats)
            row += [f"{other[0] / 1000:.1f} ms ({other[2]} threads)",
                    f"{ours[0] / other[0]:.2f}"] if other else ["not installed: make peers", "-"]
        print("| " + " | ".join(row) + " |")
