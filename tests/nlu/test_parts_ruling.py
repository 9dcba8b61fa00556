"""What a part is called, and which parts a message is not about (docs/UNDERSTANDING.md, "What counts as a part")."""

from __future__ import annotations

import pytest

from nlu.normalise import normalise
from nlu.parse import parse
from nlu.ruling import bare, only_shows


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("left speaker", "speaker"),
        ("old blown fuse", "fuse"),
        ("back panel", "back panel"),
        ("drain hose", "drain hose"),
        ("other", "other"),
        ("new", "new"),
    ],
)
def test_a_name_has_no_words_of_how_or_which(said: str, name: str) -> None:
    start, end = bare(said, 0, len(said))
    assert said[start:end] == name


@pytest.mark.parametrize(
    ("text", "part", "code", "expected"),
    [
        ("收银机屏幕上写着e32", "屏幕", "e32", True),
        ("面板上只有e04,风都不出", "面板", "e04", True),
        ("the panel just says f28", "panel", "f28", True),
        ("display shows error e5 now", "display", "e5", True),
        ("屏幕花了,报e32", "屏幕", "e32", False),
        ("the screen is cracked and error e5 comes up", "screen", "e5", False),
        ("驱动器报e32", "驱动器", "e32", False),
        ("code e5, the display is dark", "display", "e5", False),
    ],
)
def test_a_display_that_shows_a_code_does_its_work(text: str, part: str, code: str, expected: bool) -> None:
    a, b = text.index(part), text.index(code)
    assert only_shows(normalise(text).text, (a, a + len(part)), [(b, b + len(code))]) is expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("收银机屏幕上写着E-032，重启也没用", []),
        ("收银机屏幕碎了，别的都好", ["屏幕"]),
        ("the left speaker of our telly is silent", ["speaker"]),
    ],
)
def test_in_whole_messages(text: str, parts: list[str]) -> None:
    assert [e.text for e in parse(text).entities if e.entity == "component"] == parts
