"""The methods of the Bot API that answer at once; getUpdates and webhooks are in delivery.py."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from tests.bot_api.errors import ApiError, bad, too_many
from tests.bot_api.markup import plain, units
from tests.bot_api.params import Params, Upload
from tests.bot_api.state import Chat, Json, Sent, State

MOST_TEXT, MOST_CAPTION, MOST_DATA = 4096, 1024, 64
MOST_DOWNLOAD = 20 * 1024 * 1024
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
Answer = Any


class Methods:
    def __init__(self, state: State) -> None:
        self.state = state
        self.last: list[Sent] = []  # what the running call sent

    def call(self, method: str, given: Params) -> tuple[Answer, list[Sent]]:
        """The result and what it sent; raises :class:`ApiError`."""
        known: Callable[[Params], Answer] | None = METHODS.get(method.lower(), lambda _s: None)(self)
        if known is None:
            raise ApiError(404, "Not Found")
        with self.state.lock:
            self.last = []
            return known(given), self.last

    # -- about the bot ------------------------------------------------------------------------------------

    def get_me(self, _: Params) -> Answer:
        return self.state.bot

    def set_my_commands(self, p: Params) -> Answer:
        commands = p.object("commands", [])
        if not isinstance(commands, list) or len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for c in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", c.get("command", "")):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(c.get("description", "")) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.state.commands[self._scope(p)] = commands
        return True

    def get_my_commands(self, p: Params) -> Answer:
        return self.state.commands.get(self._scope(p), [])

    def delete_my_commands(self, p: Params) -> Answer:
        self.state.commands.pop(self._scope(p), None)
        return True

    @staticmethod
    def _scope(p: Params) -> str:
        scope = p.object("scope", {"type": "default"})
        chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
        return f"{scope['type']}{chat}/{p.text('language_code', '')}"

    # -- messages -----------------------------------------------------------------------------------------

    def _target(self, p: Params) -> tuple[Chat, Json]:
        """The chat that a message goes to, and what the message has in common with others."""
        chat = self.state.chat(p.given.get("chat_id"))
        extra: Json = {}
        thread = p.int("message_thread_id")
        if thread is not None:
            if thread not in chat.topics:
                raise bad("message thread not found")
            if chat.topics[thread]["closed"] and not chat.may("can_manage_topics"):
                raise bad("TOPIC_CLOSED")
            extra |= {"message_thread_id": thread, "is_topic_message": True}
            extra["reply_to_message"] = began(self.state, chat, thread)
        reply = p.object("reply_parameters") or (
            {"message_id": p.int("reply_to_message_id")} if p.int("reply_to_message_id") else None
        )
        if reply:
            to = self.state.messages.get((chat.id, int(reply["message_id"])))
            if to is None and not (
                reply.get("allow_sending_without_reply") or p.flag("allow_sending_without_reply")
            ):
                raise bad("message to be replied not found")
            if to is not None:
                extra["reply_to_message"] = {k: v for k, v in to.items() if k != "reply_to_message"}
        markup = keyboard(p)
        if markup and "inline_keyboard" in markup:
            extra["reply_markup"] = markup
        wait = self.state.pace.wait(chat.id)
        if wait:
            raise too_many(wait)
        return chat, extra

    def _send(self, method: str, chat: Chat, p: Params, **content: Any) -> Json:
        message = self.state.message(chat, self.state.bot, **content)
        self.last.append(self.state.note(method, chat.id, message, bare(p)))
        return message

    def send_message(self, p: Params) -> Answer:
        text = body(p, "text", MOST_TEXT, "message is too long")
        if not text:
            raise bad("message text is empty")
        chat, extra = self._target(p)
        return self._send("sendMessage", chat, p, text=text, **extra)

    def send_chat_action(self, p: Params) -> Answer:
        chat = self.state.chat(p.given.get("chat_id"))
        if p.text("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        self.last.append(self.state.note("sendChatAction", chat.id, {}, bare(p)))
        return True

    def _media(self, p: Params, kind: str) -> Json:
        file = p.file(kind)
        if isinstance(file, Upload):
            if not file.content:
                raise bad("file must be non-empty")
            told = self.state.file(file.content, file.name, f"{kind}s")
            name, mime = file.name, file.type
        elif file in self.state.files:
            told, name, mime = self.state.files[str(file)][0], "file", "application/octet-stream"
        elif file:
            raise bad("wrong file identifier/HTTP URL specified")
        else:
            raise bad(f"there is no {kind} in the request")
        return described(kind, told, name, mime)

    def _send_media(self, kind: str) -> Callable[[Params], Answer]:
        def send(p: Params) -> Answer:
            caption = body(p, "caption", MOST_CAPTION, "message caption is too long") or None
            media = self._media(p, kind)
            chat, extra = self._target(p)
            return self._send(f"send{kind.title()}", chat, p, caption=caption, **media, **extra)

        return send

    def send_media_group(self, p: Params) -> Answer:
        items = p.object("media", [])
        if not 2 <= len(items) <= 10:
            raise bad("media group must include 2-10 items")
        group = str(self.state.count("id"))
        made = []
        for item in items:
            kind = item["type"]
            media = self._media(Params({**p.given, kind: item["media"]}), kind)
            chat, extra = self._target(p)
            made.append(
                self._send(
                    "sendMediaGroup",
                    chat,
                    p,
                    media_group_id=group,
                    caption=item.get("caption"),
                    **media,
                    **extra,
                )
            )
        return made

    def send_location(self, p: Params) -> Answer:
        chat, extra = self._target(p)
        where = {k: float(p.text(k, "nan") or "nan") for k in ("latitude", "longitude")}
        return self._send("sendLocation", chat, p, location=where, **extra)

    def _old(self, p: Params, what: str) -> tuple[Chat, Json]:
        chat = self.state.chat(p.given.get("chat_id"))
        message = self.state.messages.get((chat.id, p.int("message_id", 0) or 0))
        if message is None:
            raise bad(f"message to {what} not found")
        if message.get("from", {}).get("id") != self.state.bot["id"]:
            raise bad(f"message can't be {what}{'ed' if what == 'edit' else 'd'}")
        return chat, message

    def _change(self, method: str, p: Params, chat: Chat, message: Json, **new: Any) -> Json:
        markup = keyboard(p)
        before = {k: message.get(k) for k in (*new, "reply_markup")}
        after = {**new, "reply_markup": markup if markup and markup.get("inline_keyboard") else None}
        if before == after:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a"
                " current content and reply markup of the message"
            )
        for key, value in after.items():
            if value is None:
                message.pop(key, None)
            else:
                message[key] = value
        message["edit_date"] = int(time.time())
        self.last.append(self.state.note(method, chat.id, message, bare(p)))
        return message

    def edit_message_text(self, p: Params) -> Answer:
        text = body(p, "text", MOST_TEXT, "message is too long")
        if not text:
            raise bad("message text is empty")
        chat, message = self._old(p, "edit")
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._change("editMessageText", p, chat, message, text=text)

    def edit_message_caption(self, p: Params) -> Answer:
        caption = body(p, "caption", MOST_CAPTION, "message caption is too long") or None
        chat, message = self._old(p, "edit")
        return self._change("editMessageCaption", p, chat, message, caption=caption)

    def edit_message_reply_markup(self, p: Params) -> Answer:
        chat, message = self._old(p, "edit")
        return self._change("editMessageReplyMarkup", p, chat, message)

    def delete_message(self, p: Params) -> Answer:
        chat, message = self._old(p, "delete")
        self.last.append(self.state.note("deleteMessage", chat.id, message, bare(p)))
        del self.state.messages[chat.id, message["message_id"]]
        return True

    def answer_callback_query(self, p: Params) -> Answer:
        asked = p.text("callback_query_id", "") or ""
        if asked not in self.state.callbacks:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if units(p.text("text", "") or "") > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.state.callbacks[asked] = bare(p)
        return True

    # -- files, chats, topics -------------------------------------------------------------------------------

    def get_file(self, p: Params) -> Answer:
        found = self.state.files.get(p.text("file_id", "") or "")
        if found is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if found[0]["file_size"] > MOST_DOWNLOAD:
            raise bad("file is too big")
        return found[0]

    def get_chat(self, p: Params) -> Answer:
        chat = self.state.chat(p.given.get("chat_id"), writes=False)
        gifts = dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        )
        return {**chat.json, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def get_chat_member(self, p: Params) -> Answer:
        chat = self.state.chat(p.given.get("chat_id"))
        found = chat.members.get(p.int("user_id", 0) or 0)
        if found is None:
            raise bad("user not found")
        return {"user": found, "status": "member"}

    def _forum(self, p: Params) -> Chat:
        chat = self.state.chat(p.given.get("chat_id"))
        if not chat.json.get("is_forum"):
            raise bad("the chat is not a forum")
        if not chat.may("can_manage_topics"):
            raise bad("not enough rights to manage topics")  # also to make one
        return chat

    def create_forum_topic(self, p: Params) -> Answer:
        chat, name = self._forum(p), p.text("name", "") or ""
        if not 1 <= len(name) <= 128:
            raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
        wait = self.state.pace.wait(chat.id)
        if wait:
            raise too_many(wait)
        topic: Json = {"name": name, "icon_color": 7322096}
        told = self.state.message(
            chat, self.state.bot, forum_topic_created=dict(topic), is_topic_message=True
        )
        topic["message_thread_id"] = told["message_thread_id"] = told["message_id"]
        chat.topics[told["message_id"]] = {**topic, "closed": False}
        self.last.append(self.state.note("createForumTopic", chat.id, topic, bare(p)))
        return topic

    def delete_forum_topic(self, p: Params) -> Answer:
        chat = self._forum(p)
        topic = chat.topics.pop(p.int("message_thread_id", 0) or 0, None)
        if topic is None:
            raise bad("message thread not found")
        self.last.append(self.state.note("deleteForumTopic", chat.id, topic, bare(p)))
        return True

    def _topic(self, closed: bool | None, method: str) -> Callable[[Params], Answer]:
        def change(p: Params) -> Answer:
            chat = self._forum(p)
            topic = chat.topics.get(p.int("message_thread_id", 0) or 0)
            if topic is None:
                raise bad("message thread not found")
            if closed is None:
                topic["name"] = p.text("name", topic["name"])
            elif topic["closed"] == closed:
                raise bad("TOPIC_NOT_MODIFIED")
            else:
                topic["closed"] = closed
            self.last.append(self.state.note(method, chat.id, topic, bare(p)))
            return True

        return change


METHODS: dict[str, Callable[[Methods], Callable[[Params], Answer] | None]] = {
    "getme": lambda m: m.get_me,
    "setmycommands": lambda m: m.set_my_commands,
    "getmycommands": lambda m: m.get_my_commands,
    "deletemycommands": lambda m: m.delete_my_commands,
    "sendmessage": lambda m: m.send_message,
    "sendchataction": lambda m: m.send_chat_action,
    "sendmediagroup": lambda m: m.send_media_group,
    "sendlocation": lambda m: m.send_location,
    "editmessagetext": lambda m: m.edit_message_text,
    "editmessagecaption": lambda m: m.edit_message_caption,
    "editmessagereplymarkup": lambda m: m.edit_message_reply_markup,
    "deletemessage": lambda m: m.delete_message,
    "answercallbackquery": lambda m: m.answer_callback_query,
    "getfile": lambda m: m.get_file,
    "getchat": lambda m: m.get_chat,
    "getchatmember": lambda m: m.get_chat_member,
    "createforumtopic": lambda m: m.create_forum_topic,
    "editforumtopic": lambda m: m._topic(None, "editForumTopic"),
    "closeforumtopic": lambda m: m._topic(True, "closeForumTopic"),
    "deleteforumtopic": lambda m: m.delete_forum_topic,
    "reopenforumtopic": lambda m: m._topic(False, "reopenForumTopic"),
    "sendphoto": lambda m: m._send_media("photo"),
    "senddocument": lambda m: m._send_media("document"),
    "sendvoice": lambda m: m._send_media("voice"),
}


def began(state: State, chat: Chat, thread: int) -> Json:
    """The service message that a topic began with: every message in it that answers no other points to it."""
    return state.messages[chat.id, thread]


def bare(p: Params) -> Json:
    """The parameters without the content of uploads."""
    return {k: v.name if isinstance(v, Upload) else v for k, v in p.given.items()}


def body(p: Params, name: str, most: int, too_long: str) -> str:
    text = p.text(name, "") or ""
    if p.object("entities") is None:
        text = plain(text, p.text("parse_mode"))
    text = text.strip()
    if units(text) > most:
        raise bad(too_long)
    return text


def keyboard(p: Params) -> Json | None:
    """``reply_markup``; raises BUTTON_DATA_INVALID and what else its buttons deserve."""
    markup = p.object("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if (
        markup.get("force_reply") not in (None, True)
        or units(str(markup.get("input_field_placeholder", ""))) > 64
    ):
        raise bad("can't parse reply keyboard markup")
    rows = markup.get("inline_keyboard", [])
    if sum(len(row) for row in rows) > 100:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in (b for row in rows for b in row):
        if not str(button.get("text", "")).strip():
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MOST_DATA:
            raise bad("BUTTON_DATA_INVALID")
        if (
            len(
                button.keys()
                & {"callback_data", "url", "web_app", "login_url", "copy_text", "switch_inline_query"}
            )
            != 1
        ):
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return markup


def described(kind: str, told: Json, name: str, mime: str) -> Json:
    """A message's ``photo``, ``document`` or ``voice`` for a file."""
    file = {k: v for k, v in told.items() if k != "file_path"}
    if kind == "photo":
        small = {
            **file,
            "file_unique_id": file["file_unique_id"] + "s",
            "width": 90,
            "height": 67,
            "file_size": 900,
        }
        return {"photo": [small, {**file, "width": 1280, "height": 960}]}
    if kind == "voice":
        return {"voice": {**file, "duration": 3, "mime_type": "audio/ogg"}}
    return {kind: {**file, "file_name": name, "mime_type": mime}}
