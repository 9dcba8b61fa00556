"""Write constraints.txt: the newest releases of everything that fit together, all extras at once.

Names and versions only, so that the file holds wherever the packages come from.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# What baoxiu is built and tested with, all extras together, on Python 3.11 to 3.13.
# `make constraints` writes this file anew from the newest releases that fit together.
"""


def main() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    command += ["--disable-pip-version-check", "--report", "-", f"{ROOT}[{','.join(extras)}]"]
    print("resolving; this takes a minute", file=sys.stderr)
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    pins = {
        re.sub(r"[-_.]+", "-", part["metadata"]["name"]).lower(): part["metadata"]["version"]
        for part in report["install"]
    }
    del pins["baoxiu"]
    lines = [f"{name}=={version}\n" for name, version in sorted(pins.items())]
    (ROOT / "constraints.txt").write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"constraints.txt: {len(lines)} pins", file=sys.stderr)


if __name__ == "__main__":
    main()
