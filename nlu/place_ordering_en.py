"""The order of the parts of an English address, as a call tells them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlu.place_alike_en import same
from nlu.place_parts_en import Part
from nlu.place_spot_en import Call, Place, alike, holding


def ordered(call: Call, parts: Sequence[Part], *, agent: bool) -> None:
    """How doors stand to blocks and towns, and towns to each other, as it was told last in one breath."""
    place = call.place
    for a, b in pairwise(dict.fromkeys(holding(place, p.value) or p.slot for p in parts)):
        if a == "street" and b.startswith("door:") and (not agent or b in place.after_street):
            place.after_street |= {b}
            place.trailing |= {b} if agent else set()
        elif a == "building" and b in ("door:plot", "door:lot"):
            place.trailing |= {b}
        elif b == "street" and a.startswith("door:"):
            place.trailing -= {a}
    for n in {p.sentence for p in parts}:
        sentence = [p for p in parts if p.sentence == n]
        slots_ = [_slot(place, p) for p in sentence]
        told = tuple(dict.fromkeys(slots_))
        if agent and [s for s in place.order if s in told] != [s for s in told if s in place.order]:
            place.order = ()
        again = len(place.order) > 2 and tuple(s for s in told if s in place.order) == place.order
        if len(told) > 2 and (again or not (agent and door_behind(told))):
            place.order = told
        doors = [s for s in slots_ if s.startswith(("door", "block"))]
        if len(set(doors)) > 1 and "block" in doors:
            place.doors = tuple(dict.fromkeys(doors))
        town = next(
            (k for k, s in enumerate(slots_) if s in ("area", "region", "county") or (s == "name" and k)),
            None,
        )
        street = any(s in ("street", "building", "both", "lane") for s in slots_[:town])
        for k, s in enumerate(slots_):
            if s.startswith(("door", "floor", "block", "hash")):
                if town is not None and street and k > town:
                    place.behind |= {s}
                elif any(t in ("street", "building", "both", "lane") for t in slots_[k + 1 :]):
                    place.behind -= {s}
        for held in (place.many["area"], place.many["building"]):
            told_ = list(dict.fromkeys(v for p in sentence for v in held if same(v, p.value)))
            at = sorted(map(held.index, told_))
            for k, v in zip(at, told_, strict=True):
                held[k] = v


def _slot(place: Place, p: Part) -> str:
    """The slot that a part has gone to, in whatever form it stands there."""
    like = alike(place, p.value) if p.slot == "name" else None
    return holding(place, p.value) or (like[0] if like else p.slot)


def door_behind(told: Sequence[str]) -> bool:
    """Whether a door is told right behind its street, where one writes it before: "35 Bell Street, unit 9"."""
    if (
        "street" in told
        and any(s.startswith("door") for s in told[: told.index("street")])
        and told[0] == "area"
    ):
        return True
    return any(a == "street" and b.startswith(("door", "floor")) for a, b in pairwise(told))
