"""What somebody else has found, put together with what the built-in pipeline has."""

from __future__ import annotations

from collections.abc import Iterable

from nlu.entities import entities
from nlu.judgement import Judge
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.reading import read
from nlu.understanding import ENTITIES, Entity, Severity, Understanding

#: Words before a quotation that let the built-in pipeline hear what it is.
_HEARD_AFTER = {
    "duration": ("已经坏了", "broken for "),
    "affected_count": ("坏了", "broken: "),
    "error_code": ("报错", "error code "),
    "serial_number": ("序列号", "serial number "),
    "phone": ("电话", "phone "),
    "visit_time": ("", ""),
}
_AS_SAID = ("address", "contact_name")
_PLATE = regex(r"(?=.*\d)[A-Z0-9](?:[ \-./]?[A-Z0-9]){2,39}")


def entity(name: str, start: int, end: int, text: str, lang: str) -> Entity | None:
    """The entity that ``text[start:end]`` is said to be, with the value that the built-in pipeline reads in it; None
    for unknown names and for numbers and times that nobody can read."""
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    quote = quote.strip()
    if name not in ENTITIES or not quote:
        return None
    value = _value(name, quote, lang)
    return Entity(name, value, quote, start, start + len(quote)) if value else None


def _value(name: str, quote: str, lang: str) -> str | None:
    if name in _AS_SAID:
        return quote
    folded = normalise(quote).text.strip()
    if name == "component":
        return folded
    if name == "model":
        return folded.upper()
    before = _HEARD_AFTER[name][lang == "en"]
    for cue in dict.fromkeys(("", before)):
        heard = [e for e in entities(cue + quote, lang) if e.entity == name and e.start >= len(cue)]
        if len(heard) == 1:
            return heard[0].value
    if name in ("serial_number", "error_code") and _PLATE.fullmatch(folded.upper()):
        return folded.upper().replace(" ", "")
    return None


def merged(ours: Iterable[Entity], theirs: Iterable[Entity]) -> tuple[Entity, ...]:
    """All of ours, and theirs where we saw nothing; in the order of the text."""
    found = list(ours)
    for e in theirs:
        if all(e.end <= o.start or o.end <= e.start for o in found):
            found.append(e)
    return tuple(sorted(found, key=lambda e: (e.start, e.end)))


def severity(built: Understanding) -> Severity:
    """How severe the built-in pipeline rates a message if it is a fault report, whether it takes it for one or not."""
    if built.severity is not None:
        return built.severity
    return Judge(read(built.text, built.lang)).severity()
