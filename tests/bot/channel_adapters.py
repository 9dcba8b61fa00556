"""What the contract tests need to know of a channel: how its customer speaks, presses and reads.

A new channel is a class here and its name in ``ADAPTERS``.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from bot.app import App
from bot.channels.chatwoot import Chatwoot
from bot.channels.pushed import Pushed
from bot.channels.telegram.pace import Rates
from bot.channels.telegram.serving import Served
from bot.channels.wecom import Wecom
from bot.server import Connection
from tests.bot_api import Faults, bot_api
from tests.bot_api.state import Update
from tests.messengers import ChatwootPeer, WecomPeer, running
from tests.process import free_port

SECRET = "a secret of the tests, long enough to sign with"


@dataclass
class Heard:
    """What the customer has got: a text, and what can be pressed on it (title, payload)."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Adapter:
    """``pushes``: answers are pushed by the sender.  ``refuses_long``: a text of 20,001 characters is refused; else it is
    kept up to there.  ``corrects``: what was said can be changed afterwards.  ``longest``: characters that one message
    to the customer has at most; what is longer comes in parts.  ``now`` is set by the tests."""

    name: str
    pushes = True
    refuses_long = False
    corrects = False
    longest = 200_000
    http: httpx.Client
    now: datetime

    def peer(self) -> AbstractContextManager[None]:
        return nullcontext()

    def serving(self, app: App) -> AbstractContextManager[Any]:
        """A process that serves the application until the block ends; gives a client."""
        return TestClient(app)

    def channels(self) -> dict[str, Pushed]:
        """The channel anew, as after a start of the process."""
        return {}

    def address(self) -> str:
        raise LookupError(self.name)

    def send(self, text: str, key: int) -> int:
        """The customer says something; returns the HTTP status.  The same ``key`` is the same event again."""
        raise LookupError(self.name)

    def press(self, payload: str, key: int) -> int:
        raise LookupError(self.name)

    def correct(self, of: int, text: str, key: int) -> int:
        """The customer changes what was said with the key ``of``, where the channel ``corrects``."""
        raise LookupError(self.name)

    def broken(self) -> Iterator[int]:
        """The statuses of bodies that nobody has signed, or that have no sense: broken JSON or XML, half a character,
        bytes that are no UTF-8."""
        raise LookupError(self.name)

    def unreadable(self) -> Iterator[int]:
        """The statuses of bodies that come from the messenger itself and cannot be read, where it signs them; "水箱漏水" is in
        the first, and who wrote it.  The same ones at every call."""
        return iter(())

    def replies(self) -> list[Heard]:
        """Everything that has reached the customer, oldest first."""
        raise LookupError(self.name)

    def switch(self, on: bool) -> None:
        """The messenger, or the customer's side, goes away and comes back."""


class Rest(Adapter):
    name, pushes, refuses_long = "rest", False, True

    def __init__(self) -> None:
        self.answers: dict[int, list[Heard]] = {}
        self.fetched: list[Heard] = []

    def address(self) -> str:
        return "anna"

    def send(self, text: str, key: int) -> int:
        body = {"sender": "anna", "message": text, "metadata": {"message_id": f"m{key}", "plan": "p3"}}
        answer = self.http.post("/webhooks/rest/webhook", json=body)
        if answer.status_code == 200:
            self.answers[key] = [_heard(m) for m in answer.json()]
        return answer.status_code

    def press(self, payload: str, key: int) -> int:
        return self.send(payload, key)

    def broken(self) -> Iterator[int]:
        head = {"content-type": "application/json"}
        for body in (
            b"{",
            b'{"sender":"anna","message":"\\ud83d"}',
            b'{"sender":"anna","message":"\xed\xa0\x80"}',
            b"",
            b"[" * 9999,
        ):
            yield self.http.post("/webhooks/rest/webhook", content=body, headers=head).status_code

    def replies(self) -> list[Heard]:
        self.fetched += [_heard(m) for m in self.http.get("/webhooks/rest/messages?sender=anna").json()]
        return [m for messages in self.answers.values() for m in messages] + self.fetched


