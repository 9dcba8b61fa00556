"""The audit of what is pinned is green only when everything was asked about."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).resolve().parents[2] / ".ci" / "audit.py"
WANTED = {"one-thing", "other"}
GOOD = {"name": "One.Thing", "version": "1.0", "vulns": []}
OTHER = {"name": "other", "version": "2.0", "vulns": []}
BAD = {**OTHER, "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "other", "skip_reason": "not found on the index"}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit_of_packages", FILE)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize(("out", "code", "told"), [
    ([GOOD, OTHER], 0, "2 pinned versions, none with a known vulnerability"),
    ([GOOD, BAD], 1, "other 2.0: PYSEC-1, mended in 2.1"),
    ([BAD], 1, "could not ask about one-thing: no answer"),
    ([GOOD, SKIPPED], 2, "could not ask about other: not found on the index"),
    ([GOOD], 2, "could not ask about 1 of 2"),
    ([], 2, "could not ask about 2 of 2"),
    (None, 2, "could not ask: ConnectionError: no route to host"),
])  # fmt: skip
def test_what_is_told_of_an_answer(audit: ModuleType, out: list[object] | None, code: int, told: str) -> None:
    said = json.dumps({"dependencies": out, "fixes": []}) if out is not None else ""
    # pip-audit ends with 0 or 1 whatever it has not asked about
    found, lines = audit.judge(WANTED, 0, said, "Traceback\nConnectionError: no route to host\n")
    assert found == code and told in "\n".join(lines)


@pytest.mark.parametrize(
    "out",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"dependencies": 1}',
        '{"dependencies": [1]}',
        "No known vulnerabilities found",
    ],
)
def test_no_answer_is_never_green(audit: ModuleType, out: str) -> None:
    assert audit.judge(WANTED, 0, out, "")[0] == 2


def test_every_pinned_name_is_asked_about(audit: ModuleType) -> None:
    text = FILE.parent.parent.joinpath("constraints.txt").read_text("utf-8")
    names = audit.pinned(text)
    assert {"cryptography", "sqlalchemy", "fastapi"} <= names
    assert len(names) == sum("==" in line for line in text.splitlines())
