"""A Bot API update, as JSON, becomes an event of ours.  Nothing is fetched, stored or decided here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.events import MAX_TEXT, Inbound
from handlers.staff_chat import COMMANDS as STAFF_COMMANDS
from handlers.staff_chat import Heard
from handlers.words import clean

CHANNEL = "telegram"
#: What we ask the API for.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
QUOTED = 300  # characters that are kept of a message replied to
NAME = 120  # characters of somebody's name

Json = Mapping[str, Any]

COMMANDS = {
    "/report", "/status", "/warranty", "/book", "/human", "/cancel", "/restart", "/help",
}  # fmt: skip
#: Telegram knows no Chinese commands; who types one means it.
CHINESE = {
    "/开始": "/start", "/报修": "/report", "/进度": "/status", "/状态": "/status", "/保修": "/warranty", "/预约": "/book",
    "/解除绑定": "/unlink", "/人工": "/human", "/取消": "/cancel", "/重新开始": "/restart", "/帮助": "/help",
}  # fmt: skip
_COMMAND = re.compile(r"/\w{1,32}(@\w+)?", re.ASCII)  # as Telegram knows them
_MEDIA = (
    "photo",
    "voice",
    "audio",
    "document",
    "video",
    "video_note",
    "animation",
    "sticker",
    "location",
    "venue",
)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot: its ``username`` without @, unknown until the API has told it.  ``alone``: there is no other code in it that
    could answer what we do not know."""

    id: int
    username: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a message has; ``kind`` as the API names it, ``size`` in bytes as Telegram says it."""

    file_id: str
    kind: str
    type: str | None = None
    name: str | None = None
    size: int | None = None

    def data(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "kind": self.kind,
            "type": self.type,
            "name": self.name,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class Incoming:
    """``event`` is what the customer said, if anything; ``start`` came with a deep link.  ``callback`` has to be answered,
    ``keyboard`` is the message whose buttons have been used.  ``moved``: the chat has another id, old and new.
    ``left``: whether nobody can be reached there from now on.  ``ours``: False for a command that we do not know.
    ``heard`` is the same for the case that somebody of ours did it.  ``unread`` is what somebody sent that cannot be read,
    as far as it can."""

    update_id: int
    chat: str | None = None
    event: Inbound | None = None
    media: tuple[Media, ...] = ()
    start: str | None = None
    callback: str | None = None
    keyboard: int | None = None
    moved: tuple[str, str] | None = None
    left: bool | None = None
    ours: bool = True
    heard: Heard | None = None
    unread: str | None = None


def unreadable(update: Json) -> Incoming:
    """An update that :func:`translate` cannot read, by whatever of it can be read; nothing where it has no number."""
    number = update.get("update_id")
    if not isinstance(number, int):
        return Incoming(0, ours=False)
    thing = next((update[k] for k in KINDS if k in update), None)
    message = thing.get("message", thing) if isinstance(thing, dict) else None
    chat = message.get("chat") if isinstance(message, dict) else None
    where = chat.get("id") if isinstance(chat, dict) else None
    said = message.get("text") if isinstance(message, dict) else None
    raw = said if isinstance(said, str) and said.strip() else json.dumps(thing, ensure_ascii=False)
    return Incoming(number, str(where) if isinstance(where, int) else None, unread=raw)


def translate(update: Json, me: Me) -> Incoming:
    """Updates of other kinds, and what is not meant for us, give an :class:`Incoming` with nothing in it."""
    number = int(update["update_id"])
    if callback := update.get("callback_query"):
        return _callback(number, callback, me)
    if member := update.get("my_chat_member"):
        left = member.get("new_chat_member", {}).get("status") in ("left", "kicked")
        return Incoming(number, _chat(member), left=left)
    message = update.get("message") or update.get("edited_message")
    if not message:
        return Incoming(number, ours=False)
    return _message(number, message, me, edited="edited_message" in update)


def event_id(number: int, me: Me) -> str:
    return f"update:{me.id}:{number}"


def _chat(thing: Json) -> str:
    return str(thing["chat"]["id"])


def _private(message: Json) -> bool:
    return bool(message["chat"].get("type", "private") == "private")


# -- buttons ---------------------------------------------------------------------------------------


def _callback(number: int, callback: Json, me: Me) -> Incoming:
    message, data = callback.get("message"), clean(str(callback.get("data") or ""))
    if not message or not data:  # a game, or a message that is too old to be told where it was
        return Incoming(number, callback=str(callback["id"]), ours=False)
    chat = _chat(message)
    event = Inbound(
        CHANNEL, chat, event_id(number, me), data, kind="button",
        data={"telegram": {"message": message.get("message_id")}, **_speaker(callback, message)},
    )  # fmt: skip
    ours = data.startswith(("/", "~"))
    if me.alone and not ours:  # of a bot that had this token before
        event, ours = replace(event, text="/stale"), True
    heard = _heard(number, callback, message, data, me, button=True, number=message.get("message_id"))
    return Incoming(
        number,
        chat,
        event if ours else None,
        callback=str(callback["id"]),
        keyboard=message.get("message_id"),
        ours=ours,
        heard=heard,
    )


# -- people of ours --------------------------------------------------------------------------------


def _heard(update: int, done: Json, message: Json, text: str, me: Me, **more: Any) -> Heard | None:
    """What somebody did, whoever it is; ``message`` is where."""
    who = done.get("from") or {}
    if "id" not in who:
        return None
    chat = message["chat"]
    return Heard(
        event_id(update, me), str(who["id"]), str(chat["id"]), _private(message), text,
        thread=message.get("message_thread_id") if message.get("is_topic_message") else None,
        topics=bool(chat.get("is_forum")), lang=_lang(who), **more,
    )  # fmt: skip


def _answered(message: Json, me: Me) -> int | None:
    """Our message that this one answers.  In a topic every message points to the one that began it, which is no answer."""
    to = message.get("reply_to_message") or {}
    ours = (to.get("from") or {}).get("id") == me.id and "forum_topic_created" not in to
    return int(to["message_id"]) if ours else None


# -- messages --------------------------------------------------------------------------------------


def _message(number: int, message: Json, me: Me, edited: bool) -> Incoming:
    chat = _chat(message)
    if to := message.get("migrate_to_chat_id"):
        return Incoming(number, chat, moved=(chat, str(to)))
    if old := message.get("migrate_from_chat_id"):
        return Incoming(number, chat, moved=(str(old), chat))
    sender = message.get("from") or {}
    if sender.get("is_bot") or message["chat"].get("type") == "channel":
        return Incoming(number, chat, ours=False)
    whole = clean(str(message.get("text") or message.get("caption") or ""))
    said = whole[:MAX_TEXT]
    command, rest, to_others = _command(said, me)
    if to_others or not (_private(message) or _addressed(message, said, command, me)):
        return Incoming(number, chat, ours=False)
    if not _private(message):
        rest = said = _without_mention(said if command is None else rest, me)
    media = _media(message)
    heard = _heard(
        number, message, message, f"{command} {rest}".strip() if command else said, me, reply_to=_answered(message, me),
        quoted=clean(str((message.get("reply_to_message") or {}).get("text") or "")),
        edited=edited, words=not media and "contact" not in message,
    )  # fmt: skip
    if command in STAFF_COMMANDS:
        return Incoming(number, chat, heard=heard)
    if edited and any(m.kind == "location" for m in media):
        return Incoming(number, chat)  # a live location moves
    text, told = (said, {}) if said or command else _shared(message)
    if whole and not (text or command or media):
        text = "/help"  # in a group, our name and nothing else
    if not (text or media or command):
        return Incoming(number, chat, ours=False)  # somebody came, a title changed
    kind, start = "media" if media or not text else "text", None
    if command == "/start":
        kind, text, start = "start", "", rest or None
    elif command is not None:
        text = rest if rest and command in ("/report", "/help") else command
    elif said.startswith("/"):
        name, _, more = said.partition(" ")
        if not more and _COMMAND.fullmatch(name) and _private(message) and not me.alone:
            return Incoming(number, chat, ours=False)  # somebody else's command
        text = said.lstrip("/") or said  # words that only look like one: understood as words
    data = {**_data(message, edited), **({"media": [m.data() for m in media]} if media else {})}
    if len(whole) > MAX_TEXT:
        data["cut"] = len(whole)
    if media and media[0].kind == "location":
        data, media = {**data, "location": media[0].name}, ()
    lang = _lang(sender) if kind == "start" or text.startswith("/") else None
    event = Inbound(CHANNEL, chat, event_id(number, me), text, kind=kind, lang=lang, data=data, told=told)
    return Incoming(number, chat, event, media, start, heard=heard)


def _lang(sender: Json) -> str | None:
    code = str(sender.get("language_code") or "")
    return None if not code else "zh" if code.lower().startswith("zh") else "en"


def _command(text: str, me: Me) -> tuple[str | None, str, bool]:
    """The command that a text is, if it is one of ours, what follows it, and whether it is for another bot."""
    if not text.startswith("/"):
        return None, text, False
    word, _, rest = text.partition(" ")
    name, _, bot = word.partition("@")
    if bot and me.username and bot.lower() != me.username.lower():
        return None, text, True
    name = CHINESE.get(name, name).lower()
    known = name in COMMANDS or name in STAFF_COMMANDS or name == "/start"
    return (name if known else None), rest.strip() if known else text, False


def _addressed(message: Json, text: str, command: str | None, me: Me) -> bool:
    """Whether somebody in a group means us: by a reply, a mention or a command of ours."""
    mentioned = me.username is not None and f"@{me.username}".lower() in text.lower()
    return command is not None or mentioned or _answered(message, me) is not None


def _without_mention(text: str, me: Me) -> str:
    if me.username is None:
        return text.strip()
    at = text.lower().find(f"@{me.username}".lower())
    return text.strip() if at < 0 else (text[:at] + text[at + len(me.username) + 1 :]).strip(" ,:，：")


def _shared(message: Json) -> tuple[str, dict[str, str]]:
    """What is said without typing: a contact, a place with a name, a sticker.  The customer's own number counts as told."""
    if contact := message.get("contact"):
        phone = clean(str(contact.get("phone_number") or ""))[:40]
        if contact.get("user_id") and contact["user_id"] == (message.get("from") or {}).get("id"):
            return phone, {"phone": phone}
        name = " ".join(str(contact[k]) for k in ("first_name", "last_name") if contact.get(k))
        return clean(f"{name} {phone}"[:200]).strip(), {}
    if venue := message.get("venue"):
        return clean(f"{venue.get('address') or ''} {venue.get('title') or ''}"[:400]).strip(), {}
    if sticker := message.get("sticker"):
        return clean(str(sticker.get("emoji") or ""))[:16], {}
    return "", {}


