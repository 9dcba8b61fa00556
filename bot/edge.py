"""What every route of the application is given; it hangs on ``app.state.edge``."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import Request

from bot.figures import Figures
from bot.following import Following
from bot.limits import Limits, Pace, place, too_many
from bot.problems import Problem
from bot.turns import Turns
from handlers.guessing import CROWDED
from handlers.house import House

if TYPE_CHECKING:
    from starlette.types import Scope

    from bot.console.oidc import Provider

_LIKE_A_NUMBER = re.compile(r"(?=[A-Za-z-]{0,40}\d)[A-Za-z0-9-]{5,40}")  # a serial number, or nearly
UPLOADS = 6  # files of so many messages are in memory at the same time


class EdgeSettings(Protocol):
    """What the application needs of the settings.  ``secret`` signs visitors' tokens; ``turn_threads`` work at the
    same time; ``widget_origins`` are the pages that may embed the chat (as ``frame-ancestors`` of CSP has it)."""

    @property
    def secret(self) -> str: ...
    @property
    def turn_threads(self) -> int: ...
    @property
    def widget_origins(self) -> str: ...


@dataclass
class Edge:
    """One process of the application.  ``ready`` is set once everything is loaded."""

    house: House
    settings: EdgeSettings
    figures: Figures
    turns: Turns
    limits: Limits = field(default_factory=Limits)
    ready: bool = False
    rest_origins: tuple[str, ...] = ()
    provider: Provider | None = None
    uploads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(UPLOADS))
    following: Following = field(init=False)

    def __post_init__(self) -> None:
        self.following = Following(self.house, self.turns)

    def known_plan(self, plan: str | None, where: str) -> str | None:
        """The plan.  Raises :class:`Problem` (422) when there is none of this name."""
        if plan is not None and plan not in self.house.plans:
            known = ", ".join(sorted(self.house.plans))
            raise Problem(422, f"unknown plan {plan!r}; known are {known}", [(where, "unknown plan")])
        return plan

    async def at_pace(self, pace: Pace, key: str, text: str) -> None:
        """Raises :class:`Problem` (429) when ``key`` is too fast, unless ``text`` tells of danger."""
        wait = await pace.ask(key)
        if wait and not await self.turns.call(lambda: self.house.find_danger(text)):
            raise too_many(wait)

    async def numbers(self, scope: Scope, text: str) -> dict[str, Any]:
        """What a turn is told of the place that a message comes from: whether too many serial numbers came from there."""
        if not _LIKE_A_NUMBER.search(text) or not await self.limits.serials.ask(place(scope)):
            return {}
        return {CROWDED: True}


def of(request: Request) -> Edge:
    edge: Edge = request.app.state.edge
    return edge
