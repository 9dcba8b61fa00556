"""The page about the console names the tests that show what it says; they are there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "CONSOLE.md"


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(
        r"`((?:bot|handlers|rules|storage)/test_\w+\.py)(?:::(test_\w+))?`", PAGE.read_text("utf-8")
    )
    assert len(named) > 80
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (path := TESTS / file).is_file() or (test and f"def {test}(" not in path.read_text("utf-8"))
    ]
    assert missing == []
