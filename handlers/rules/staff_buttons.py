"""What people of ours are sent on Telegram: who hears of a case that waits, and which buttons fit how it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

#: What a button does: claim, on the way, arrived, done, a part is needed, hand back, an alarm is seen.
VERBS = ("claim", "way", "there", "done", "part", "back", "seen")
#: Those that ask for one thing first, and what is answered is taken.
ASKING = ("done", "part", "back")

#: What is left to say of the way, by how far the visit is.
STEPS = {"booked": ("way", "there"), "on_the_way": ("there",), "arrived": ()}

Kind = Literal["offer", "mine", "visit", "alarm"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands for the message whose buttons are wanted.  ``item``: none, waiting, held (by whom the message is
    for) or elsewhere; ``same`` claim as the one that the message was made for.  ``visit``: none, booked, on_the_way,
    arrived or over; ``unseen``: nobody has seen the alarm; ``no_ticket``: it is about a conversation alone."""

    item: str = "none"
    same: bool = True
    ticket_open: bool = False
    visit: str = "none"
    unseen: bool = False
    no_ticket: bool = False


def fitting(kind: Kind, now: Standing) -> tuple[str, ...]:
    """The verbs that can be done now, in the order of the work."""
    if kind == "offer":
        return ("claim",) if now.item == "waiting" and now.same else ()
    if kind == "alarm":
        claim = ("claim",) if now.item == "waiting" else ()
        return (*claim, "seen") if now.unseen and (now.ticket_open or now.no_ticket) else ()
    if kind == "mine" and not (now.item == "held" and now.same):
        return ()
    steps = STEPS.get(now.visit, ()) if now.ticket_open else ()
    if kind == "visit":
        return (*steps, "done", "part") if now.ticket_open and now.visit in STEPS else ()
    return (*steps, "done", *(("part",) if now.ticket_open else ()), "back")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who could hear of a case."""

    id: int
    may_claim: bool
    queues: tuple[str, ...]
    skills: tuple[str, ...]
    away: bool = False


def readers(
    people: Sequence[Reader], queue: str, open_queue: str, skills: Collection[str]
) -> tuple[int, ...]:
    """Who is told that a case waits in ``queue``: whoever may claim it and is not away; of those the ones with its skills,
    when there are any.  Who serves no queue by name serves all; ``open_queue`` is everybody's."""
    able = [
        p for p in people if p.may_claim and not p.away and (not p.queues or queue in (*p.queues, open_queue))
    ]
    skilled = [p for p in able if set(skills) <= set(p.skills)]
    return tuple(p.id for p in (skilled or able))
