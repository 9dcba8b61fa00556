"""Patterns of the dialogue that are passed over, because a text cannot have them, would have found nothing."""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files

import handlers.dialogue as dialogue  # and all that it asks
from handlers import wording
from handlers.answers import plain
from handlers.wording import regex
from nlu import scans
from nlu.scans import Wording


def _said() -> list[str]:
    """Messages as they were written, and as the dialogue folds them."""
    lines = (files("nlu") / "data" / "splits" / "fresh.jsonl").read_text("utf-8").splitlines()
    raw = [json.loads(line)["text"] for line in lines][::3]
    return list(dict.fromkeys([*raw, *map(plain, raw)]))


def test_no_pattern_of_the_dialogue_is_passed_over() -> None:
    assert callable(dialogue.respond)
    modules = [m for name, m in sys.modules.items() if name.startswith("handlers.")]
    patterns = {p.made: p for m in modules for p in vars(m).values() if isinstance(p, Wording)}
    assert len(patterns) > 250
    assert all(p.compiled for p in patterns.values()), "each is known from its first use on"
    said, passed = _said(), 0
    for text in said:
        alive = scans.live(text)
        for (pattern, flags), one in patterns.items():
            if not alive & one.bit:
                passed += 1
                assert not re.search(pattern, text, flags), (pattern, text)
    assert passed > len(patterns) * len(said) / 2, "most are"


def test_a_text_that_is_known_and_one_that_is_not_are_searched_alike() -> None:
    warm = regex(r"保修|\bwarranty\b")
    assert warm.search("还在保修吗")
    wording.known("还在保修吗", "is it under warranty", "你好", "hello")
    for text in ("还在保修吗", "is it under warranty", "你好", "hello", "在保修", "no warranty", "谢谢"):
        assert bool(warm.search(text)) == ("保修" in text or "warranty" in text), text
        assert warm.sub("", text) == text.replace("保修", "").replace("warranty", ""), text
        assert not warm.fullmatch(text)
