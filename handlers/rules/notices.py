"""General notices: what every customer has to be told, in which ways, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from handlers.rules.parts import Part

Way = Literal["chat", "mail", "fax", "telephone"]


class Notices(Part):
    """``clock`` is the plan's clock by which all customers have been told (tickets of the kind ``notice`` have it)."""

    clock: str
    ways: tuple[Way, ...] = Field(default=("chat", "mail", "fax", "telephone"), min_length=1)
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a customer can be reached.  ``talk`` is a conversation that we can write to."""

    customer: int
    talk: int | None = None
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """One customer is told in one way; ``to`` is None where the number or address has yet to be found."""

    customer: int
    way: Way
    to: str | None


def errands(customers: Sequence[Reach], policy: Notices) -> tuple[Errand, ...]:
    """Every customer in every way of the plan; in the chat only those who have one."""
    made: list[Errand] = []
    for reach in customers:
        to: dict[str, str | None] = {
            "chat": str(reach.talk) if reach.talk is not None else None,
            "mail": reach.address,
            "fax": None,  # the customer record has no fax number
            "telephone": reach.phone,
        }
        made += [Errand(reach.customer, way, to[way]) for way in policy.ways if way != "chat" or to[way]]
    return tuple(made)
