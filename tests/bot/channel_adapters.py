"""What the contract tests need to know of a channel: how its customer speaks, presses and reads.

A new channel is a class here and its name in ``ADAPTERS``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from starlette.testclient import TestClient

from bot.channels.chatwoot import Chatwoot
from bot.channels.wecom import Wecom
from bot.sender import Channel
from tests.messengers import ChatwootPeer, WecomPeer, running

SECRET = "a secret of the tests, long enough to sign with"


@dataclass
class Heard:
    """What the customer has got: a text, and what can be pressed on it (title, payload)."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Adapter:
    """``pushes``: answers are pushed by the sender.  ``refuses_long``: a text of 20,001 characters is refused; else it is
    kept up to there.  ``now`` is set by the tests."""

    name: str
    pushes = True
    refuses_long = False
    http: TestClient
    now: datetime

    def peer(self) -> AbstractContextManager[None]:
        return nullcontext()

    def channels(self) -> dict[str, Channel]:
        """The channel anew, as after a start of the process."""
        return {}

    def services(self) -> list[Any]:
        """For a channel that the application starts and stops (``services`` of ``create_app``), as Telegram does."""
        return []

    def address(self) -> str:
        raise LookupError(self.name)

    def send(self, text: str, key: int) -> int:
        """The customer says something; returns the HTTP status.  The same ``key`` is the same event again."""
        raise LookupError(self.name)

    def press(self, payload: str, key: int) -> int:
        raise LookupError(self.name)

    def broken(self) -> Iterator[int]:
        """The statuses of bodies that cannot be read: broken JSON or XML, half a character, bytes that are no UTF-8."""
        raise LookupError(self.name)

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
    name = "wecom"

    def __init__(self) -> None:
        self.server = WecomPeer()

    def peer(self) -> AbstractContextManager[None]:
        return running(self.server)

    def channels(self) -> dict[str, Channel]:
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
        good = self.server.message("text", Content="@", MsgId="99")
        yield self._post(good.replace("</xml>", ""))
        yield self._post(good.replace("@", "&#xD83D;"))
        yield self._post(good.encode().replace(b"@", b"\xed\xa0\x80"))
        query, _ = self.server.callback(good, self.now.timestamp())
        for body in (b"", b"<xml", b"\xff\xfe", b"<a>" * 5000):
            yield self.http.post("/channels/wecom", params=query, content=body).status_code

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

    def channels(self) -> dict[str, Channel]:
        return {"chatwoot": Chatwoot(chatwoot_settings(self.server))}

    def address(self) -> str:
        return "3/41"

    def post(self, hook: dict[str, Any] | bytes) -> int:
        body = hook if isinstance(hook, bytes) else json.dumps(hook).encode()
        head = self.server.signed(body, self.now.timestamp())
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
        good = json.dumps(self.server.hook(99, content="@")).encode()
        for body in (
            b"{",
            b"",
            good.replace(b"@", b"\\ud83d"),
            good.replace(b"@", b"\xed\xa0\x80"),
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


PATH = "end-of-the-address-1"
ADAPTERS: dict[str, type[Adapter]] = {a.name: a for a in (Rest, Web, WecomAdapter, ChatwootAdapter)}


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
