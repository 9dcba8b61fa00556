"""Local servers that speak the documented APIs of messengers, for tests: they note what they are sent and can misbehave.

``fates`` are what comes next instead of an answer: ``"drop"`` (the connection is cut), ``"drop after"`` (taken, then cut),
a pair (HTTP status, headers), or for WeCom an errcode.  ``down`` cuts every connection.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from bot.channels.wecom_crypto import Crypt
from bot.sender import Channel
from handlers.events import Outgoing

Fate = str | int | tuple[int, dict[str, str]]


@dataclass
class Peer:
    url: str = ""
    down: bool = False
    fates: list[Fate] = field(default_factory=list)
    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # method, path, body
    taken: list[dict[str, Any]] = field(default_factory=list)  # messages that the customer sees
    files: dict[str, bytes] = field(default_factory=dict)  # by name
    slow: float = 0.0  # seconds until a file is given out
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: Any, body: dict[str, Any]
    ) -> tuple[int, dict[str, str], dict[str, Any] | bytes]:
        raise LookupError(path)


class _Handler(BaseHTTPRequestHandler):
    peer: Peer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._one("GET")

    def do_POST(self) -> None:
        self._one("POST")

    def _one(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        peer, parts = self.peer, urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        body = json.loads(raw) if raw[:1] in (b"{", b"[") else {}  # a form's fields nobody asks for
        if method == "GET" and parts.path != "/cgi-bin/gettoken":
            time.sleep(peer.slow)
        with peer.lock:
            peer.calls.append((method, parts.path, body))
            fate = peer.fates.pop(0) if peer.fates else None
            if peer.down or fate == "drop":
                self.close_connection = True
                return
            if isinstance(fate, tuple):
                status, headers = fate
                data: dict[str, Any] | bytes = {"error": "as told"}
            elif isinstance(fate, int):
                status, headers, data = 200, {}, {"errcode": fate, "errmsg": "as told"}
            else:
                status, headers, data = peer.answer(method, parts.path, query, self.headers, body)
            if fate == "drop after":
                self.close_connection = True
                return
        out = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        for name, value in {
            "content-type": "application/json",
            "content-length": str(len(out)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(out)


async def push(
    channel: Channel, address: str, message: Outgoing, kept: list[int] | None = None
) -> str | None:
    """Send it as the sender does; ``kept`` gets how many parts have arrived."""

    async def arrived(parts: int) -> None:
        if kept is not None:
            kept.append(parts)

    return await channel.send(address, message, arrived)


@contextmanager
def running(peer: Peer) -> Iterator[None]:
    handler = type("Handler", (_Handler,), {"peer": peer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    peer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


# -- WeCom -------------------------------------------------------------------------------------------------


@dataclass
class WecomPeer(Peer):
    """One company with one application; its access token changes when ``expire`` is called."""

    corp: str = "wwtest0123456789"
    agent: int = 1000002
    secret: str = "the application's secret"
    token: str = "callbacktoken"
    key: str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    members: set[str] = field(default_factory=lambda: {"zhangsan", "lisi"})
    tokens: int = 0
    good: str = ""
    tasks: set[str] = field(default_factory=set)
    used: list[dict[str, Any]] = field(default_factory=list)  # cards whose buttons were taken away

    def expire(self) -> None:
        self.good = ""

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: Any, body: dict[str, Any]
    ) -> tuple[int, dict[str, str], dict[str, Any] | bytes]:
        if path == "/cgi-bin/gettoken":
            if (query.get("corpid"), query.get("corpsecret")) != (self.corp, self.secret):
                return 200, {}, {"errcode": 40001, "errmsg": "invalid credential"}
            self.tokens += 1
            self.good = f"token-{self.tokens}"
            return 200, {}, {"errcode": 0, "errmsg": "ok", "access_token": self.good, "expires_in": 7200}
        if path == "/cgi-bin/message/update_template_card":
            self.used.append(body)
            return 200, {}, {"errcode": 0, "errmsg": "ok"}
        if path == "/cgi-bin/media/get":
            content = self.files.get(query["media_id"])
            if query.get("access_token") != self.good:
                return 200, {}, {"errcode": 42001, "errmsg": "access_token expired"}
            if content is None:
                return 200, {}, {"errcode": 40007, "errmsg": "invalid media_id"}
            named = f'attachment; filename="{query["media_id"]}.jpg"'
            return 200, {"content-type": "image/jpeg", "content-disposition": named}, content
        assert path == "/cgi-bin/message/send", path
        return 200, {}, {"errmsg": "", **self._send(query, body)}

    def _send(self, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        if query.get("access_token") != self.good or not self.good:
            return {"errcode": 42001 if query.get("access_token", "").startswith("token-") else 40014}
        if body["agentid"] != self.agent:
            return {"errcode": 40056}
        if body["touser"] not in self.members:
            return {"errcode": 81013}
        if body["msgtype"] == "text":
            if not 0 < len(body["text"]["content"].encode()) <= 2048:
                return {"errcode": 45002}
        else:
            card = body["template_card"]
            keys = [b["key"] for b in card["button_list"]]
            if (
                not 1 <= len(keys) <= 6
                or any(len(k.encode()) > 1024 for k in keys)
                or len(set(keys)) < len(keys)
            ):
                return {"errcode": 40058}
            if (
                not card["task_id"].replace("-", "").replace("_", "").isalnum()
                or card["task_id"] in self.tasks
            ):
                return {"errcode": 42014}
            self.tasks.add(card["task_id"])
        self.taken.append(body)
        return {"errcode": 0, "msgid": f"m{len(self.taken)}"}

    def callback(self, xml: str | bytes, when: float | None = None) -> tuple[dict[str, str], bytes]:
        """Query and body of a callback with this message inside."""
        crypt = Crypt(self.token, self.key, self.corp)
        sealed = crypt.seal(xml.encode() if isinstance(xml, str) else xml)
        stamp, nonce = str(int(time.time() if when is None else when)), "372623149"
        query = {"msg_signature": crypt.signature(stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce}
        body = f"<xml><ToUserName><![CDATA[{self.corp}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt><AgentID><![CDATA[{self.agent}]]></AgentID></xml>"
        return query, body.encode()

    def message(self, kind: str, who: str = "zhangsan", created: int = 1348831860, **fields: str) -> str:
        """The XML of a message or event."""
        rest = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in fields.items())
        return (
            f"<xml><ToUserName>{self.corp}</ToUserName><FromUserName>{who}</FromUserName><CreateTime>{created}</CreateTime>"
            f"<MsgType>{kind}</MsgType>{rest}<AgentID>{self.agent}</AgentID></xml>"
        )


# -- Chatwoot ----------------------------------------------------------------------------------------------


@dataclass
class ChatwootPeer(Peer):
    """One account with conversations by number and their status."""

    account: int = 3
    bot_token: str = "the bot's token"
    secret: str = "the-webhook's-secret"
    talks: dict[int, str] = field(default_factory=lambda: {41: "pending"})
    toggled: list[tuple[int, str]] = field(default_factory=list)

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: Any, body: dict[str, Any]
    ) -> tuple[int, dict[str, str], dict[str, Any] | bytes]:
        if path.startswith("/rails/active_storage/"):
            assert "api_access_token" not in headers, "a file needs no key of ours"
            kind, _, name = path.removeprefix("/rails/active_storage/").partition("/")
            if kind == "blobs":
                return 302, {"location": f"/rails/active_storage/disk/{name}"}, b""
            found = self.files.get(name)
            return (404, {}, b"") if found is None else (200, {"content-type": "image/jpeg"}, found)
        if headers.get("api_access_token") != self.bot_token:
            return 401, {}, {"error": "Invalid Access Token"}
        words = path.strip("/").split("/")
        assert words[:3] == ["api", "v1", "accounts"] and words[4] == "conversations", path
        number = int(words[5])
        if int(words[3]) != self.account or number not in self.talks:
            return 404, {}, {"error": "Resource could not be found"}
        if words[6] == "toggle_status":
            self.talks[number] = body["status"]
            self.toggled.append((number, body["status"]))
            return (
                200,
                {},
                {"payload": {"success": True, "current_status": body["status"], "conversation_id": number}},
            )
        assert words[6] == "messages", path
        if not 0 < len(body["content"]) <= 150_000:
            return 422, {}, {"message": "Content is too long"}
        self.taken.append({**body, "conversation": number, "status_then": self.talks[number]})
        return 200, {}, {"id": 900_000 + len(self.taken), "content": body["content"]}

    def hook(
        self, number: int, event: str = "message_created", talk: int = 41, **more: Any
    ) -> dict[str, Any]:
        """A webhook's JSON with a message."""
        return {
            "event": event, "id": number, "content": "", "content_type": "text", "content_attributes": {},
            "message_type": "incoming", "private": False, "created_at": "2026-11-24T03:00:00.000Z", "source_id": None,
            "sender": {"id": 5, "name": "王建国", "type": "contact"}, "account": {"id": self.account, "name": "Acme"},
            "inbox": {"id": 1, "name": "Web"},
            "conversation": {"id": talk, "status": self.talks.get(talk, "pending"), "inbox_id": 1, "meta": {}},
            **more,
        }  # fmt: skip

    def status_hook(self, status: str, talk: int = 41, event: str = "conversation_status_changed", **more: Any) -> dict[str, Any]:  # fmt: skip
        self.talks[talk] = status
        return {
            "event": event,
            "id": talk,
            "status": status,
            "inbox_id": 1,
            "account": {"id": self.account},
            **more,
        }

    def signed(self, body: bytes, when: float | None = None) -> dict[str, str]:
        stamp = str(int(time.time() if when is None else when))
        digest = hmac.new(self.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        return {"x-chatwoot-timestamp": stamp, "x-chatwoot-signature": f"sha256={digest}", "content-type": "application/json",
                "x-chatwoot-delivery": "7d0a"}  # fmt: skip
