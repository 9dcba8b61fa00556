"""Patterns that are passed over where a text cannot have them find the same as if they were always looked for."""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import clauses, danger, displays, lengths, numbers, scans, signals, timewords
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
    [
        r"\b(?:still|again)\b",
        r"漏水|冒烟",
        r"\bgetting (?:worse|bigger)\b",
        r"(?:快|要)?不行了",
        r"[水气]漏",
        r"[lg] +again| (?:w|b)[oi]",
        r"still\d|[水气]漏",
        r"(?i:STILL|Getting)",
    ],
)
def test_what_a_pattern_matches_has_one_of_its_keys(pattern: str) -> None:
    found = keys(pattern, 0)
    assert found
    matched = [said for said in SAID if re.search(pattern, said)]
    assert matched and all(any(key in said for key in found) for said in matched)


@pytest.mark.parametrize("pattern", [r"\d+", r"[0-9]", r"[a-z]{3}(?:1|2\d)", r"(?<=7)"])
def test_a_pattern_that_needs_a_digit(pattern: str) -> None:
    assert keys(pattern, 0) == frozenset({scans.DIGIT})
    there, none = Scan(pattern), Scan(pattern + "zygote")
    scans.live("")
    assert there.may_be_in("abc27") and there.may_be_in("水٢") and not there.may_be_in("水 abc")
    assert not none.may_be_in("abc27")


@pytest.mark.parametrize("pattern", [r"\w+", r"[\d ]", r"a|b", r"x?", r"still|\w+"])
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


def _said() -> list[str]:
    """Messages as they were written, and in their normal form."""
    splits = files("nlu") / "data" / "splits"
    lines = [
        line
        for name in ("fresh", "times")
        for line in (splits / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    raw = [json.loads(line)["text"] for line in lines]
    return list(dict.fromkeys([*raw, *(normalise(text).text for text in raw)]))


def test_no_pattern_of_ours_is_passed_over() -> None:
    modules = [m for name, m in sys.modules.items() if name.startswith("nlu.")]
    patterns = {p.made: p for m in modules for p in vars(m).values() if isinstance(p, Scan)}
    assert len(patterns) > 80
    for text in _said():
        alive = scans.live(text)
        for (pattern, flags), scan in patterns.items():
            assert alive & scan.bit or not re.search(pattern, text, flags), (pattern, text)


def test_what_is_looked_for_first_is_there_wherever_the_rest_is() -> None:
    for text in _said():
        kinds = {token.kind for group in timewords.groups(text) for token in group}
        assert timewords.may_name_one(text) or not kinds & timewords.ANCHORS, text
        assert lengths._MAY_EN.search(text) or not lengths._EN.search(text), text
        assert numbers._any(text) or not (numbers._ANY_ZH.search(text) or numbers._ANY_EN.search(text)), text
        may = (
            displays._LETTERED,
            displays._TWO_LETTERS,
            displays._QUOTED,
            displays._CAPITALS,
            displays._ON_DISPLAY,
        )
        assert displays._MAYBE.search(text) or not any(p.search(text) for p in may), text


@given(
    st.lists(
        st.sampled_from(
            sorted(set(re.findall(r"[a-z]{2,}|[一-龥]|\d", "".join(p for _, p in timewords._TOKENS))))
        ),
        max_size=8,
    )
)
@settings(max_examples=200, deadline=None)
def test_no_time_is_passed_over_however_it_is_put_together(words: list[str]) -> None:
    for text in ("".join(words), " ".join(words)):
        kinds = {token.kind for group in timewords.groups(text) for token in group}
        assert timewords.may_name_one(text) or not kinds & timewords.ANCHORS, text


@pytest.mark.parametrize(
    "text",
    [
        "以前漏过水，现在还在漏",
        "it leaked before, but it still does",
        "隔壁的 boiler 坏了，still dead",
        "12, 34",
    ],
)
def test_parts_of_a_text_are_searched_alike(text: str) -> None:
    alive = scans.live(text)
    for name, pattern in _PATTERNS.items():
        search = pattern.within(text, alive)
        for part in re.split("[，,]", text):
            found = search(part) if search else None
            whole = pattern.search(part, alive)
            assert (found and found.span()) == (whole and whole.span()), (name, part)


def _begun(text: str, at: int) -> re.Match[str] | None:
    return timewords._match(text, at) if timewords._GATED.match(text, at) else None


def test_no_word_of_time_is_passed_over() -> None:
    tokens = "|".join(f"(?P<k_{kind}>{pattern})" for kind, pattern in timewords._TOKENS)
    everywhere = re.compile(tokens, re.ASCII)
    splits = files("nlu") / "data" / "splits"
    for name in ("times", "fresh-times", "fresh"):
        for line in (splits / f"{name}.jsonl").read_text("utf-8").splitlines():
            text = normalise(json.loads(line)["text"]).text
            for m in everywhere.finditer(text):
                begins = m.start() + len(m[0]) - len(m[0].lstrip())
                assert not m[0].strip() or _begun(text, m.start()) or begins > m.start(), text


def test_a_pattern_that_is_new_is_found_in_a_text_that_was_seen_before() -> None:
    text = "the zygote gauge hums"
    scans.live(text)
    assert Scan(r"\bzygote\b").search(text)
    assert Bilingual(r"\bgauge hums\b|压力表").search(text)
    assert not Scan(r"\bquagga\b").search(text)
