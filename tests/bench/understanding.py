"""Our understanding beside Rasa's DIET on the same messages in one run: right answers, time, memory, training.

    python -m tests.bench.understanding [--minutes 20] [--each N] [--composed 2000] [--epochs 20] [--without-rasa]

Both are trained on nlu/data (Rasa on what `baoxiu rasa export` writes) and asked the dev split, which neither has seen.  Without a
Python 3.10 for Rasa (tests/rasa_server.py) our own figures are printed alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from nlu.evaluation.messages import evaluate, read
from nlu.rasa_project import COMPOSED, EPOCHS
from nlu.understanding import Intent, Understanding
from tests import rasa_server
from tests.bench.turns import megabytes
from tests.process import ROOT, baoxiu, serving, surroundings

DEV = ROOT / "nlu" / "data" / "splits" / "dev.jsonl"
ROUNDS = 3  # how often every message is asked; the first round is for the answers and to warm up


@dataclass
class Measured:
    """One candidate; seconds and megabytes."""

    name: str
    latencies: Sequence[float]
    load: float
    memory: float
    accuracy: float
    macro_f1: float
    training: float | None = None

    @property
    def p50(self) -> float:
        return median(self.latencies)

    @property
    def p99(self) -> float:
        return quantiles(self.latencies, n=100)[98]


Cases = list[dict[str, Any]]
Ask = Callable[[str], Intent]
#: Nothing but the understanding in an interpreter of its own, so that memory and loading are its alone.
ALONE = """
import json, sys, time
texts = json.load(sys.stdin)
began = time.perf_counter()
from nlu.parse import parse
parse("hello 你好，热水器漏水")
load = time.perf_counter() - began
found = [parse(text).intent for text in texts]
taken = []
for text in texts * int(sys.argv[1]):
    began = time.perf_counter()
    parse(text)
    taken.append(time.perf_counter() - began)
memory = [int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmRSS")]
json.dump({"load": load, "memory": sum(memory), "latencies": taken, "found": [[i.name, i.confidence] for i in found]}, sys.stdout)
"""


def scores(cases: Cases, ask: Ask) -> tuple[float, float]:
    """(accuracy, macro-F1) of the intent."""
    figures = evaluate(cases, lambda text: Understanding(text, "", ask(text))).figures
    return figures["intent_accuracy"], figures["intent_macro_f1"]


def answers(cases: Cases, ask: Ask) -> tuple[list[float], float, float]:
    """(seconds per message, accuracy, macro-F1) of the intent."""
    accuracy, f1 = scores(cases, ask)
    taken = []
    for _ in range(ROUNDS - 1):
        for case in cases:
            began = time.perf_counter()
            ask(case["text"])
            taken.append(time.perf_counter() - began)
    return taken, accuracy, f1


def in_process(cases: Cases) -> Measured:
    texts = [case["text"] for case in cases]
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(ROUNDS - 1)],
        input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=300, cwd=ROOT,
    )  # fmt: skip
    told = json.loads(done.stdout)
    found = dict(zip(texts, told["found"], strict=True))
    accuracy, f1 = scores(cases, lambda text: Intent(*found[text]))
    return Measured("built-in, in process", told["latencies"], told["load"], told["memory"], accuracy, f1)


@contextmanager
def asking(url: str) -> Iterator[Ask]:
    """``POST /model/parse`` on one kept connection."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)

    def ask(text: str) -> Intent:
        connection.request(
            "POST", "/model/parse", json.dumps({"text": text}), {"content-type": "application/json"}
        )
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{url} answers {answer.status}: {body[:300]!r}")
        best = json.loads(body)["intent"]
        return Intent(best["name"] or "out_of_scope", best["confidence"])

    try:
        yield ask
    finally:
        connection.close()


def through_server(cases: Cases, home: Path) -> Measured:
    assert baoxiu("db", "upgrade", env=surroundings(home)).returncode == 0
    began = time.perf_counter()
    with serving(home) as server, asking(server.url) as ask:
        load = time.perf_counter() - began
        taken, accuracy, f1 = answers(cases, ask)
        memory = megabytes(server.process.pid)[0]
    return Measured("built-in, POST /model/parse", taken, load, memory, accuracy, f1)


def own_training() -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from nlu.train import learn; learn(lambda tags: None)"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=900,
    )  # fmt: skip
    return time.perf_counter() - began


