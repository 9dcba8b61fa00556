"""The other side of the chats: what people do becomes messages and updates as the Bot API has them."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from tests.bot_api.markup import units
from tests.bot_api.methods import began, described
from tests.bot_api.state import Chat, Json, Sent, State, Update

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_send_welcome_messages", "can_manage_topics", "can_pin_messages",
)  # fmt: skip
MARKED = re.compile(r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>@\w{4,32})")


class Group:
    """A group that the bot is in."""

    def __init__(
        self, state: State, title: str, members: Sequence[Person], *, forum: bool = False, small: bool = False
    ) -> None:
        self.state = state
        number = state.count("id")
        self.id = -number if small else -1_000_000_000_000 - number
        kind = "group" if small else "supergroup"
        json: Json = {"id": self.id, "type": kind, "title": title, **({"is_forum": True} if forum else {})}
        self.chat = Chat(json, open=True)
        state.chats[self.id] = self.chat
        for member in members:
            self.add(member)

    def add(self, person: Person) -> None:
        self.chat.members[person.id] = person.user

    def migrates(self) -> int:
        """The basic group becomes a supergroup; gives its id.  Writing to the old one is refused from now on."""
        old, state = self.chat, self.state
        self.id = -1_000_000_000_000 - state.count("id")
        self.chat = Chat({**old.json, "id": self.id, "type": "supergroup"}, old.members, open=True)
        with state.lock:
            state.chats[self.id] = self.chat
            old.moved = self.id
        told = state.message(old, None, migrate_to_chat_id=self.id)
        state.put("message", told, old.id)
        told = state.message(self.chat, None, migrate_from_chat_id=old.id)
        state.put("message", told, self.id)
        return self.id

    def bot_status(self, by: Person, before: str, after: str) -> None:
        """The bot's membership changes: left, member, administrator, kicked."""
        self.chat.gone = "kicked" if after in ("kicked", "left") else None
        member_changed(self.state, self.chat, by, before, after)