class Web(Adapter):
    name, pushes, refuses_long = "web", False, True

    def __init__(self) -> None:
        self.token = ""
        self.seen: dict[int, Heard] = {}

    def _head(self) -> dict[str, str]:
        if not self.token:
            self.token = self.http.post("/chat/visit", json={}).json()["token"]
        return {"authorization": f"Bearer {self.token}"}

    def address(self) -> str:
        from bot.channels import web

        found = web.visitor(SimpleNamespace(settings=SimpleNamespace(secret=SECRET)), self.token)  # type: ignore[arg-type]
        assert found is not None
        return found

    def send(self, text: str, key: int, kind: str = "text") -> int:
        body = {"id": f"m{key}", "text": text, "kind": kind, "plan": "p3", "after": 0}
        answer = self.http.post("/chat/messages", json=body, headers=self._head())
        if answer.status_code == 200:
            self._see(answer.json()["messages"])
        return answer.status_code

    def press(self, payload: str, key: int) -> int:
        return self.send(payload, key, "button")

    def _see(self, messages: list[dict[str, Any]]) -> None:
        self.seen |= {m["id"]: _heard(m) for m in messages if m["by"] != "customer"}

    def broken(self) -> Iterator[int]:
        head = {"content-type": "application/json", **self._head()}
        for body in (
            b"{",
            b'{"id":"b1","text":"\\ud83d"}',
            b'{"id":"b2","text":"\xed\xa0\x80"}',
            b"",
            b"[" * 9999,
        ):
            yield self.http.post("/chat/messages", content=body, headers=head).status_code

    def replies(self) -> list[Heard]:
        if self.seen:  # what a page asks when it comes back: a message that was taken before
            self.send("in vain", 1)
        return [self.seen[n] for n in sorted(self.seen)]


class WecomAdapter(Adapter):
    name, longest = "wecom", 2048

    def __init__(self) -> None:
        self.server = WecomPeer()

    def peer(self) -> AbstractContextManager[None]:
        return running(self.server)

    def channels(self) -> dict[str, Pushed]:
        return {"wecom": Wecom(wecom_settings(self.server))}

    def address(self) -> str:
        return "zhangsan"

    def _post(self, xml: str | bytes) -> int:
        query, body = self.server.callback(xml, self.now.timestamp())
        return self.http.post("/channels/wecom", params=query, content=body).status_code

    def send(self, text: str, key: int) -> int:
        return self._post(self.server.message("text", Content=text, MsgId=str(10_000 + key)))

    def press(self, payload: str, key: int) -> int:
        return self._post(
            self.server.message(
                "event",
                created=1_700_000_000 + key,
                Event="template_card_event",
                EventKey=payload,
                TaskId="t",
            )
        )

    def broken(self) -> Iterator[int]:
        query, _ = self.server.callback("<xml></xml>", self.now.timestamp())
        for body in (b"", b"<xml", b"\xff\xfe", b"<a>" * 5000, b"<xml><Encrypt>AAAA</Encrypt></xml>"):
            yield self.http.post("/channels/wecom", params=query, content=body).status_code

    def send_file(self, name: str, key: int) -> int:
        return self._post(self.server.message("image", PicUrl="", MediaId=name, MsgId=str(20_000 + key)))

    def unreadable(self) -> Iterator[int]:
        good = self.server.message("text", Content="水箱漏水@", MsgId="99")
        yield self._post(good.replace("</xml>", ""))
        yield self._post(good.replace("@", "&#xD83D;").replace(">99<", ">98<"))
        yield self._post(good.encode().replace(b"@", b"\xed\xa0\x80").replace(b">99<", b">97<"))
        yield self._post("<xml")

    def replies(self) -> list[Heard]:
        found = []
        for body in list(self.server.taken):
            card = body.get("template_card")
            if card is None:
                found.append(Heard(body["text"]["content"]))
            else:
                found.append(
                    Heard(card["sub_title_text"], [(b["text"], b["key"]) for b in card["button_list"]])
                )
        return found

    def switch(self, on: bool) -> None:
        self.server.down = not on


