"""Ask whether anything that is pinned has a known vulnerability.  Green only when there was an answer about everything.

Ends with 0: every pinned version was asked about and none has one; 1: some have, and are named; 2: could not ask.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOUND, NOT_ASKED = 1, 2
SHOWN = 5  # of those that could not be asked about
SECONDS = 600


def pinned(text: str) -> set[str]:
    """Names in a file of constraints, as they are compared."""
    names = (
        line.partition("#")[0].partition("==")[0].partition("[")[0].strip() for line in text.splitlines()
    )
    return {_folded(name) for name in names if name}


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def judge(wanted: set[str], code: int, out: str, err: str) -> tuple[int, list[str]]:
    """What the exit code is to be, and what to tell, of what pip-audit said."""
    last = next(
        (line for line in reversed(err.strip().splitlines()) if line.strip()), f"pip-audit ended with {code}"
    )
    try:
        told = json.loads(out)["dependencies"]
        answered = {_folded(d["name"]): d for d in told if "vulns" in d}
        skipped = {_folded(d["name"]): str(d["skip_reason"]) for d in told if "skip_reason" in d}
    except (ValueError, KeyError, TypeError):
        return NOT_ASKED, [f"could not ask: {last[:300]}"]
    holes = [
        f"{name} {d['version']}: {v['id']}, mended in {', '.join(v['fix_versions']) or 'no release yet'}"
        for name, d in sorted(answered.items())
        for v in d["vulns"]
    ]
    missing = sorted(wanted - set(answered))
    lines = [
        *holes,
        *(f"could not ask about {name}: {skipped.get(name, 'no answer')[:200]}" for name in missing[:SHOWN]),
    ]
    if holes:
        return FOUND, lines
    if missing:
        return NOT_ASKED, [*lines, f"could not ask about {len(missing)} of {len(wanted)}"]
    return 0, [f"{len(wanted)} pinned versions, none with a known vulnerability"]


def main() -> int:
    file = ROOT / "constraints.txt"
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(file), "--no-deps", "--disable-pip", "--format", "json",
               "--progress-spinner", "off"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        code, lines = judge(pinned(file.read_text("utf-8")), done.returncode, done.stdout, done.stderr)
    except subprocess.TimeoutExpired:
        code, lines = NOT_ASKED, [f"could not ask: no answer within {SECONDS} seconds"]
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
