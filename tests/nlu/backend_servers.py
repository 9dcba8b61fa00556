"""Servers that speak Rasa's and OpenAI's protocols over real HTTP, and misbehave as they are told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: Any

    @property
    def customer(self) -> str:
        """What a language model was given as the customer's message."""
        said: str = json.loads(self.body["messages"][1]["content"])["customer_message"]
        return said


@dataclass
class Reply:
    """``body`` is sent as JSON unless it is bytes.  ``wait`` seconds pass first; with ``drip`` every byte (of the
    headers too) takes that long; ``cut``: the connection ends in the middle; ``forever``: the body never ends."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    drip: float = 0
    cut: bool = False
    forever: bool = False


class Busy(ThreadingHTTPServer):
    request_queue_size = 128  # two dozen at a time do not have to knock twice


class Server:
    """``answer`` makes the reply to a request."""

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.url = ""
        self.stopped = threading.Event()

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}, json.loads(raw))
        self.asked.append(asked)
        reply = self.answer(asked)
        self.stopped.wait(reply.wait)
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        lines = [f"HTTP/1.1 {reply.status} Whatever"]
        headers = {"content-type": "application/json", "connection": "close", **reply.headers}
        if not reply.forever:
            headers.setdefault("content-length", str(len(body)))
        lines += [f"{name}: {value}" for name, value in headers.items()]
        out = "\r\n".join([*lines, "", ""]).encode() + body
        if reply.cut:
            out = out[: -len(body) // 2]
        self._send(handler, out, reply)
        handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, out: bytes, reply: Reply) -> None:
        if reply.drip:
            for byte in out:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                if self.stopped.wait(reply.drip):
                    return
        else:
            handler.wfile.write(out)
        deadline = time.monotonic() + 20
        while reply.forever and time.monotonic() < deadline:
            handler.wfile.write(b"x" * 65536)


@contextmanager
def running(answer: Callable[[Asked], Reply]) -> Iterator[Server]:
    server = Server(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                server.reply(self)
            except OSError:
                pass  # the client has gone, as it should

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with Busy(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            http.shutdown()
            thread.join()


def completion(content: Any, **message: Any) -> dict[str, Any]:
    """A chat completion as OpenAI-compatible servers answer; ``finish_reason`` and ``refusal`` may be given."""
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    reason = message.pop("finish_reason", "stop")
    return {
        "id": "c-1", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "finish_reason": reason,
                     "message": {"role": "assistant", "content": text, "refusal": None, **message}}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip


def label(intent: str = "report_fault", severity: Any = None, **more: Any) -> dict[str, Any]:
    """What a language model answers."""
    return {"intent": intent, "confidence": 0.9, "severity": severity, "evidence": [], "entities": [], "exclusions": [],
            **more}  # fmt: skip


def rasa(text: str, intent: str | None, confidence: float = 0.9, **more: Any) -> dict[str, Any]:
    """What a Rasa server answers."""
    return {
        "text": text, "intent": {"name": intent, "confidence": confidence}, "entities": [],
        "text_tokens": [[0, len(text)]], "intent_ranking": [{"name": intent, "confidence": confidence}],
        "response_selector": {"all_retrieval_intents": [], "default": {}}, **more,
    }  # fmt: skip


def spot(text: str, entity: str, quote: str, **more: Any) -> dict[str, Any]:
    """An entity as Rasa gives it."""
    at = text.index(quote)
    return {"entity": entity, "start": at, "end": at + len(quote), "value": quote, "extractor": "DIETClassifier",
            "confidence_entity": 0.98, **more}  # fmt: skip
