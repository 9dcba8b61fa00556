"""Numerals and plurals of our own page are the ones that Babel's tables have, and leave the tables closed."""

import subprocess
import sys

import pytest
from fluent.runtime import FluentBundle, FluentResource

from handlers.texts.numerals import OurBundle

NUMBERS = (0, 1, 2, 5, 10, 11, 21, 100, 999, 1000, 1001, 12345, 1234567, -1, -1000, 0.5, 1.0, 1.5, 1234.5678)
TEXT = """
n = { $n }
counted = { $n ->
    [one] one
   *[other] many
 }
"""


@pytest.mark.parametrize(("ours", "babels"), [("zh", "zh-CN"), ("en", "en")])
@pytest.mark.parametrize("text_id", ["n", "counted"])
def test_a_number_is_written_and_counted_as_babel_does_it(ours: str, babels: str, text_id: str) -> None:
    mine, theirs = OurBundle([ours], use_isolating=False), FluentBundle([babels], use_isolating=False)
    for bundle in (mine, theirs):
        bundle.add_resource(FluentResource(TEXT))
    for number in NUMBERS:
        assert _said(mine, text_id, number) == _said(theirs, text_id, number), number


def _said(bundle: FluentBundle, text_id: str, number: float) -> object:
    pattern = bundle.get_message(text_id).value
    assert pattern is not None
    return bundle.format_pattern(pattern, {"n": number})


def test_what_the_bot_says_needs_none_of_the_tables_of_all_languages() -> None:
    """They would be five megabytes in each process."""
    look = (
        "from handlers.texts.catalog import say\n"
        "say('holidays-imported', 'en', count=1200), say('holidays-imported', 'zh', count=1200)\n"
        "from babel import core, localedata\n"
        "print(core._global_data is None, sorted(localedata._cache))"
    )
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.split(maxsplit=1) == ["True", "[]\n"]
