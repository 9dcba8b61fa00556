"""What we say, as calls of the Bot API.

Text is sent as it is, without a parse mode: then no character of it means anything, and there is nothing to
escape or to get wrong.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from handlers.events import Button, Outgoing

MOST_UNITS = 4096  # of UTF-16 in one message; no count that a server may use is greater
CALLBACK_BYTES = 64
ROW_UNITS = 30  # how wide the titles in one row of a keyboard may be together; Chinese characters count twice
KEY = re.compile(r"~(\d{1,18}):(\d{1,3})")

Params = dict[str, Any]


def calls(message: Outgoing, chat: str) -> list[tuple[str, Params]]:
    """The calls that say ``message`` in ``chat``, in order; buttons are below the last one."""
    found: list[tuple[str, Params]] = []
    for part in split(message.text):
        params: Params = {
            "chat_id": chat_id(chat),
            "text": part,
            "link_preview_options": {"is_disabled": True},
        }
        found.append(("sendMessage", params))
    if message.buttons and found:
        found[-1][1]["reply_markup"] = {"inline_keyboard": keyboard(message)}
    return found


def chat_id(chat: str) -> int | str:
    return int(chat) if re.fullmatch(r"-?\d{1,18}", chat) else chat


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def split(text: str, most: int = MOST_UNITS) -> list[str]:
    """Parts of at most ``most`` units: at the end of a paragraph, line, sentence or word if there is one in the second
    half, and never within what is seen as one character."""
    parts = []
    left = text.strip()
    while units(left) > most:
        at = _cut(left, most)
        parts.append(left[:at].rstrip())
        left = left[at:].lstrip()
    return [*parts, left] if left else parts


_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？；]|[.!?;](?=\s)"),
    re.compile(r"[\s，、]"),
)


def _cut(text: str, most: int) -> int:
    size, end = 0, 0
    for end, c in enumerate(text):  # noqa: B007 - the place is what is looked for
        size += 2 if ord(c) > 0xFFFF else 1
        if size > most:
            break
    for ends in _ENDS:
        found = [m.end() for m in ends.finditer(text, end // 2, end)]
        if found:
            return found[-1]
    at = end
    while at > end // 2 and _joined(text, at):
        at -= 1
    return at if at > end // 2 else end


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and after ``at`` are seen as one: accents, skin tones, families, flags."""
    before, after = text[at - 1], text[at]
    flags = 0
    while flags < at and "\U0001f1e6" <= text[at - 1 - flags] <= "\U0001f1ff":
        flags += 1
    return (
        unicodedata.combining(after) != 0
        or after in "\u200d\ufe0e\ufe0f\u20e3"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= after <= "\U0001f1ff" and flags % 2 == 1)
    )


# -- buttons ---------------------------------------------------------------------------------------


def keyboard(message: Outgoing) -> list[list[Params]]:
    """Rows of buttons; short ones stand beside each other."""
    rows: list[list[Params]] = []
    width = 0
    for index, button in enumerate(message.buttons):
        wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in button.title) + 4
        if not rows or width + wide > ROW_UNITS:
            rows.append([])
            width = 0
        width += wide
        rows[-1].append({"text": button.title, "callback_data": callback_data(message.id, index, button)})
    return rows


def callback_data(message_id: int, index: int, button: Button) -> str:
    """The payload, or where it stands if it is too long: the number of our message and the place of the button."""
    fits = len(button.payload.encode()) <= CALLBACK_BYTES and not KEY.fullmatch(button.payload)
    return button.payload if fits else f"~{message_id}:{index}"


def key(data: str) -> tuple[int, int] | None:
    """Our message and the place of the button, when the data of a callback are no payload."""
    found = KEY.fullmatch(data)
    return (int(found[1]), int(found[2])) if found else None
