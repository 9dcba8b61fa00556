"""One id through a whole turn, whoever carries which part of it out: in the log and as a trace."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import logs, tracing
from bot.figures import Figures
from bot.sender import Arrived, Retry, sender
from bot.turns import Turns
from handlers.events import Inbound, Outgoing
from handlers.house import House

WORDS = "太阳能不出热水了，找王小姐，13912345678"
EVENT = Inbound("telegram", "tg:77", "update:1:5", WORDS, plan="p3")


class Fails:
    """A channel that takes the first of two messages at the second attempt."""

    name = "telegram"

    def __init__(self) -> None:
        self.tried = 0
        self.there = asyncio.Event()

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        self.tried += 1
        if self.tried == 1:
            raise Retry("the line is cut", 0.01)
        if self.tried == 3:
            self.there.set()


async def carried_out(house: House) -> None:
    """A turn in one process, its answer delivered by another."""
    turns = Turns(house, Figures(), threads=1)
    await turns.turn(EVENT, lambda turn: turn)
    channel = Fails()
    loop = sender(house, {"telegram": channel}, Figures())
    loop.start()
    async with asyncio.timeout(20):
        await channel.there.wait()
    await asyncio.sleep(0.2)
    await loop.stop()
    turns.close()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    out = io.StringIO()
    before = structlog.get_config()
    logs.set_up("info", out)
    structlog.configure(cache_logger_on_first_use=False)  # loggers of others' tests are not to keep it
    for module in ("bot.turns", "bot.sender"):
        monkeypatch.setattr(f"{module}.log", structlog.get_logger())
    yield out
    structlog.configure(**before)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    end = tracing.record(SimpleSpanProcessor(kept), "all")
    yield kept
    end()


async def test_every_line_of_a_turn_has_its_id(house: House, log: io.StringIO) -> None:
    await carried_out(house)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert {line.get("turn") for line in lines} == {EVENT.turn}
    assert [(line["event"], line.get("outcome")) for line in lines] == [
        ("turn", None), ("not delivered", None), ("delivery", "retry"), ("delivery", "sent"), ("delivery", "sent"),
    ]  # fmt: skip
    turn, last = lines[0], lines[-1]
    assert turn["conversation"] == last["conversation"] and turn["replies"] == 2 and turn["was"] == "new"
    assert (
        "13912345678" not in log.getvalue() and "热水" not in log.getvalue() and "tg:77" not in log.getvalue()
    )


async def test_a_trace_has_what_was_done_where_and_no_words(
    house: House, spans: InMemorySpanExporter
) -> None:
    await carried_out(replace(house, step=tracing.step))
    found: dict[str, list[ReadableSpan]] = {}
    for span in spans.get_finished_spans():
        found.setdefault(span.name, []).append(span)
        assert format(span.context.trace_id, "032x") == EVENT.turn
    assert {name: len(of) for name, of in found.items()} == {
        "understand": 1, "decide and commit": 1, "turn": 1, "deliver": 3,
    }  # fmt: skip
    turn = found["turn"][0]
    assert {s.parent.span_id for s in (*found["understand"], *found["decide and commit"])} == {
        turn.context.span_id
    }
    assert turn.parent is not None and {s.parent.span_id for s in found["deliver"]} == {turn.parent.span_id}
    told = repr([(dict(span.attributes or {}), span.events) for of in found.values() for span in of])
    assert "139" not in told and "热水" not in told and "tg:77" not in told


def test_the_id_is_the_same_in_every_process_and_another_for_another_event() -> None:
    assert EVENT.turn == Inbound("telegram", "other", "update:1:5", "else").turn
    assert len({EVENT.turn, replace(EVENT, event_id="6").turn, replace(EVENT, channel="rest").turn}) == 3
    assert len(EVENT.turn) == 32 and int(EVENT.turn, 16)


def test_traces_reach_a_collector() -> None:
    """OTLP over HTTP to a server that speaks it."""
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        end = tracing.set_up(f"http://127.0.0.1:{server.server_port}/", "web")
        with tracing.part_of(EVENT.turn, "turn", channel="telegram"), tracing.step("understand"):
            pass
        end()
        server.shutdown()
    ((path, body),) = got
    sent = ExportTraceServiceRequest.FromString(body).resource_spans[0]
    assert path == "/v1/traces"
    assert {a.key: a.value.string_value for a in sent.resource.attributes}["baoxiu.role"] == "web"
    assert sorted(s.name for s in sent.scope_spans[0].spans) == ["turn", "understand"]


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda name: None)
    with pytest.raises(tracing.NotInstalled, match=r"install baoxiu\[tracing\]"):
        tracing.set_up("http://127.0.0.1:4318", "all")
