"""The channels that answers are pushed to, as the settings open them.  A new one is a file beside this and a line here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from bot.settings import BadSetting

if TYPE_CHECKING:
    from fastapi import APIRouter

    from bot.sender import Arrived, Channel
    from bot.settings import Settings
    from bot.turns import Turns
    from handlers.events import Outgoing


class Pushed:
    """A channel that the application serves: ``router`` takes in, ``send`` is as :class:`bot.sender.Channel` has it.
    ``mount`` comes once, before anything else; what has to run beside the application begins with ``start``.  After
    ``stop`` nothing is taken in any more, after ``close`` nothing is sent."""

    name: str
    router: APIRouter

    def mount(self, turns: Turns) -> None:
        pass

    def start(self, takes: bool = True) -> None:
        """``takes``: whether this process takes in what comes, or only sends."""

    @property
    def channels(self) -> Mapping[str, Channel]:
        """What the sender pushes to, by name."""
        return {self.name: self}

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> str | None:
        raise LookupError(f"{self.name} sends nothing")

    async def examine(self) -> str:
        """Ask the other side whether it knows us, writing to nobody: a sentence.  Raises what says why not."""
        return "is set"

    async def stop(self) -> None:
        pass

    async def close(self) -> None:
        pass


#: Paths that take more or less than other bodies, in bytes.
BODIES = {"/channels/wecom": 256 * 1024}


def opened(settings: Settings, plans: Collection[str] = ()) -> dict[str, Pushed]:
    """By name.  Raises :class:`BadSetting` for what is missing or cannot be used."""
    channels: dict[str, Pushed] = {}
    if settings.telegram_token:
        from bot.channels.telegram.serving import Served

        channels["telegram"] = Served(settings)
    if settings.wecom_corp:
        from bot.channels.wecom import Wecom
        from bot.channels.wecom_crypto import MissingPackage

        _need(settings, plans, "wecom", "agent", "secret", "token", "key")
        try:
            channels["wecom"] = Wecom(settings)
        except MissingPackage as error:
            raise BadSetting(str(error)) from None
        except ValueError as error:
            raise BadSetting(f"BAOXIU_WECOM_KEY: {error}") from None
    if settings.chatwoot_url:
        from bot.channels.chatwoot import Chatwoot

        _need(settings, plans, "chatwoot", "bot_token", "path")
        channels["chatwoot"] = Chatwoot(settings)
    return channels


def _need(settings: Settings, plans: Collection[str], channel: str, *names: str) -> None:
    for name in names:
        if not getattr(settings, f"{channel}_{name}"):
            raise BadSetting(
                f"BAOXIU_{channel.upper()}_{name.upper()} is missing; the channel {channel} needs it"
            )
    plan = getattr(settings, f"{channel}_plan")
    if plan is not None and plan not in plans:
        raise BadSetting(f"BAOXIU_{channel.upper()}_PLAN={plan!r}: known plans are {', '.join(plans)}")
