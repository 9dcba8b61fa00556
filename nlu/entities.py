"""All entities of a message, each with its quotation."""

from __future__ import annotations

from nlu import components, counts, durations, numbers, places, proposals, signatures
from nlu.normalise import Normal, normalise
from nlu.numbers import ticket_numbers
from nlu.patterns import regex
from nlu.proposals import CONTACT
from nlu.understanding import Entity

#: The post codes of Singapore, which look like serial numbers.
_POST_CODE = regex(r"S\d{6}")


def entities(text: str, lang: str, normal: Normal | None = None) -> tuple[Entity, ...]:
    """Everything found, in the order of the text.  Bounded and linear; never raises on any text."""
    n = normal or normalise(text)
    if len(n.text) > 5000:
        n = normalise(n.raw[:5000])
    found = numbers.find(n)

    def free(new: list[Entity]) -> list[Entity]:
        return _free(new, [(e.start, e.end) for e in found])

    where = places.addresses(n)
    doors = [(e.start, e.end) for e in where]  # "OX11 7RB", "C-204" and F3栋 are no models and no errors
    found = [e for e in found if e.entity not in ("model", "error_code") or _free([e], doors)]
    found = [e for e in found if not (_POST_CODE.fullmatch(e.text) and not _free([e], doors))]
    found += free(where)
    found += free(places.names(n))
    found += free(signatures.unsaid(n, found))
    found += free(_durations(n))
    names = components.named(n.text)
    found += free(_times(n, found, device=bool(names)))
    counted = [_entity(n, "affected_count", said, a, b) for a, b, said in counts.find(n.text)]
    parts = [_entity(n, "component", n.text[a:b], a, b) for a, b in components.find(n.text, names)]
    found += free([*counted, *parts])
    return tuple(_once(sorted(found, key=lambda e: (e.start, e.end))))


def _once(found: list[Entity]) -> list[Entity]:
    """What is said again in the same words is not another thing."""
    first: dict[tuple[str, str], Entity] = {}
    for e in found:
        first.setdefault((e.entity, e.text.casefold()), e)
    return list(first.values())


def _free(new: list[Entity], taken: list[tuple[int, int]]) -> list[Entity]:
    return [e for e in new if all(e.end <= a or b <= e.start for a, b in taken)]


def _entity(n: Normal, name: str, canonical: str, start: int, end: int) -> Entity:
    a, b = n.original(start, end)
    return Entity(name, canonical, n.raw[a:b], a, b)


def _times(n: Normal, found: list[Entity], *, device: bool) -> list[Entity]:
    """House numbers and the like are no times: what has been recognised already is blanked out."""
    text = n.text
    if n.back is None:
        for e in found:
            blank = CONTACT if e.entity in ("phone", "address", "contact_name") else "#"
            text = text[: e.start] + blank * (e.end - e.start) + text[e.end :]
    return [_entity(n, "visit_time", n.text[a:b], a, b) for a, b in proposals.spans(text, device=device)]


def _durations(n: Normal) -> list[Entity]:
    return [
        _entity(n, "duration", length if length.isdigit() else n.quote(a, b), a, b)
        for a, b, length in durations.find(n.text)
    ]


__all__ = ["entities", "ticket_numbers"]
