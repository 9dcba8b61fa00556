"""What every route of the application is given; it hangs on ``app.state.edge``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from bot.figures import Figures
from bot.turns import Turns
from handlers.house import House


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
    """One process of the application.  ``ready`` is set once everything is loaded; ``streams`` counts the
    open event streams of customers."""

    house: House
    settings: EdgeSettings
    figures: Figures
    turns: Turns
    ready: bool = False
    streams: int = 0


def of(request: Request) -> Edge:
    edge: Edge = request.app.state.edge
    return edge
