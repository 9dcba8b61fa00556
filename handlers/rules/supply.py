"""Spare parts, standby units and replacements: what a plan promises of them, and which depot one comes from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from handlers.rules.facts import Reason
from handlers.rules.parts import Elapsed, Part, Span, Text

KINDS = ("part", "standby")


class Supply(Part):
    """A standby unit or spare part is brought to the site; ``promise`` names the clock that it has to keep."""

    promise: str
    lend: Elapsed = Span(seconds=14 * 86_400)  # a standby unit comes back so long after it was delivered
    clause: str


class OldParts(Part):
    """Replaced parts are kept, returned and identified."""

    return_old: bool
    within: Elapsed = Span(seconds=30 * 86_400)
    clause: str


class Successor(Part):
    """What a device that replaces another one is covered for: the ``rest`` of the old term, or ``anew``."""

    replacement: Literal["rest", "anew"] = "rest"
    clause: str


class SparePolicy(Part):
    supply: Supply | None = None
    old: OldParts | None = None
    exchange: Successor | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a depot has of something; ``free`` is what is not promised to anybody."""

    stock: int
    depot: str
    region: str
    code: str
    name: Text
    kind: str
    component: str | None
    free: int


@dataclass(frozen=True, slots=True)
class Want:
    """``code`` None: whatever fits the ``component`` (a part) or the device as a whole (a standby unit)."""

    kind: str
    code: str | None = None
    component: str | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """``best`` None: nothing that fits is free.  ``near``: it comes from the customer's own region.
    ``candidates``: all that fit, the best first."""

    best: Candidate | None
    near: bool
    candidates: tuple[Candidate, ...]
    reason: Reason


def fits(candidate: Candidate, want: Want) -> bool:
    """Whether it is what is wanted, however many there are."""
    if candidate.kind != want.kind:
        return False
    if want.code is not None:
        return candidate.code == want.code
    if want.kind == "part":
        return want.component is not None and candidate.component == want.component
    return candidate.component in (None, want.component)


def choose(
    stock: Sequence[Candidate], region: str | None, want: Want, clause: str, lost: Collection[int] = ()
) -> Choice:
    """From the customer's region if that has enough, else from the depot that has most.  ``lost``: stock that
    somebody else has just taken."""
    fitting = sorted(
        (c for c in stock if fits(c, want)), key=lambda c: (c.region != region, -c.free, c.depot, c.code)
    )
    free = tuple(c for c in fitting if c.free >= want.quantity and c.stock not in lost)
    if free:
        near = region is not None and free[0].region == region
        return Choice(free[0], near, free, _why(free[0], near, clause))
    if fitting:
        held = Text(zh="备件库里的都已被预留或发出", en="all that the depots have are promised or out")
        return Choice(None, False, (), Reason("none_left", held, clause))
    none = Text(zh="没有备件库存有这一样", en="no depot keeps this")
    return Choice(None, False, (), Reason("none_kept", none, clause))


def _why(best: Candidate, near: bool, clause: str) -> Reason:
    if near:
        text = Text(zh=f"{best.depot}在客户所在区域", en=f"{best.depot} is in the customer's region")
        return Reason("same_region", text, clause)
    text = Text(
        zh=f"客户所在区域没有，{best.depot}存量最多",
        en=f"the customer's region has none; {best.depot} has most",
    )
    return Reason("other_region", text, clause)
