"""The training data: files in Rasa's YAML format under ``data/``, so that the same files train a Rasa server.

An example is a text with entities in Rasa's marks, ``[水箱](component)``, and what only we use as metadata: ``lang``,
``severity``, ``tags``, ``exclusions``.  In the files under ``data/marked`` every entity is marked.  PyYAML is needed here only, never at run time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from nlu.patterns import regex

_MARK = regex(r"\[(?P<text>[^\[\]]+)\]\((?P<entity>[a-z_]+)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message.  ``entities`` are (name, start, end) in ``text``, all that there are where ``marked`` is
    true; ``composed``: made by the grammar."""

    text: str
    intent: str
    lang: str = "zh"
    severity: int | None = None
    tags: tuple[str, ...] = ()
    entities: tuple[tuple[str, int, int], ...] = ()
    exclusions: tuple[str, ...] = ()
    composed: bool = field(default=False, compare=False)
    marked: bool = field(default=False, compare=False)


class CorpusError(ValueError):
    """A training file that cannot be used; the message says which example and why."""


def read() -> Iterator[Example]:
    """Every hand-written example, file by file in the order of their names."""
    folder = files("nlu") / "data"
    for place, marked in ((folder, False), (folder / "marked", True)):
        for file in sorted(place.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".yml"):
                for e in parse(file.read_text("utf-8"), file.name):
                    yield replace(e, marked=True) if marked else e


def parse(text: str, name: str = "nlu.yml") -> Iterator[Example]:
    """The examples of one file.  Raises :class:`CorpusError`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for block in yaml.load(text, Loader=loader)["nlu"]:  # noqa: S506 - both are safe loaders
        if "intent" in block:
            for given in block["examples"]:
                yield _example(block["intent"], given, name)


def _example(intent: str, given: dict[str, Any], name: str) -> Example:
    about = given.get("metadata") or {}
    plain, entities = unmark(str(given["text"]).strip())
    if about.get("reviewed") is False:
        raise CorpusError(f"{name}: {plain[:40]!r}: nobody has reviewed it; see docs/LEARNING.md")
    if (intent == "report_fault") != (about.get("severity") is not None):
        raise CorpusError(f"{name}: {plain[:40]!r}: a severity belongs to a report_fault, and only to it")
    return Example(
        plain,
        intent,
        about.get("lang", "zh"),
        about.get("severity"),
        tuple(about.get("tags", ())),
        entities,
        tuple(about.get("exclusions", ())),
    )


def unmark(marked: str) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """The plain text and where its entities stand."""
    out, found, at, length = [], [], 0, 0
    for m in _MARK.finditer(marked):
        before = marked[at : m.start()]
        length += len(before)
        found.append((m["entity"], length, length + len(m["text"])))
        length += len(m["text"])
        out += [before, m["text"]]
        at = m.end()
    return "".join([*out, marked[at:]]), tuple(found)


def mark(text: str, entities: tuple[tuple[str, int, int], ...]) -> str:
    """The text with its entities in Rasa's marks."""
    for name, start, end in sorted(entities, key=lambda e: -e[1]):
        text = f"{text[:start]}[{text[start:end]}]({name}){text[end:]}"
    return re.sub(r"\s*\n\s*", " ", text)
