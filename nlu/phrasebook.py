"""Composing fault reports from ``data/phrases``: how devices of many kinds fail, in frames of ``data/frames.toml``.

A phrase is a predicate of its device ("停在三楼不动了", "is stuck between floors"), or with ``=`` in front a sentence
of its own.  Its list says how severe it is: stopped 1, partial 2, minor 3, danger 1.  ``data/dangers`` has what people
say in danger, by kind, and ``data/exclusions`` what they admit to, each with what sounds like it and is not.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from nlu.corpus import Example

LEVELS = {"stopped": 1, "partial": 2, "minor": 3, "danger": 1}


def compose(bare: float = 1.0, seed: int = 11) -> Iterator[Example]:
    """Every phrase in a frame, and a share of them ``bare`` as well; the same every time."""
    dice = random.Random(seed)
    frames = tomllib.loads((files("nlu") / "data" / "frames.toml").read_text("utf-8"))
    for device in devices():
        for lang in ("zh", "en"):
            yield from _about(device, lang, frames[lang], bare, dice)


def devices() -> Iterator[dict[str, Any]]:
    """The devices of the phrase book, file by file in the order of their names."""
    for file in sorted((files("nlu") / "data" / "phrases").iterdir(), key=lambda f: f.name):
        yield from tomllib.loads(file.read_text("utf-8")).values()


def dangers() -> Iterator[Example]:
    """Dangers by kind, and their harmless neighbours, which say nothing of intent and severity."""
    for lang, kind, said in _lists("dangers"):
        for text in said["yes"]:
            yield Example(text, "report_fault", lang, 1, ("danger", kind), composed=True)
        for text in said["no"]:
            yield Example(text, "", lang, None, ("denied_danger",), composed=True)


def exclusions() -> Iterator[Example]:
    """Admitted exclusions from the warranty, and what uses the same words and admits nothing."""
    for lang, name, said in _lists("exclusions"):
        for text in said["yes"]:
            yield Example(text, "", lang, None, (), (), (name,), composed=True)
        for text in said["no"]:
            yield Example(text, "", lang, composed=True)


def _lists(folder: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(language, name, phrases) of the lists in a folder; a file's name begins with its language."""
    for file in sorted((files("nlu") / "data" / folder).iterdir(), key=lambda f: f.name):
        for name, said in tomllib.loads(file.read_text("utf-8")).items():
            yield file.name[:2], name, said


def _about(
    device: dict[str, Any], lang: str, frames: dict[str, Any], bare: float, dice: random.Random
) -> Iterator[Example]:
    def said(phrase: str, named: float = 0.75) -> str:
        if phrase.startswith("="):
            return phrase[1:]
        name = dice.choice(device[lang])
        if lang == "zh":
            return (
                dice.choice(("", "", "我家", "这台", "我们的")) + name + phrase
                if dice.random() < named
                else phrase
            )
        return (
            f"{dice.choice(('the', 'our', 'the', 'my'))} {name} {phrase}"
            if dice.random() < named
            else "it " + phrase
        )

    for kind, level in LEVELS.items():
        for phrase in device[kind][lang]:
            tags = ("danger",) if kind == "danger" else ()
            if dice.random() < bare:
                yield Example(said(phrase, 0.5), "report_fault", lang, level, tags, composed=True)
            facts = {name: dice.choice(values) for name, values in frames["facts"].items()}
            text = dice.choice(frames["same"]).format(it=said(phrase), **facts)
            yield Example(text, "report_fault", lang, level, tags, composed=True)
            yield from _turned(device, lang, frames, kind, level, said(phrase), said, dice)


def _turned(
    device: dict[str, Any], lang: str, frames: dict[str, Any], kind: str, level: int, it: str, said: Any,
    dice: random.Random,
) -> Iterator[Example]:  # fmt: skip
    """The same phrase in a frame that changes what it means."""
    if kind != "danger" and dice.random() < 0.25:
        text = dice.choice(frames["denied"]).format(it=it)
        yield Example(text, "report_fault", lang, level, ("denied_danger",), composed=True)
    if kind == "stopped" and dice.random() < 0.5:
        text = dice.choice(frames["one_of"]).format(it=it)
        yield Example(text, "report_fault", lang, 2, ("one_of_many_units",), composed=True)
    if kind in ("stopped", "danger") and dice.random() < 0.4:
        frame = dice.choice((*frames["past"], *frames["others"]))
        text = frame.format(it=it, other=said(dice.choice(device["minor"][lang])))
        tags = ("denied_danger",) if kind == "danger" else ("resolved_or_past",)
        yield Example(text, "report_fault", lang, 3, tags, composed=True)