class ChatwootAdapter(Adapter):
    name = "chatwoot"

    def __init__(self) -> None:
        self.server = ChatwootPeer()

    def peer(self) -> AbstractContextManager[None]:
        return running(self.server)

    def channels(self) -> dict[str, Pushed]:
        return {"chatwoot": Chatwoot(chatwoot_settings(self.server))}

    def address(self) -> str:
        return "3/41"

    def post(self, hook: dict[str, Any] | bytes, signed: bytes | None = None) -> int:
        body = hook if isinstance(hook, bytes) else json.dumps(hook).encode()
        head = self.server.signed(body if signed is None else signed, self.now.timestamp())
        return self.http.post(f"/channels/chatwoot/{PATH}", content=body, headers=head).status_code

    def send(self, text: str, key: int) -> int:
        return self.post(self.server.hook(1000 + key, content=text))

    def press(self, payload: str, key: int) -> int:
        chosen = {"items": [], "submitted_values": [{"title": "…", "value": payload}]}
        hook = self.server.hook(
            2000 + key,
            "message_updated",
            message_type="outgoing",
            content_type="input_select",
            content_attributes=chosen,
        )
        return self.post(hook)

    def broken(self) -> Iterator[int]:
        for body in (b"{", b"x", b"[" * 9999, b'{"event": 1}', b"\xff"):
            yield self.post(body, signed=b"{}")

    def send_file(self, name: str, key: int) -> int:
        there = f"{self.server.url}/rails/active_storage/blobs/{name}"
        return self.post(
            self.server.hook(3000 + key, attachments=[{"file_type": "image", "data_url": there}])
        )

    def unreadable(self) -> Iterator[int]:
        good, bad = (
            json.dumps(self.server.hook(n, content="水箱漏水@"), ensure_ascii=False).encode()
            for n in (99, 98)
        )
        for body in (
            good.replace(b"@", b"\\ud83d"),
            bad.replace(b"@", b"\xed\xa0\x80"),
            b"{",
            b"[" * 9999,
            b'{"event": 1}',
        ):
            yield self.post(body)

    def replies(self) -> list[Heard]:
        return [
            Heard(
                b["content"],
                [(i["title"], i["value"]) for i in b.get("content_attributes", {}).get("items", [])],
            )
            for b in list(self.server.taken)
        ]

    def switch(self, on: bool) -> None:
        self.server.down = not on