class Person:
    """Somebody on Telegram, with a private chat that the bot may write to once ``says`` or ``starts`` was there."""

    def __init__(self, state: State, name: str, language: str) -> None:
        self.state = state
        self.id = 500_000_000 + state.count("id")
        self.user: Json = {
            "id": self.id, "is_bot": False, "first_name": name, "language_code": language,
            "username": re.sub(r"\W", "", name.lower(), flags=re.ASCII) + str(self.id % 100_000),
        }  # fmt: skip
        json = {"id": self.id, "type": "private", "first_name": name, "username": self.user["username"]}
        self.chat = Chat(json, {self.id: self.user})
        state.chats[self.id] = self.chat

    def _sends(self, chat: Group | None, **content: Any) -> Json:
        where = self.chat if chat is None else chat.chat
        with self.state.lock:
            where.open = True
            message = self.state.message(where, self.user, **content)
            self.state.put("message", dict(message), where.id)
        return message

    def says(
        self, text: str, chat: Group | None = None, *, reply_to: Sent | Json | None = None,
        topic: int | None = None, **more: Any,
    ) -> Json:  # fmt: skip
        """Write a text, in the private chat or in a group; gives the message."""
        extra: Json = dict(more)
        if topic is not None:
            assert chat is not None
            extra |= {"message_thread_id": topic, "is_topic_message": True}
            extra["reply_to_message"] = began(self.state, chat.chat, topic)
        if reply_to is not None:
            to = reply_to.message if isinstance(reply_to, Sent) else reply_to
            extra["reply_to_message"] = {k: v for k, v in to.items() if k != "reply_to_message"}
            if to.get("is_topic_message"):
                extra |= {"message_thread_id": to["message_thread_id"], "is_topic_message": True}
        return self._sends(chat, text=text, entities=marked(text) or None, **extra)

    def starts(self, payload: str = "") -> Json:
        """Follow a link t.me/bot?start=payload."""
        return self.says(f"/start {payload}".strip())

    def forwards(self, text: str) -> Json:
        sender = {"id": 777, "is_bot": False, "first_name": "Somebody"}
        origin = {"type": "user", "sender_user": sender, "date": int(time.time()) - 60}
        return self.says(text, forward_origin=origin)

    def edits(self, message: Json, text: str) -> Json:
        with self.state.lock:
            changed = self.state.messages[message["chat"]["id"], message["message_id"]]
            changed.pop("entities", None)
            changed |= {"text": text, "edit_date": int(time.time())}
            if marked(text):
                changed["entities"] = marked(text)
            self.state.put("edited_message", dict(changed), changed["chat"]["id"])
        return changed

    def presses(self, sent: Sent, title: str) -> str:
        """Press the button with this title (or this data) below a message, whether it is still there or not; gives
        the callback query's id."""
        data = sent.buttons.get(title, title)
        query = str(self.state.count("id"))
        with self.state.lock:
            self.state.callbacks[query] = None
            now = self.state.messages.get((sent.chat, sent.message["message_id"]), sent.message)
            body = {
                "id": query, "from": self.user, "message": dict(now), "chat_instance": f"-{sent.chat}", "data": data
            }  # fmt: skip
            self.state.put("callback_query", body, f"{self.id} callback")
        return query

    def shares_contact(self, phone: str, of: int | None = None) -> Json:
        """A phone number: the person's own, or of another user."""
        contact = {"phone_number": phone, "first_name": self.user["first_name"], "user_id": of or self.id}
        return self._sends(None, contact=contact)

    def shares_location(self, latitude: float, longitude: float) -> Json:
        return self._sends(None, location={"latitude": latitude, "longitude": longitude})

    def _media(self, kind: str, content: bytes, name: str, mime: str) -> Json:
        return described(kind, self.state.file(content, name, f"{kind}s"), name, mime)

    def sends_photo(
        self, content: bytes, caption: str | None = None, chat: Group | None = None, **more: Any
    ) -> Json:
        return self._sends(
            chat, caption=caption, **self._media("photo", content, "photo.jpg", "image/jpeg"), **more
        )

    def sends_album(self, *photos: bytes, caption: str | None = None) -> list[Json]:
        """Several photos at once: as many messages, with one media_group_id; the first has the caption."""
        group = str(self.state.count("id"))
        return [
            self.sends_photo(photo, None if place else caption, media_group_id=group)
            for place, photo in enumerate(photos)
        ]

    def sends_document(self, content: bytes, name: str, mime: str, caption: str | None = None) -> Json:
        return self._sends(None, caption=caption, **self._media("document", content, name, mime))

    def sends_voice(self, content: bytes) -> Json:
        return self._sends(None, **self._media("voice", content, "voice.oga", "audio/ogg"))

    def blocks(self) -> None:
        """Block the bot: it is told, and cannot write any more."""
        self.chat.blocked = True
        member_changed(self.state, self.chat, self, "member", "kicked")

    def unblocks(self) -> None:
        self.chat.blocked = False
        member_changed(self.state, self.chat, self, "kicked", "member")


def member_changed(state: State, chat: Chat, by: Person, before: str, after: str) -> Update | None:
    body = {
        "chat": chat.json, "from": by.user, "date": int(time.time()),
        "old_chat_member": _member(state, before), "new_chat_member": _member(state, after),
    }  # fmt: skip
    return state.put("my_chat_member", body, chat.id)


def _member(state: State, status: str) -> Json:
    bot = {k: state.bot[k] for k in ("id", "is_bot", "first_name", "username")}
    more: Json = {"until_date": 0} if status == "kicked" else {}
    if status == "administrator":
        more = {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(RIGHTS, True)}
    return {"user": bot, "status": status, **more}


def marked(text: str) -> list[Json]:
    """Entities for commands and mentions, in UTF-16 units."""
    return [
        {"type": m.lastgroup, "offset": units(text[: m.start()]), "length": units(m[0])}
        for m in MARKED.finditer(text)
    ]