def with_rasa(cases: Cases, project: Path, asked: argparse.Namespace) -> Measured:
    """Raises :class:`rasa_server.NoRasa`."""
    folder = rasa_server.environment()
    options: tuple[str, ...] = ("--composed", str(asked.composed), "--epochs", str(asked.epochs))
    if asked.each:
        options += ("--each", str(asked.each))
    exported = baoxiu("rasa", "export", str(project), *options, env=surroundings(project.parent))
    if exported.returncode:
        raise SystemExit(exported.stderr)
    print(
        next(line for line in exported.stdout.splitlines() if "messages" in line).rpartition(", ")[2],
        "for Rasa",
    )
    print(f"rasa train nlu, {asked.epochs} epochs, at most {asked.minutes:g} minutes …", flush=True)
    training = rasa_server.train(folder, project, "nlu", seconds=asked.minutes * 60)
    began = time.perf_counter()
    with rasa_server.running(folder, project) as server, asking(server.url) as ask:
        load = time.perf_counter() - began
        taken, accuracy, f1 = answers(cases, ask)
        memory = megabytes(server.process.pid)[0]
    return Measured("Rasa 3.6.21 DIET, POST /model/parse", taken, load, memory, accuracy, f1, training)


def table(measured: Sequence[Measured]) -> Iterator[str]:
    """In Markdown, with how many times as much Rasa takes, if it was there."""
    yield "| | accuracy | macro-F1 | p50 | p99 | load | memory | training |"
    yield "|---|---|---|---|---|---|---|---|"
    for m in measured:
        training = f"{m.training:.0f} s" if m.training is not None else ""
        yield (
            f"| {m.name} | {m.accuracy:.3f} | {m.macro_f1:.3f} | {m.p50 * 1000:.2f} ms | {m.p99 * 1000:.2f} ms "
            f"| {m.load:.2f} s | {m.memory:.0f} MB | {training} |"
        )
    rasa, ours = measured[-1], measured[:-1]
    if rasa.training is None or not rasa.name.startswith("Rasa"):
        return
    trained = measured[0].training or 0.0
    for m in ours:
        yield (
            f"| Rasa : {m.name} | {rasa.accuracy - m.accuracy:+.3f} | {rasa.macro_f1 - m.macro_f1:+.3f} "
            f"| {rasa.p50 / m.p50:.1f} × | {rasa.p99 / m.p99:.1f} × | {rasa.load / m.load:.1f} × "
            f"| {rasa.memory / max(1.0, m.memory):.1f} × | {rasa.training / trained:.1f} × |"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=20.0, help="at most so long for Rasa's training")
    options.add_argument("--each", type=int, help="at most so many messages written by hand of an intent")
    options.add_argument("--composed", type=int, default=COMPOSED)
    options.add_argument("--epochs", type=int, default=EPOCHS)
    options.add_argument("--without-rasa", action="store_true")
    asked = options.parse_args()
    cases = read(DEV.read_text(encoding="utf-8").splitlines())
    print(f"{len(cases)} messages of {DEV.relative_to(ROOT)}, one at a time")
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}, no GPU is used"
    )
    with tempfile.TemporaryDirectory(prefix="baoxiu-bench-", ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        measured = [in_process(cases), through_server(cases, home)]
        measured[0].training = own_training()
        if not asked.without_rasa:
            try:
                measured.append(with_rasa(cases, home / "rasa", asked))
            except rasa_server.NoRasa as why:
                print(f"NOT MEASURED: Rasa. {why}")
    print("\n".join(["", *table(measured)]))


if __name__ == "__main__":
    main()