def _media(message: Json) -> tuple[Media, ...]:
    for kind in _MEDIA:
        found = message.get(kind)
        if not found:
            continue
        if kind in ("location", "venue"):
            at = found.get("location", found)
            return (
                ()
                if kind == "venue"
                else (Media("", "location", name=f"{at.get('latitude')},{at.get('longitude')}"),)
            )
        if kind == "sticker":
            return () if found.get("emoji") else (_file(kind, found),)
        if kind == "photo":
            largest = max(found, key=lambda p: p.get("width", 0) * p.get("height", 0))
            return (_file(kind, {**largest, "mime_type": "image/jpeg"}),)
        return (_file(kind, found),)
    return ()


def _file(kind: str, found: Json) -> Media:
    name, kept = found.get("file_name"), found.get("mime_type")
    return Media(
        str(found.get("file_id") or "")[:300], kind, clean(str(kept))[:100] if kept else None,
        clean(str(name))[:200] if name else None, found.get("file_size"),
    )  # fmt: skip


def _data(message: Json, edited: bool) -> dict[str, Any]:
    """What belongs to a message besides its words."""
    found: dict[str, Any] = {"telegram": {"message": message.get("message_id")}, **_speaker(message, message)}
    if edited:
        found["edited"] = message.get("edit_date") or True
    if album := message.get("media_group_id"):
        found["album"] = str(album)[:64]
    if quoted := message.get("reply_to_message"):
        found["reply_to"] = {
            "message": quoted.get("message_id"),
            "text": clean(str(quoted.get("text") or quoted.get("caption") or ""))[:QUOTED],
        }
    if origin := message.get("forward_origin"):
        who = origin.get("sender_user") or {}
        chat = origin.get("sender_chat") or origin.get("chat") or {}
        name = origin.get("sender_user_name") or _name(who) or chat.get("title") or ""
        found["forwarded"] = clean(str(name))[:NAME] or True
    return found


def _speaker(thing: Json, message: Json) -> dict[str, Any]:
    """Who of a group it was."""
    name = _name(thing.get("from") or {})
    return {} if _private(message) or not name else {"speaker": name}


def _name(user: Json) -> str:
    return clean(" ".join(str(user[k]) for k in ("first_name", "last_name") if user.get(k)))[:NAME]
