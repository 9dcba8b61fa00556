"""docs/SECURITY.md tells the truth: every danger has a defence, and the tests that it names exist."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.process import ROOT

#: What the page has to have a line about, in words of that line.
DANGERS = (
    "password", "session", "CSRF", "Content-Security-Policy", "another role's", "webhooks of messengers", "SSRF", "path traversal", "ZIP",
    "depth of JSON", "images", "XLSX", "ReDoS", "SQL injection", "template injection", "header injection", "log injection", "formulas",
    "serial numbers", "prompt injection", "replay", "secrets and personal data in logs", "database stolen", "rotation", "retention",
    "audit log", "packages", "bill of materials", "paces by visitor, sender, place and token", "no error of ours, no hang, bounded memory",
)  # fmt: skip


def lines() -> list[str]:
    text = (
        (ROOT / "docs" / "SECURITY.md")
        .read_text("utf-8")
        .partition("## Each danger")[2]
        .partition("\n## ")[0]
    )
    return [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| danger |")]


@cache
def names_in(path: Path) -> set[str]:
    return (
        set(re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
        if path.is_file()
        else set()
    )


def test_every_danger_of_the_list_has_its_line() -> None:
    table = "\n".join(lines())
    assert not [danger for danger in DANGERS if danger not in table]


def test_every_line_names_tests_that_there_are() -> None:
    missing = []
    for line in lines():
        named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", line)
        missing += [line] if not named else [f"{p}::{n}" for p, n in named if n not in names_in(ROOT / p)]
    assert len(lines()) > 30 and not missing
