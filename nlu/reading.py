"""A message read once: its normal form, its clauses with their status, and its entities.

The learned models look at a reading, in training and at run time alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlu import features, language
from nlu.clauses import Clause, split
from nlu.entities import MAX as MOST
from nlu.entities import by_rules, entities
from nlu.normalise import Normal, normalise
from nlu.tagging import place
from nlu.understanding import Entity

MAX = 20_000  # characters; what is longer is understood by its beginning
LONG = 10  # minutes of interruption that the label page calls long
_MASKED = (
    "phone",
    "serial_number",
    "error_code",
    "address",
    "contact_name",
    "visit_time",
    "model",
    "duration",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """``told`` are the clauses as they were written; ``clauses`` carry names, numbers and times as ``<phone>``,
    ``<visit_time>``: which one it is tells nothing.  Their offsets are those of the normal form ``n.text``, ``words``
    theirs."""

    n: Normal
    lang: str
    told: tuple[Clause, ...]
    clauses: tuple[Clause, ...]
    words: tuple[list[str], ...]
    entities: tuple[Entity, ...]
    named: tuple[Entity, ...] = ()  # what rules alone found

    def whole(self) -> set[str]:
        """Features of the message as a whole, for its intent."""
        return features.message(self.clauses, self.words, self.entities)

    def parts(self) -> list[set[str]]:
        """Features of each clause, for severity, danger and exclusions."""
        return [features.clause(*pair) for pair in zip(self.clauses, self.words, strict=True)]


def read(
    text: str, lang: str | None = None, known: list[Entity] | None = None, by_ear: bool = True
) -> Reading:
    """Read a message.  Any text is accepted; the time is linear in its length.  ``known``: what rules found in it;
    ``by_ear``: what only the tagger hears counts, too."""
    n = normalise(text[:MAX])
    found_lang = language.detect(n.text, lang)
    if known is None:
        known = by_rules(n if len(n.text) <= MOST else normalise(n.raw[:MOST]))
    found = entities(n.raw, found_lang, n, known, by_ear)
    told = tuple(split(n.text))
    clauses = _masked(n, told, found)
    return Reading(
        n, found_lang, told, clauses, tuple(features.tokens(c.text) for c in clauses), found, tuple(known)
    )


def _masked(n: Normal, clauses: tuple[Clause, ...], found: tuple[Entity, ...]) -> tuple[Clause, ...]:
    spans = [(*place(n, e.start, e.end), _name(e)) for e in found if e.entity in _MASKED]
    if not spans:
        return clauses
    spans.sort(reverse=True)
    masked = ((c, _mask(c, spans)) for c in clauses)
    return tuple(c if text is c.text else c._replace(text=text) for c, text in masked)


def _name(e: Entity) -> str:
    if e.entity != "duration":
        return e.entity
    return "long" if int(e.value) >= LONG else "short"


def _mask(c: Clause, spans: list[tuple[int, int, str]]) -> str:
    text = c.text
    for start, end, name in spans:
        a, b = max(start, c.start), min(end, c.end)  # an address may reach over a comma
        if a < b:
            text = f"{text[: a - c.start]} <{name}> {text[b - c.start :]}"
    return text