class TelegramAdapter(Adapter):
    """By webhook, in both directions over real HTTP: the Bot API server brings what its person says to ours."""

    name, corrects, longest = "telegram", True, 4096
    framework = "aiogram"

    def __init__(self) -> None:
        self.said: dict[int, dict[str, Any]] = {}  # by key, the message
        self.updates: dict[int, Update] = {}
        self.port = free_port()

    @contextmanager
    def peer(self) -> Iterator[None]:
        with bot_api() as self.api, pytest.MonkeyPatch.context() as patched:
            patched.setattr("bot.channels.telegram.serving.WEBHOOK_PATIENCE", 0.2)
            patched.setattr("bot.channels.telegram.order.BEGIN", 0.0)
            patched.setattr("bot.channels.telegram.serving.Rates", lambda _: Rates(1000, 1000, 60_000))
            self.person = self.api.person("Anna", "zh")
            self.person.chat.open = True
            yield

    def channels(self) -> dict[str, Pushed]:
        settings: Any = SimpleNamespace(
            telegram_token=self.api.token, telegram_api=self.api.url, telegram_framework=self.framework, secret=SECRET,
            telegram_webhook=f"http://127.0.0.1:{self.port}", telegram_secret="", telegram_rate=1000, port=self.port,
        )  # fmt: skip
        return {"telegram": Served(settings)}

    @contextmanager
    def serving(self, app: App) -> Iterator[httpx.Client]:
        self.api.state.webhook = {"url": ""}
        config = uvicorn.Config(
            app, port=self.port, http=Connection, ws="none", log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
        thread.start()
        try:
            self.api.wait(lambda: self.api.state.webhook["url"])
            with httpx.Client() as http:
                yield http
        finally:
            server.should_exit = True
            thread.join(15)

    def address(self) -> str:
        return str(self.person.id)

    def _comes(self, key: int, happens: Callable[[], Any]) -> int:
        """What happens becomes an update, or the one of this ``key`` comes again.  The status that our side gives to
        its first delivery; there is no other."""
        state = self.api.state
        with state.lock:
            if key not in self.updates:
                self.said[key] = happens()
                update = self.updates[key] = state.pending.pop()
                update.id = update.body["update_id"] = 900_000_000 + key
            update = replace(self.updates[key], put=time.time(), free=True, flying=False, tries=0, taken=None)
            state.pending.append(update)
        state.wake()
        self.api.wait(lambda: update.tries)
        with state.lock:
            if update.taken:
                return 200
            state.pending.remove(update)
            assert state.webhook_error is not None
            return int(state.webhook_error[1].split(": ")[1][:3])

    def send(self, text: str, key: int) -> int:
        return self._comes(key, lambda: self.person.says(text))

    def correct(self, of: int, text: str, key: int) -> int:
        return self._comes(key, lambda: self.person.edits(self.said[of], text))

    def press(self, payload: str, key: int) -> int:
        offers = [s for s in self.api.sent(self.person, "sendMessage") if payload in s.buttons.values()]
        return self._comes(key, lambda: self.person.presses(offers[-1], payload))

    def broken(self) -> Iterator[int]:
        head = {"X-Telegram-Bot-Api-Secret-Token": str(self.api.state.webhook_secret)}
        for body in (b"{", b"", b"\xff\xfe", b"[1]", b'{"update_id":"x"}', b"[" * 9999):
            yield self.http.post(self.api.state.webhook["url"], content=body, headers=head).status_code

    def unreadable(self) -> Iterator[int]:
        head = {"X-Telegram-Bot-Api-Secret-Token": str(self.api.state.webhook_secret)}
        message = {"message_id": 1, "chat": self.person.chat.json, "from": "nobody", "text": "水箱漏水"}
        kinds: list[dict[str, Any]] = [{"message": message}, {"edited_message": [message]}, {"message": 5}]
        for n, kind in enumerate(kinds):
            body = {"update_id": 899_999_000 + n, **kind}
            yield self.http.post(self.api.state.webhook["url"], json=body, headers=head).status_code

    def replies(self) -> list[Heard]:
        return [Heard(s.text, list(s.buttons.items())) for s in self.api.sent(self.person, "sendMessage")]

    def switch(self, on: bool) -> None:
        self.api.misbehave(Faults() if on else Faults(cut_before=1))


class OnPtb(TelegramAdapter):
    framework = "ptb"


PATH = "end-of-the-address-1"
ADAPTERS: dict[str, type[Adapter]] = {
    "rest": Rest,
    "web": Web,
    "wecom": WecomAdapter,
    "chatwoot": ChatwootAdapter,
    "telegram-aiogram": TelegramAdapter,
    "telegram-ptb": OnPtb,
}


def wecom_settings(server: WecomPeer, **more: Any) -> Any:
    given = {
        "secret": SECRET, "wecom_corp": server.corp, "wecom_agent": server.agent, "wecom_secret": server.secret,
        "wecom_token": server.token, "wecom_key": server.key, "wecom_api": server.url, "wecom_cards": True, "wecom_plan": "p3",
    }  # fmt: skip
    return SimpleNamespace(**{**given, **more})


def chatwoot_settings(server: ChatwootPeer, **more: Any) -> Any:
    given = {
        "chatwoot_url": server.url, "chatwoot_account": server.account, "chatwoot_bot_token": server.bot_token,
        "chatwoot_path": PATH, "chatwoot_secret": f"the-account's {server.secret}", "chatwoot_plan": "p3",
    }  # fmt: skip
    return SimpleNamespace(**{**given, **more})


def _heard(message: dict[str, Any]) -> Heard:
    return Heard(message["text"], [(b["title"], b["payload"]) for b in message.get("buttons") or ()])


@contextmanager
def away(adapter: Adapter) -> Iterator[None]:
    adapter.switch(False)
    try:
        yield
    finally:
        adapter.switch(True)


__all__ = ["ADAPTERS", "Adapter", "Heard", "away", "escape"]
