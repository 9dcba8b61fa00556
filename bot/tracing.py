"""One id through a whole turn: in every line of the log and, where OpenTelemetry is wanted, as a trace.

The id follows from how the channel calls the event (:attr:`handlers.events.Inbound.turn`), so that whoever delivers the
answer, in another process perhaps and after a crash, comes to the same one.  A trace has no words of anybody: channels,
numbers of messages and outcomes only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Tracer

_tracer: Tracer | None = None
Value = str | int | float | bool
EXPORT_SECONDS = 5  # for what is left when the process stops


class NotInstalled(Exception):
    """OpenTelemetry is an extra."""


def set_up(collector: str, role: str) -> Callable[[], None]:
    """Send traces to an OpenTelemetry collector (OTLP over HTTP, such as http://127.0.0.1:4318).  Returns what to call at
    the end.  Raises :class:`NotInstalled`."""
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise NotInstalled("traces need OpenTelemetry: install baoxiu[tracing]")
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    exporter = OTLPSpanExporter(endpoint=f"{collector.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
    return record(BatchSpanProcessor(exporter), role)


def record(processor: SpanProcessor, role: str) -> Callable[[], None]:
    """Give all spans to ``processor`` from now on."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    global _tracer
    provider = TracerProvider(resource=Resource.create({"service.name": "baoxiu", "baoxiu.role": role}))
    provider.add_span_processor(processor)
    _tracer = provider.get_tracer("baoxiu")

    def end() -> None:
        global _tracer
        _tracer = None
        provider.shutdown()

    return end


def followed() -> bool:
    """Whether traces are made."""
    return _tracer is not None


class _Bound:
    """Every line of the log within names the turn."""

    __slots__ = ("_before", "_turn")

    def __init__(self, turn: str) -> None:
        self._turn = turn

    def __enter__(self) -> None:
        self._before = structlog.contextvars.bind_contextvars(turn=self._turn)

    def __exit__(self, *_: object) -> None:
        structlog.contextvars.reset_contextvars(**self._before)


def part_of(turn: str, name: str, **attributes: Value) -> AbstractContextManager[None]:
    """What happens within is part of the turn of this id (32 hexadecimal digits)."""
    return _Bound(turn) if _tracer is None else _span(turn, name, attributes)


@contextmanager
def _span(turn: str, name: str, attributes: dict[str, Value]) -> Iterator[None]:
    assert _tracer is not None
    with _Bound(turn), _tracer.start_as_current_span(name, context=_begun(turn), attributes=attributes):
        yield


def step(name: str, **attributes: Value) -> AbstractContextManager[Any]:
    """A step of what is going on."""
    return (
        _tracer.start_as_current_span(name, attributes=attributes) if _tracer is not None else nullcontext()
    )


def _begun(turn: str) -> Any:
    """The context in which the turn began, which no process has kept: its ids follow from the turn's."""
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    first = int(sha256(turn.encode()).hexdigest()[:16], 16)
    return set_span_in_context(
        NonRecordingSpan(SpanContext(int(turn, 16), first, is_remote=True, trace_flags=TraceFlags(1)))
    )
