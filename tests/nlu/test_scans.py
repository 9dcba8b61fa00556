"""Patterns that are passed over where a text cannot have them find the same as if they were always looked for."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import clauses, danger, scans, signals, timewords
from nlu.normalise import normalise
from nlu.scans import Bilingual, Scan, keys

SAID = (
    "still",
    "again",
    "漏水",
    "冒烟",
    "getting worse",
    "getting bigger",
    "快不行了",
    "不行了",
    "水漏",
    "气漏",
)


@pytest.mark.parametrize(
    "pattern",
    [r"\b(?:still|again)\b", r"漏水|冒烟", r"\bgetting (?:worse|bigger)\b", r"(?:快|要)?不行了", r"[水气]漏"],
)
def test_what_a_pattern_matches_has_one_of_its_keys(pattern: str) -> None:
    found = keys(pattern, 0)
    assert found
    matched = [said for said in SAID if re.search(pattern, said)]
    assert matched and all(any(key in said for key in found) for said in matched)


@pytest.mark.parametrize("pattern", [r"\d+", r"(?i:smoke)", r"a|b", r"x?", r"still|\w+"])
def test_a_pattern_without_keys_is_always_looked_for(pattern: str) -> None:
    assert keys(pattern, 0) is None


_PATTERNS = {
    **signals._PATTERNS,
    **danger._PATTERNS,
    "past": clauses._PAST,
    "still": clauses._STILL,
    "resolved": clauses._RESOLVED,
    "third": clauses._THIRD,
}
_WORDS = sorted(
    {w for p in _PATTERNS.values() for w in re.findall(r"[a-z]{3,}|[一-龥]{1,3}", p._whole.pattern)}
)


@given(
    st.lists(st.sampled_from([*_WORDS, "，", ". ", " is ", "了", "n't", "不"]), max_size=12),
    st.sampled_from(["", " "]),
)
@settings(max_examples=60, deadline=None)
def test_nothing_is_passed_over(words: list[str], between: str) -> None:
    text = between.join(words)
    alive = scans.live(text)
    for name, pattern in _PATTERNS.items():
        for half in (pattern._english, pattern._chinese):
            there = re.search(half.made[0], text)
            assert there is None or alive & half.bit, (name, text, there)


def test_no_word_of_time_is_passed_over() -> None:
    tokens = "|".join(f"(?P<k_{kind}>{pattern})" for kind, pattern in timewords._TOKENS)
    everywhere = re.compile(tokens, re.ASCII)
    splits = files("nlu") / "data" / "splits"
    for name in ("times", "fresh-times", "fresh"):
        for line in (splits / f"{name}.jsonl").read_text("utf-8").splitlines():
            text = normalise(json.loads(line)["text"]).text
            for m in everywhere.finditer(text):
                begins = m.start() + len(m[0]) - len(m[0].lstrip())
                assert not m[0].strip() or timewords._SCAN.match(text, m.start()) or begins > m.start(), text


def test_a_pattern_that_is_new_is_found_in_a_text_that_was_seen_before() -> None:
    text = "the zygote gauge hums"
    scans.live(text)
    assert Scan(r"\bzygote\b").search(text)
    assert Bilingual(r"\bgauge hums\b|压力表").search(text)
    assert not Scan(r"\bquagga\b").search(text)
