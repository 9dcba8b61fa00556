"""What a release consists of, in dist/: source and wheel, what they are made with (CycloneDX), checksums, a signature.

    python .ci/release.py [--key ~/.ssh/id_ed25519] [--dirty]

The signature is made with an SSH key over the checksums, so one signature vouches for all files.  Who checks it needs
OpenSSH 8 or newer and the public key (docs/SECURITY.md).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
SUMS = DIST / "SHA256SUMS"
NAMESPACE = "baoxiu-release"


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed ({done.returncode})")
    return done.stdout.strip()


def check_tree(dirty: bool) -> str:
    """The time of the commit, by which the files are dated: the same commit gives the same files."""
    changed = run("git", "status", "--porcelain")
    if changed and not dirty:
        raise SystemExit(f"not everything is committed:\n{changed}\nCommit it first, or try with --dirty.")
    return run("git", "log", "-1", "--format=%ct")


def build(epoch: str) -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", str(DIST), ".", SOURCE_DATE_EPOCH=epoch)


def bill_of_materials() -> None:
    """Of everything that is pinned, all extras together."""
    made = next(DIST.glob("*.whl")).name.split("-")
    out = DIST / f"{made[0]}-{made[1]}.cdx.json"
    run(
        sys.executable, "-m", "cyclonedx_py", "requirements", "constraints.txt", "--pyproject", "pyproject.toml",
        "--output-reproducible", "--of", "JSON", "-o", str(out),
    )  # fmt: skip


def checksums() -> None:
    files = sorted(path for path in DIST.iterdir() if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    SUMS.write_text("".join(lines), "utf-8")


def sign(key: Path) -> None:
    run("ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key.expanduser()), str(SUMS))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--key", type=Path, help="SSH key that signs; without one nothing is signed")
    asked.add_argument("--dirty", action="store_true", help="also with changes that are not committed")
    given = asked.parse_args()
    build(check_tree(given.dirty))
    bill_of_materials()
    checksums()
    if given.key is not None:
        sign(given.key)
    print(*sorted(path.name for path in DIST.iterdir()), sep="\n")
    if given.key is None:
        print("not signed: no key was given", file=sys.stderr)


if __name__ == "__main__":
    main()
