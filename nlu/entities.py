"""All entities of a message, each with its quotation."""

from __future__ import annotations

from dataclasses import replace

from nlu import (
    borders,
    components,
    counting,
    counts,
    durations,
    lexicon,
    numbers,
    places,
    post_codes,
    proposals,
    ruling,
    shapes,
    signatures,
    tagging,
    votes,
)
from nlu.normalise import Normal, normalise
from nlu.numbers import ticket_numbers
from nlu.patterns import regex
from nlu.proposals import CONTACT
from nlu.understanding import Entity

MAX = 5000  # characters that are looked at
LIKELY = 0.05  # a part that rules find and the tagger does not
FEW = 60  # letters: a message that is hardly about more than one thing; half as many Chinese characters
_UK_POST_CODE = regex(r"[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}")
#: A fault as engines and tractors tell it.
_FAULT = regex(r"SPN ?\d+ ?FMI ?\d+")
#: The post codes of Singapore, which look like serial numbers.
_POST_CODE = regex(r"S\d{6}")
_NUMBERS = ("serial_number", "model", "error_code", "phone")


def entities(
    text: str,
    lang: str,
    normal: Normal | None = None,
    known: list[Entity] | None = None,
    by_ear: bool = True,
) -> tuple[Entity, ...]:
    """Everything found, in the order of the text.  Bounded and linear; never raises on any text.

    ``known``: what :func:`by_rules` found in it, where that has been asked before; ``by_ear``: the tagger is asked.  Which parts a message is about the learned tagger tells, and the rules where it finds none; it also finds serial
    numbers that nothing but their place tells."""
    n = normal or normalise(text)
    if len(n.text) > MAX:
        n = normalise(n.raw[:MAX])
    told = by_rules(n) if known is None else known
    hints = [*shapes.find(n), *tagging.in_normal(n, told)]
    heard = tagging.hear(n.text, hints) if by_ear else tagging.Heard([], {})
    found = [e for e in votes.settle(n, list(told), heard) if e.entity != counting.NAME]
    found += _free(counting.choose(n, told), found)
    parts = [
        _entity(n, "component", n.text[t.start : t.end], t.start, t.end)
        for t in heard.spans
        if t.name == "component"
    ]
    found += _free(_ruled(n, parts or _parts(n, heard), found), found)
    return tuple(_once(sorted(found, key=lambda e: (e.start, e.end))))


def by_rules(n: Normal) -> list[Entity]:
    """What rules know: numbers, places, names, times, counts.  They are hints for the tagger."""
    found = [
        replace(e, entity="error_code") if e.entity == "serial_number" and _FAULT.fullmatch(e.text) else e
        for e in numbers.find(n)
    ]
    where = [
        e for e in borders.apart(n.raw, places.addresses(n)) if e.entity == "address"
    ]  # "OX11 7RB", "C-204" and F3栋 are no models and no errors
    found = [e for e in found if e.entity not in ("model", "error_code") or _free([e], where)]
    found = [
        e
        for e in found
        if not (
            e.entity in ("error_code", "model")
            and _UK_POST_CODE.match(n.raw, e.start)
            and n.raw.startswith(" ", e.end)
        )
    ]
    found = [
        e
        for e in found
        if not (_POST_CODE.fullmatch(e.text) and not _free([e], where))
        and not (e.entity == "serial_number" and " " in e.text and _UK_POST_CODE.fullmatch(e.text))
    ]
    found = _without_post_codes(n, found)
    found += _free(where, found)
    found += _free(places.names(n), found)
    found += _free(signatures.unsaid(n, found), found)
    found += _free(_durations(n), found)
    found += _free(_times(n, found, device=bool(lexicon.find(n.text))), found)
    counted = [_entity(n, "affected_count", said, a, b) for a, b, said in counts.find(n.text)]
    return found + _free(counted, found)


def _without_post_codes(n: Normal, found: list[Entity]) -> list[Entity]:
    """Without what is a post code, of this country or another."""
    codes = post_codes.find(n.raw[:MAX]) if n.back is None and found else []
    return [
        e for e in found if e.entity not in _NUMBERS or not any(a <= e.start and e.end <= b for a, b in codes)
    ]


def _ruled(n: Normal, parts: list[Entity], found: list[Entity]) -> list[Entity]:
    """Parts by the bare words of their names, without displays that only show a code."""
    codes = [tagging.place(n, e.start, e.end) for e in found if e.entity == "error_code"]
    spans = [tagging.place(n, e.start, e.end) for e in parts]
    kept = (ruling.bare(n.text, *span) for span in spans if not ruling.only_shows(n.text, span, codes))
    return [_entity(n, "component", n.text[a:b], a, b) for a, b in kept]


def _once(found: list[Entity]) -> list[Entity]:
    """What is said again in the same words is not another thing."""
    if len(found) < 2:
        return found
    first: dict[tuple[str, str], Entity] = {}
    for e in found:
        first.setdefault((e.entity, e.text.casefold()), e)
    return list(first.values())


def _free(new: list[Entity], taken: list[Entity]) -> list[Entity]:
    return [e for e in new if all(e.end <= t.start or t.end <= e.start for t in taken)]


def _entity(n: Normal, name: str, canonical: str, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity(name, canonical, n.raw[a:b], a, b)


def _parts(n: Normal, heard: tagging.Heard) -> list[Entity]:
    """Where the tagger finds no part: what the rules find in a few words, in more words only what is a part in any
    company: two of three other guesses are wrong."""
    found = components.find(n.text)
    if len(n.text) > (FEW if n.text.isascii() else FEW // 2):
        known = {(name.start, name.end) for name in lexicon.find(n.text) if name.kind == "part"}
        found = [span for span in found if span in known]
    return [
        _entity(n, "component", n.text[a:b], a, b)
        for a, b in found
        if heard.hinted.get((a, "component"), 0.0) >= LIKELY
    ]


def _times(n: Normal, found: list[Entity], *, device: bool) -> list[Entity]:
    """House numbers and the like are no times: what has been recognised already is blanked out."""
    text = n.text
    if n.back is None:
        for e in found:
            blank = CONTACT if e.entity in ("phone", "address", "contact_name") else "#"
            text = text[: e.start] + blank * (e.end - e.start) + text[e.end :]
    return [_entity(n, "visit_time", n.text[a:b], a, b) for a, b in proposals.spans(text, device=device)]


def _durations(n: Normal) -> list[Entity]:
    return [_entity(n, "duration", minutes, a, b) for a, b, minutes in durations.find(n.text)]


__all__ = ["entities", "ticket_numbers"]
