"""Composing utterances from ``data/grammar.toml``: many from few, the same every time."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from nlu.corpus import Example
from nlu.patterns import regex
from nlu.understanding import REMARK

_CHOICE = regex(r"\(([^()]*)\)")
_SLOT = regex(r"\{(\w+)\}")


def compose(per_line: int = 40, seed: int = 7) -> Iterator[Example]:
    """Messages without repetitions; remarks are out of scope, with a tag."""
    data = tomllib.loads(files("nlu").joinpath("data/grammar.toml").read_text(encoding="utf-8"))
    dice = random.Random(seed)
    words: dict[str, list[str]] = data["words"]
    for name, languages in data["intents"].items():
        intent, tags = ("out_of_scope", (REMARK,)) if name == REMARK else (name, ())
        seen: set[str] = set()
        for lang, lines in languages.items():
            for line in lines:
                for _ in range(per_line if _CHOICE.search(line) or _SLOT.search(line) else 1):
                    text = fill(line, words, dice)
                    if text and text not in seen:
                        seen.add(text)
                        yield Example(text, intent, lang, tags=tags, composed=True)


def fill(line: str, words: dict[str, list[str]], dice: random.Random) -> str:
    while found := _CHOICE.search(line):
        line = line[: found.start()] + dice.choice(found[1].split("|")) + line[found.end() :]
    text = _SLOT.sub(lambda m: dice.choice(words[m[1]]), line)
    return re.sub(r"\s+", " ", text).strip(" ，,")
