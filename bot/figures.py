"""What ``/metrics`` shows, in Prometheus' text format.

Counters live in this process; how much is waiting is counted in the database when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from handlers.figures import Counts
from nlu.backends.protocol import Tally

CLOCKWORK = ("clock", "holds", "silence", "lease")
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class _Understood(Collector):
    """What became of asking somebody else what messages mean."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(
            "baoxiu_nlu_messages",
            "Messages, by what became of asking the backend",
            labels=("backend", "outcome"),
        )
        for (backend, outcome), number in sorted(self._tally.counts().items()):
            family.add_metric((backend, outcome), number)
        yield family


class Figures:
    """The figures of one process; ``tally`` is that of its understanding."""

    def __init__(self, tally: Tally | None = None) -> None:
        self.registry = CollectorRegistry()
        made = self.registry
        if tally is not None:
            made.register(_Understood(tally))
        self.turns = Counter("baoxiu_turns", "Events processed", ("channel", "kind"), registry=made)
        self.turn_seconds = Histogram(
            "baoxiu_turn_seconds", "From the arrival of an event to its commit", ("channel",),
            buckets=SECONDS, registry=made,
        )  # fmt: skip
        self.deliveries = Counter(
            "baoxiu_deliveries", "Attempts to deliver a message", ("channel", "outcome"), registry=made
        )
        self.clocks_fired = Counter("baoxiu_clock_steps", "Steps that clockwork has taken", registry=made)
        self._failing = Gauge(
            "baoxiu_clockwork_failing",
            "What clockwork cannot do and tries ever less often",
            ("what",),
            registry=made,
        )
        for what in CLOCKWORK:
            self._failing.labels(what)
        self.loop_errors = Counter(
            "baoxiu_loop_errors", "Errors that a background loop survived", ("loop",), registry=made
        )
        self.streams = Gauge("baoxiu_event_streams", "Open event streams", ("page",), registry=made)
        self._queue = Gauge("baoxiu_queue_items", "Open queue items", ("queue", "status"), registry=made)
        self._messages = Gauge("baoxiu_messages", "Messages not delivered", ("status",), registry=made)
        self._tickets = Gauge("baoxiu_tickets", "Unfinished tickets", ("status",), registry=made)
        self._overdue = Gauge("baoxiu_tickets_overdue", "Tickets with a breached clock", registry=made)
        self._alarms = Gauge("baoxiu_alarms_unseen", "Alarms that nobody has seen", registry=made)

    def show_failing(self, found: Mapping[str, int]) -> None:
        for what in CLOCKWORK:
            self._failing.labels(what).set(found.get(what, 0))

    def show(self, found: Counts) -> bytes:
        self._queue.clear()
        for (queue, status), number in found.queue.items():
            self._queue.labels(queue, status).set(number)
        for status in ("pending", "dead"):
            self._messages.labels(status).set(found.messages.get(status, 0))
        for status in ("intake", "open"):
            self._tickets.labels(status).set(found.tickets.get(status, 0))
        self._overdue.set(found.overdue)
        self._alarms.set(found.alarms)
        return generate_latest(self.registry)
