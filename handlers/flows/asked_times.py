"""The times that a customer has asked for, and those that are held: kept until others are named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from handlers import answers, visits
from handlers.flows.times_told import Wanted, between, impossible, told, wanted_time
from handlers.scene import Scene
from handlers.texts.shapes import wish
from handlers.wording import regex
from storage import visits as stored

NOT_THEN = "not_then"  # slot: when nobody is there
MOST_NAMED = 4  # times of a wish that are said again one by one
_SAME_HOUR = regex(r"(?:同一|同样|一样的?|原来的?)(?:个)?(?:时间|时候|钟点)|\bsame (?:time|hour)\b")


def held(scene: Scene) -> Sequence[Row[Any]]:
    """What is held for this ticket and still good."""
    assert scene.ticket is not None
    return [v for v in stored.of_ticket(scene.tx, scene.ticket.id, ("held",)) if v.held_until > scene.now]


def chosen(scene: Scene) -> Row[Any] | None:
    """The held window that the customer picked."""
    picked = scene.tracker.slots.get("window")
    return next((v for v in held(scene) if v.id == picked), None) if picked is not None else None


def remember_wish(scene: Scene) -> None:
    """A time said before we got to it is kept until we do, and when nobody is there."""
    found = _at_the_same_hour(scene, wanted_time(scene))
    out = [
        (a, b)
        for a, b in not_then(scene)
        if found is None or not a <= found[0] <= (found[1] or found[0]) <= b
    ]
    out += impossible(scene)  # "Monday does suit after all"
    scene.tracker.slots[NOT_THEN] = [[a.isoformat(), b.isoformat()] for a, b in out]
    if found is not None:
        scene.tracker.slots["wished"] = _in_words(scene, found)
        scene.tracker.slots.pop("any_other", None)
        scene.tracker.tries.pop("window", None)
        apart = [[a.isoformat(), b.isoformat()] for a, b in between(scene)]
        scene.tracker.slots["wanted"] = [
            found[0].isoformat(), found[1].isoformat() if found[1] else None, *apart
        ]  # fmt: skip
        local = scene.local(found[0])
        scene.tracker.slots["wished_day"] = local.replace(
            hour=0, minute=0, second=0, microsecond=0
        ).isoformat()


def not_then(scene: Scene) -> list[tuple[datetime, datetime]]:
    """When nobody is there, as far as it was told."""
    told = scene.tracker.slots.get(NOT_THEN, ())
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in told]


def _in_words(scene: Scene, found: Wanted) -> str:
    """The time, or the few times, that were asked for."""
    several = told(scene)
    times = several if 1 < len(several) <= MOST_NAMED else [found]
    local = [(scene.local(a), scene.local(b) if b is not None else None) for a, b in times]
    return " / ".join(wish(start, end, scene.lang, scene.now) for start, end in local)


def left_out(scene: Scene) -> list[tuple[datetime, datetime]]:
    """What lies between the times that were asked for ("Mon or Tue morning")."""
    kept = scene.tracker.slots.get("wish") or ()
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in kept[2:]]


def _at_the_same_hour(scene: Scene, found: Wanted | None) -> Wanted | None:
    """ "Friday, same time": at the hour of the visit that is booked."""
    if found is None or scene.ticket is None or not _SAME_HOUR.search(answers.plain(scene.text)):
        return found
    booked = visits.booked(scene.tx, scene.ticket.id)
    if booked is None:
        return found
    at = scene.local(booked.start)
    return scene.local(found[0]).replace(hour=at.hour, minute=at.minute), None


def wanted_last(scene: Scene) -> Wanted | None:
    """The time that was asked for last.  It holds until another is named: who is asked again gets the same offer."""
    slots = scene.tracker.slots
    new = slots.pop("wanted", None)
    if new is None and chosen(scene) is not None:
        return None
    kept = slots["wish"] = new or slots.get("wish")
    if not kept:
        return None
    return datetime.fromisoformat(kept[0]), datetime.fromisoformat(kept[1]) if kept[1] else None


def inside(visit: Row[Any], wanted: Wanted) -> bool:
    start, end = wanted
    if end is None:
        return bool(visit.start <= start < visit.end)
    return bool(start <= visit.start < end)


def look_after(scene: Scene, out: Sequence[Wanted], windows: Sequence[Row[Any]]) -> None:
    """Where nothing is left of what was wanted, or of what was offered, what comes after it is looked for."""
    kept = scene.tracker.slots.get("wish")
    ends = [end for start, end in out if end is not None and _covers((start, end), kept, windows)]
    if ends:
        scene.tracker.slots["wanted"] = [max(ends).isoformat(), (max(ends) + timedelta(days=7)).isoformat()]
        scene.tracker.slots["any_other"] = True


def _covers(
    out: tuple[datetime, datetime], kept: list[str | None] | None, windows: Sequence[Row[Any]]
) -> bool:
    """Whether a time when nobody is there takes all of the time that was wanted, or all windows."""
    start, end = out
    if kept and kept[0]:
        last = datetime.fromisoformat(kept[1] or kept[0])
        return start <= datetime.fromisoformat(kept[0]) and last <= end
    return all(inside(v, out) for v in windows)


def any_within(scene: Scene, ticket: Row[Any], wanted: tuple[datetime, datetime]) -> bool:
    """Whether anybody is free for a ticket before a time; what is found is held."""
    assert scene.plan is not None
    offered = visits.offer(scene.tx, scene.house, scene.plan, ticket, scene.now, wanted=wanted)
    return any(held.window.start < wanted[1] for held in offered.held)


def earlier(scene: Scene, windows: Sequence[Row[Any]]) -> bool:
    """Something before what is offered, or that there is nothing."""
    assert scene.ticket is not None
    before = (scene.now, min(v.start for v in windows))
    if any_within(scene, scene.ticket, before):
        scene.tracker.slots["wanted"] = [at.isoformat() for at in before]
    else:
        scene.say("window-no-earlier", ("button-human", "/human"))
    scene.tracker.asked = None
    return True


def later(scene: Scene, windows: Sequence[Row[Any]]) -> None:
    after = max((v.start for v in windows), default=scene.now) + timedelta(hours=1)
    scene.tracker.slots["wanted"] = [after.isoformat(), (after + timedelta(days=7)).isoformat()]
    scene.tracker.slots["any_other"] = True
    scene.tracker.asked = None


def another_day(scene: Scene, windows: Sequence[Row[Any]]) -> None:
    """Times from the day on that comes after one that does not suit."""
    day = scene.local(windows[0].start).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    scene.tracker.slots["wanted"] = [day.isoformat(), (day + timedelta(days=7)).isoformat()]
    scene.tracker.slots["any_other"] = True
    scene.tracker.asked = None
