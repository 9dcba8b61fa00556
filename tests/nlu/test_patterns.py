"""Patterns whose alternatives are put together find what they found before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.patterns import alternatives, compiled, joined

PATTERNS = (
    r"\bab|\ba|\bb(?:a|c)|c",  # the first that fits counts, not the longest
    r"a\b|\bb|\b(?P<x>c)|\b(?P<y>a(?P=x)?)",
    r"(?<![a-b])c|(?<![a-b])b+|(?<!c)a|(?<!c)b",
    r"[|\b()]a|\ba[|]|\bb\||\bc",
    r"(?<=a)b|(?<=a)c|\b|\bb",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.text("abc |(", max_size=12))
def test_the_same_is_found_at_the_same_places(pattern: str, text: str) -> None:
    found = [(m.span(), m.groupdict()) for m in compiled(pattern).finditer(text)]
    assert found == [(m.span(), m.groupdict()) for m in re.finditer(pattern, text)]


def test_what_stands_before_several_is_looked_for_once() -> None:
    assert joined(alternatives(r"x|\bfire|\bflames?|(?<![a-z])gas|(?<![a-z])oil|\bsmoke")) == (
        r"x|\b(?:fire|flames?)|(?<![a-z])(?:gas|oil)|\bsmoke"
    )
