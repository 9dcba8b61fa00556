"""What people of ours do about guidance, steps, hardware or software and the cause, in the stories of conversations.

guided solved|unsolved NOTE        send STEP NOTE        done STEP NOTE       nature hardware|remote|on_site WHY
work received|repaired|replaced|adjusted                 cause ID[/COMPONENT] WHY                approve
sue ...  (the supervisor does it)                        refused WORD ...  (it is refused for that reason)
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers import causes, procedures, support_desk
from handlers.house import House
from handlers.people import Actor, Refused
from tests.world import World

Act = Callable[[House, Actor, int, str, str], None]


def _nature(house: House, user: Actor, ticket: int, what: str, why: str) -> None:
    hardware = what == "hardware"
    support_desk.decide(house, user, ticket, what if hardware else "software", "" if hardware else what, why)


def _cause(house: House, user: Actor, ticket: int, what: str, why: str) -> None:
    cause, _, component = what.partition("/")
    causes.find(house, user, ticket, cause, why, component)


ACTS: dict[str, Act] = {
    "guided": support_desk.guided,
    "send": procedures.send,
    "done": procedures.done,
    "nature": _nature,
    "work": support_desk.work_step,
    "cause": _cause,
    "approve": lambda house, user, ticket, what, why: causes.approve(house, user, ticket),
}


def act(world: World, ticket: int, what: str, login: str = "ann") -> None:
    verb, _, rest = what.partition(" ")
    if verb == "sue":
        act(world, ticket, rest, "sue")
    elif verb == "refused":
        why, _, rest = rest.partition(" ")
        with pytest.raises(Refused) as refused:
            act(world, ticket, rest, login)
        assert refused.value.why == why
    else:
        first, _, note = rest.partition(" ")
        ACTS[verb](world.house, world.user(login), ticket, first, note)


def knows(what: str) -> bool:
    return what.partition(" ")[0] in (*ACTS, "sue", "refused")
