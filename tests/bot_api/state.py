"""What the server knows: the bot, chats, messages, files, updates, and what was sent.  Guarded by one lock; the
server's thread and the test's threads both change it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bot_api.errors import bad, forbidden
from tests.bot_api.faults import Faults, Trouble
from tests.bot_api.limits import Limits, Pace

Json = dict[str, Any]
NOT_BY_ITSELF = {
    "chat_member",
    "message_reaction",
    "message_reaction_count",
}  # only for those who ask for them


@dataclass
class Update:
    """``queue``: updates of one chat wait for each other.  ``free``: this one lets the others pass.
    ``first`` and ``taken`` are when it was given out first and when it was confirmed (time.time())."""

    id: int
    kind: str
    body: Json
    queue: str
    put: float
    free: bool = False
    due: float = 0.0
    tries: int = 0
    flying: bool = False
    first: float | None = None
    taken: float | None = None


@dataclass
class Sent:
    """A call that was taken in: ``message`` is the message it made or changed.  ``cut``: its answer was cut, so that
    the bot cannot know and may do it again."""

    order: int
    at: float
    method: str
    chat: int
    message: Json
    given: Json
    cut: bool = False

    @property
    def text(self) -> str:
        return str(self.message.get("text", self.message.get("caption", "")))

    @property
    def buttons(self) -> dict[str, str]:
        """Title: callback data, of an inline keyboard."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return {b["text"]: b.get("callback_data", "") for row in rows for b in row}


@dataclass
class Chat:
    json: Json
    members: dict[int, Json] = field(default_factory=dict)
    open: bool = False  # the person has talked to the bot, or the bot is a member
    blocked: bool = False
    gone: str | None = None  # "kicked": the bot was thrown out
    moved: int | None = None  # the supergroup that it has become
    topics: dict[int, Json] = field(default_factory=dict)
    rights: set[str] = field(
        default_factory=lambda: {"can_manage_topics"}
    )  # of the bot, where it is an administrator
    last: int = 0  # message id, where the chat counts its own

    @property
    def id(self) -> int:
        return int(self.json["id"])

    def may(self, right: str) -> bool:
        return right in self.rights


class State:
    def __init__(self, token: str, username: str, faults: Faults, limits: Limits) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]), "is_bot": True, "first_name": "After-sales", "username": username,
            "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
        }  # fmt: skip
        self.lock = threading.RLock()
        self.trouble = Trouble(faults)
        self.pace = Pace(limits)
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.files: dict[str, tuple[Json, bytes]] = {}
        self.pending: deque[Update] = deque()
        self.updates: list[Update] = []  # every one that was ever put
        self.confirmed: deque[Update] = deque(maxlen=50)
        self.sent: list[Sent] = []
        self.calls: list[tuple[float, str, int]] = []  # time, method, status; 0 when cut
        self.callbacks: dict[str, Json | None] = {}  # id: how it was answered
        self.commands: dict[str, list[Json]] = {}
        self.allowed: set[str] = set()
        self.webhook: Json = {"url": ""}
        self.webhook_secret: str | None = None
        self.webhook_error: tuple[float, str] | None = None
        self.wake: Callable[[], None] = lambda: None
        self.counters: dict[str, int] = {"update": 871_000_000, "message": 100, "id": 10_000, "thread": 1}

    def count(self, what: str) -> int:
        with self.lock:
            self.counters[what] += 1
            return self.counters[what]

    # -- updates ----------------------------------------------------------------------------------------

    def put(self, kind: str, body: Json, queue: int | str) -> Update | None:
        """An update for the bot, unless it did not ask for such."""
        with self.lock:
            if (self.allowed and kind not in self.allowed) or (not self.allowed and kind in NOT_BY_ITSELF):
                return None
            number = self.count("update")
            update = Update(number, kind, {"update_id": number, kind: body}, str(queue), time.time())
            if self.trouble.of_update("reorder"):
                update.free = True
                update.due = time.monotonic() + self.trouble.between(0.02, 0.4)
            self.pending.append(update)
            self.updates.append(update)
        self.wake()
        return update

    def confirm(self, below: int) -> None:
        """Forget the updates with a smaller number."""
        with self.lock:
            while self.pending and self.pending[0].id < below:
                done = self.pending.popleft()
                done.taken = time.time()
                self.confirmed.append(done)

    # -- chats and messages -----------------------------------------------------------------------------

    def chat(self, given: Any, *, writes: bool = True) -> Chat:
        """The chat of a call; raises what the Bot API answers when the bot cannot write there."""
        try:
            chat = self.chats.get(int(given))
        except (TypeError, ValueError):
            if given in (None, ""):
                raise bad("chat_id is empty") from None
            chat = next((c for c in self.chats.values() if f"@{c.json.get('username')}" == given), None)
        if chat is None:
            raise bad("chat not found")
        if chat.moved is not None:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved)
        if writes and chat.gone:
            raise forbidden(f"bot was {chat.gone} from the {chat.json['type']} chat")
        if writes and chat.blocked:
            raise forbidden("bot was blocked by the user")
        if writes and not chat.open:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def message(self, chat: Chat, sender: Json | None, **content: Any) -> Json:
        """A new message, kept."""
        with self.lock:
            if chat.json["type"] == "supergroup":
                chat.last += 1
                number = chat.last
            else:
                number = self.count("message")
            made: Json = {"message_id": number, "date": int(time.time()), "chat": chat.json}
            if sender is not None:
                made["from"] = sender
            made.update({k: v for k, v in content.items() if v is not None})
            self.messages[chat.id, number] = made
        return made

    def note(self, method: str, chat: int, message: Json, given: Json) -> Sent:
        with self.lock:
            sent = Sent(len(self.sent) + 1, time.time(), method, chat, dict(message), given)
            self.sent.append(sent)
        return sent

    def file(self, content: bytes, name: str, kind: str) -> Json:
        """Keep a file; its ``File`` object."""
        number = self.count("id")
        file_id = f"BQACAgIAAx{number}"
        told = {
            "file_id": file_id, "file_unique_id": f"AgAD{number}", "file_size": len(content),
            "file_path": f"{kind}/file_{number}.{name.rpartition('.')[2] or 'bin'}",
        }  # fmt: skip
        with self.lock:
            self.files[file_id] = (told, content)
        return told
