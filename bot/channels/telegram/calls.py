"""Calls of the Bot API as the rest of the channel sees them: one function, and what can become of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

#: ``await call(method, params, seconds)`` gives the API's ``result`` as plain JSON.  ``seconds`` bounds the wait.  It
#: raises the errors of this module and no others.
Call = Callable[[str, dict[str, Any], float], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file among the parameters of a call."""

    name: str
    content: bytes


def with_files(params: Mapping[str, Any], made: Callable[[bytes, str], Any]) -> dict[str, Any]:
    """The parameters as a framework takes them: each file ``made`` one of its own, from content and name."""
    return {k: made(v.content, v.name) if isinstance(v, Upload) else v for k, v in params.items()}


#: ``await download(path, most)`` gives a file by the path that ``getFile`` told, at most ``most`` bytes of it; raises the same.
Download = Callable[[str, int], Awaitable[bytes]]

SECONDS = 15.0  # for one call; below what the sender gives an attempt


class CallError(Exception):
    """A call has failed."""


class TooMany(CallError):
    """Too many calls: not before ``after`` seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(f"too many calls, again after {after:g} s")
        self.after = after


class Gone(CallError):
    """Nobody can be reached there any more: we are blocked or expelled, the account or the chat is no more."""


class Moved(CallError):
    """The group has become a supergroup and has another id."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has moved to another chat id")
        self.chat = chat


class Refused(CallError):
    """The API takes the call for wrong; the same again would be refused again."""


class Conflict(CallError):
    """Somebody else fetches updates with this token, or a webhook is set."""


class Unreachable(CallError):
    """No answer.  ``sent``: the call may have been carried out all the same."""

    def __init__(self, why: str, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


_GONE = (
    "chat not found", "user is deactivated", "bot was blocked", "bot was kicked", "user not found", "peer_id_invalid",
    "bot can't initiate conversation", "group chat was deactivated", "bot is not a member", "have no rights to send",
    "not enough rights to send", "chat_write_forbidden", "topic_closed",
)  # fmt: skip


def refused(status: int, description: str, parameters: Mapping[str, Any] | None = None) -> CallError:
    """What an answer of the API means that is not ok."""
    given = parameters or {}
    if given.get("migrate_to_chat_id"):
        return Moved(str(given["migrate_to_chat_id"]))
    if status == 429 or given.get("retry_after"):
        return TooMany(float(given.get("retry_after") or 1))
    if status == 403 or (status == 400 and any(word in description.lower() for word in _GONE)):
        return Gone(description)
    if status == 409:
        return Conflict(description)
    if status >= 500:
        return Unreachable(f"{status} {description}", sent=False)  # it says itself that it has not done it
    return Refused(f"{status} {description}")
