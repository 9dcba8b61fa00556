"""Releases can be checked by whoever gets them, and are made of what was tested."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.process import ROOT


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "baoxiu-1.whl").write_bytes(b"wheel")
    monkeypatch.setattr(made, "DIST", dist)
    monkeypatch.setattr(made, "SUMS", dist / "SHA256SUMS")
    return made


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH")
def test_what_was_signed_is_told_from_what_was_changed(release: ModuleType, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    release.checksums()
    release.sign(key)
    (tmp_path / "allowed").write_text(f"us {key.with_suffix('.pub').read_text()}")
    check = ["ssh-keygen", "-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "us", "-n", release.NAMESPACE, "-s",
             str(tmp_path / "dist" / "SHA256SUMS.sig")]  # fmt: skip
    sums = release.SUMS.read_bytes()
    assert b"baoxiu-1.whl" in sums
    assert subprocess.run(check, input=sums, capture_output=True).returncode == 0
    assert subprocess.run(check, input=sums.replace(b"1.whl", b"2.whl"), capture_output=True).returncode != 0


def test_everything_that_is_installed_is_pinned() -> None:
    """The bill of materials is made of the pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(part for extra in project["optional-dependencies"].values() for part in extra),
    ]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", part)[0]).lower() for part in asked} - {"baoxiu"}
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    assert not [
        name for name in sorted(names) if not re.search(rf"^{re.escape(name)}==\S+$", pins, re.MULTILINE)
    ]
