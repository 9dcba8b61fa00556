"""Whether the slots of an English call (:mod:`nlu.place_slots_en`) hold more of its place than what was told at once."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import lexicon
from nlu.patterns import regex
from nlu.place_alike_en import fold_name
from nlu.place_kinds import on_the_way
from nlu.place_numbers_en import figures
from nlu.place_slots_en import slots
from nlu.place_spot_en import Place, Where, has_door
from nlu.transcripts import Turn

_WAY = regex(r"\b(?:past|behind|at the back|went|turn|opposite)\b")
_EMPTY = frozenset("the really actually just please though obviously mate love now then here".split())
_WORDS = regex(r"[a-zà-ÿ]+|\d+")
_SENTENCE = regex(r"[^.!?]+")
_HAN = regex(r"[\u4e00-\u9fff]")


def settled(turns: Sequence[Turn], told: Sequence[Where]) -> Where | None:
    """The place in its slots, where these hold more than what was told at once; ``told``: the places as they were put together."""
    if not any(t.speaker == "agent" for t in turns) or _HAN.search("".join(t.text[:200] for t in turns)):
        return None
    place = slots(turns, {w.turn: (w.start, w.end) for w in told})
    value = place.written()
    if not place.turns or not _holds(place):
        return None
    if told and _at_once(turns, told[-1].value, place):
        return None
    return Where(value, *place.turns[-1])


def _holds(place: Place) -> bool:
    """Whether it is enough to find somebody."""
    kinds = {s.split(":")[0] for s, _ in place.values()}
    return bool(kinds & {"street", "building", "hash", "block"}) or bool(
        kinds & {"door", "postcode"} and "area" in kinds
    )


def _at_once(turns: Sequence[Turn], old: str, place: Place) -> bool:
    """Whether all of a place was said in one turn, and the slots hold less than that."""
    new = place.written()
    more = [p for p in old.split(", ") if _more(p, new)]
    full = (bool({"house", "building"} & {s for s, _ in place.values()}) or has_door(place)) and bool(
        place.many["area"]
    )
    if full and more and all(on_the_way(p) or _WAY.search(p) for p in more):
        return False
    whole = fold_name(old)
    if whole == fold_name(new):
        return False  # but for its "the"
    callers = (s for t in turns if t.speaker != "agent" for s in _SENTENCE.findall(t.text))
    if any(whole in fold_name(figures(s)) for s in callers) and not _more(place.written(), old):
        return True  # in the order in which the caller tells it
    pieces = [fold_name(p) for p in old.split(", ")]
    once = any(
        all(p in said for p in pieces)
        for said in (fold_name(figures(t.text)) + " " + fold_name(t.text) for t in turns)
    )
    return once and not _more(new, old) and bool(more)


def _more(one: str, other: str) -> set[str]:
    """The words that one place has and the other has not, but for those that tell nothing, or of a device."""
    more = set(_WORDS.findall(figures(one).casefold())) - set(_WORDS.findall(figures(other).casefold()))
    return {w for w in more if w not in _EMPTY and lexicon.kind(w) != "device"}


__all__ = ["settled"]
