"""What a page of the lab waits for: answers of the server to one client that moves sliders."""

import http.client
import json
import statistics
import subprocess
import time
from pathlib import Path

TOOL = Path(__file__).parent.parent / ".build/release/xavier"
DEEP = {"depth": 50, "width": 256, "recipes": ["auto"]}
QUESTIONS = {
    "page": ("GET", "/", None),
    "check, 30 layers of 100": ("POST", "/api/check", {"state": {}}),
    "check, 50 layers of 256": ("POST", "/api/check", {"state": DEEP}),
    "check with histograms, 50 layers of 256": (
        "POST", "/api/check", {"state": DEEP, "parts": ["histograms"]}),
    "phase diagram, 40 x 40, known": ("POST", "/api/phase", {"activation": "tanh"}),
    "explanation of a verdict, with its figure": ("GET", "/api/explain?name=collapsed", None),
}


def print_lab(rounds):
    if not TOOL.exists():
        print(f"without the lab: {TOOL} is not built")
        return
    lab = subprocess.Popen([TOOL, "lab", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(lab.stdout.readline().rsplit(":", 1)[1].strip("/\n"))
        connection = http.client.HTTPConnection("127.0.0.1", port)
        print("| the lab answers | median | fastest |")
        print("|---|---|---|")
        for name, question in QUESTIONS.items():
            ask(connection, *question)
            times = sorted(ask(connection, *question) for _ in range(10 * rounds))
            print(f"| {name} | {statistics.median(times):.1f} ms | {times[0]:.1f} ms |")
    finally:
        lab.terminate()
        lab.wait()


def ask(connection, method, path, body):
    start = time.perf_counter()
    connection.request(
        method, path, body=None if body is None else json.dumps(body),
        headers={} if body is None else {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: status {answer.status}, 200 was expected")
    return (time.perf_counter() - start) * 1000
