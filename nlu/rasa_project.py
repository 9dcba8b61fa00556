"""A complete Rasa 3.6 project of our training data: what its files are called and what is in them.

What does not depend on the data lies in ``rasa_files``.  Everything is decided by the data and two numbers: the same
data give the same bytes.  PyYAML is needed to read the data, not to write them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import groupby
from string import Template

from nlu import corpus, phrasebook
from nlu.corpus import Example
from nlu.entities import entities
from nlu.grammar import compose
from nlu.patterns import regex
from nlu.understanding import ENTITIES, INTENTS

COMPOSED = 2000  # composed messages beside those written by hand; more are slow to train and teach little
EPOCHS = 20
LONGEST = 160  # characters; Rasa pads a whole batch to its longest message, and few are longer
AS_THEY_ARE = ("endpoints.yml", "credentials.yml", "mixed_tokenizer.py", "README.md")
WITH_A_FORM = ("report_fault",)  # the others have one answer each
#: What Rasa reads as its own: brackets begin an entity, ``${`` a variable of the surroundings.
_SAFE = str.maketrans({"[": "［", "]": "］", "{": "｛", "}": "｝"})
_WITHIN = regex(r"[A-Za-z]{2}|[0-9]{2}")  # between two of these no token begins or ends
_SPACE = regex(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def project(
    composed: int = COMPOSED, epochs: int = EPOCHS, examples: Iterable[Example] | None = None
) -> dict[str, str]:
    """Path in the project -> text.  ``examples``: these instead of our own written by hand."""
    given = [*(corpus.read() if examples is None else examples), *_composed(composed)]
    fixed = {name: _file(name) for name in AS_THEY_ARE}
    return {
        "config.yml": Template(_file("config.yml")).substitute(epochs=epochs),
        "domain.yml": Template(_file("domain.yml")).substitute(intents=_names(INTENTS), entities=_names(ENTITIES)),
        "data/nlu.yml": "".join(_nlu(given)),
        "data/rules.yml": Template(_file("rules.yml")).substitute(answers="\n".join(_answers())),
        **fixed,
    }  # fmt: skip


def at_most(each: int) -> Iterator[Example]:
    """Those written by hand, at most so many of an intent, spread evenly over all of it."""
    known = list(corpus.read())
    for intent in INTENTS:
        yield from _share([e for e in known if e.intent == intent], each)


def _file(name: str) -> str:
    return files("nlu").joinpath("rasa_files", name).read_text("utf-8")


def _names(names: Iterable[str]) -> str:
    return "".join(f"- {name}\n" for name in names)


def _composed(most: int) -> Iterator[Example]:
    """At most so many messages of the grammar and reports of the phrase book, a share of all of them, with the
    entities that our own reading finds in them: left bare they would teach that these words are none."""
    if not most:
        return
    said = list(compose(3))
    reports = list(phrasebook.compose(1))
    for e in (*_share(said, most // 2), *_share(reports, most - min(len(said), most // 2))):
        found = entities(e.text, "en" if e.lang == "en" else "zh")
        yield replace(e, entities=tuple((x.entity, x.start, x.end) for x in found))


def _share(given: list[Example], most: int) -> list[Example]:
    """Spread evenly over all of them."""
    n = min(most, len(given))
    return [given[i * len(given) // n] for i in range(n)]


def safe(example: Example) -> Example | None:
    """The message as Rasa may read it, letter by letter as long as before, with the entities that are whole words;
    ``None``: it is too long, or would be read as a command."""
    text = _SPACE.sub(" ", example.text.translate(_SAFE))
    if len(text) > LONGEST or text.lstrip().startswith("/"):
        return None
    apart = tuple(e for e in example.entities if not (_within(text, e[1]) or _within(text, e[2])))
    return replace(example, text=text, entities=apart)


def _within(text: str, at: int) -> bool:
    return bool(_WITHIN.match(text[max(0, at - 1) : at + 1]))


def _nlu(given: Iterable[Example]) -> Iterator[str]:
    order = {name: i for i, name in enumerate(INTENTS)}
    seen: dict[str, Example] = {}
    for e in given:
        fit = safe(e)
        if fit is not None and e.intent:
            seen.setdefault(fit.text, fit)
    yield 'version: "3.1"\n\nnlu:\n'
    for intent, known in groupby(
        sorted(seen.values(), key=lambda e: order[e.intent]), key=lambda e: e.intent
    ):
        yield f"- intent: {intent}\n  examples:\n"
        for e in known:
            # a string of JSON is one of YAML, whatever is in it
            yield f"  - text: {json.dumps(corpus.mark(e.text, e.entities), ensure_ascii=False)}\n"
    yield _file("regexes.yml")


def _answers() -> Iterator[str]:
    for intent in INTENTS:
        if intent not in WITH_A_FORM:
            yield f"- rule: {intent}\n  steps:\n  - intent: {intent}\n  - action: utter_{intent}\n"
