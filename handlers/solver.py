"""A solver for the plan of a day, where the extra ``routing`` (pyvroom) is installed.

It runs in a process of its own and has a few seconds: whatever becomes of it, the server goes on and insertion stands.
What it gives is taken for a suggestion only; :func:`handlers.rules.planning.kept` says what of it can be had.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import structlog

from handlers.rules import planning
from handlers.rules.planning import Day, Job, Placed, Stop

SECONDS = 4.0  # for the process; the solver itself is told to stop after half of that
COMMAND = (sys.executable, "-P", "-c",
           "import vroom; vroom.main(['vroom', '-x', '5', '-t', '1', '-l', '2'])")  # fmt: skip
MOST_PRIORITY = 100
Problem = dict[str, Any]

log = structlog.get_logger(__name__)
_one = threading.Lock()  # it takes a processor: whoever comes meanwhile gets insertion


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which a technician may work, between two agreed visits (or none)."""

    technician: int
    begin: int
    end: int
    before: Stop | None
    after: Stop | None


def installed() -> bool:
    return find_spec("vroom") is not None


def plan(day: Day) -> tuple[Placed, ...]:
    """The better of what insertion and the solver find; insertion alone where there is no solver."""
    own = planning.proposal(day)
    if not any(job.starts for job in day.jobs) or not installed():
        return own
    return planning.better(day, own, planning.insertion(day, planning.kept(day, solve(day))))


def solve(day: Day) -> tuple[Placed, ...]:
    """What the solver suggests; nothing when it fails, takes too long, or another one runs."""
    if not _one.acquire(blocking=False):
        return ()
    try:
        found = spans(day)
        told = problem(day, found)
        if not told["vehicles"]:
            return ()
        done = subprocess.run(COMMAND, input=json.dumps(told), capture_output=True, text=True, timeout=SECONDS, check=True)  # noqa: S603 # fmt: skip
        return tuple(_placed(json.loads(done.stdout), found))
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError) as failed:
        log.warning("solver failed, insertion stands", error=type(failed).__name__)
        return ()
    finally:
        _one.release()


def _placed(answer: Any, found: list[Span]) -> Iterator[Placed]:
    for route in answer["routes"]:
        for step in route["steps"]:
            if step["type"] == "job":
                begin = int(step["arrival"]) + int(step["waiting_time"])
                yield Placed(int(step["id"]), found[int(route["vehicle"])].technician, begin)


def spans(day: Day) -> list[Span]:
    """The stretches in which anything could be done."""
    found = []
    for technician in sorted({t for job in day.jobs for t in job.starts}):
        covered = 0
        for job in day.jobs:
            for n in range(job.length):
                covered |= job.starts.get(technician, 0) << n
        stops = planning.agreed(day, technician)
        for visit in stops:
            covered &= ~((1 << max(0, visit.end)) - (1 << max(0, visit.begin)))
        for begin, end in runs(covered):
            before = next((s for s in reversed(stops) if s.begin < begin), None)
            after = next((s for s in stops if s.begin >= begin), None)
            found.append(Span(technician, begin, end, before, after))
    return found


def runs(starts: int) -> Iterator[tuple[int, int]]:
    """Where bits are set without a gap: from, to (not in it)."""
    begin = end = -1
    for at in planning.bits(starts):
        if at != end:
            if end > begin:
                yield begin, end
            begin = at
        end = at + 1
    if end > begin:
        yield begin, end


def problem(day: Day, found: list[Span]) -> Problem:
    """The day as VROOM's JSON: half hours are its seconds, every stretch is a vehicle, minutes on the road are costs.

    What a stretch costs without any job is subtracted from the way to its first one; so that no cost is negative all
    ways to jobs cost as much more."""
    jobs, more = day.jobs, max((_direct(day, s) for s in found), default=0)
    size = len(jobs) + 2 * len(found)
    times, costs = [[0] * size for _ in range(size)], [[0] * size for _ in range(size)]
    stops = [planning.stop(job, 0) for job in jobs]
    for a, one in enumerate(stops):
        for b, other in enumerate(stops):
            if a != b:
                times[a][b] = planning.between(day, one, other)
                costs[a][b] = more + day.way(one.place, other.place)
    vehicles = []
    for v, span in enumerate(found):
        start, end, skills = len(jobs) + 2 * v, len(jobs) + 2 * v + 1, []
        for n, job in enumerate(jobs):
            first, last = _may_begin(day, span, job)
            if first > last:
                continue
            skills.append(n + 1)
            times[start][n], times[n][end] = first - span.begin, span.end - last - job.length
            costs[start][n] = more + planning.detour(day, span.before, job, span.after)
            if span.after is not None:
                costs[n][end] = day.way(job.place, span.after.place)
                costs[start][n] -= costs[n][end]
        if skills:
            vehicles.append({"id": v, "start_index": start, "end_index": end, "skills": skills,
                             "time_window": [span.begin, span.end]})  # fmt: skip
    return {
        "jobs": [_job(n, job, len(jobs)) for n, job in enumerate(jobs) if any(job.starts.values())],
        "vehicles": vehicles,
        "matrices": {"car": {"durations": times, "costs": costs}},
    }


def _job(n: int, job: Job, count: int) -> Problem:
    any_time = 0
    for starts in job.starts.values():
        any_time |= starts
    return {"id": job.id, "location_index": n, "service": job.length, "skills": [n + 1],
            "priority": MOST_PRIORITY - MOST_PRIORITY // 2 * n // count,
            "time_windows": [[a, b - 1] for a, b in runs(any_time)]}  # fmt: skip


def _direct(day: Day, span: Span) -> int:
    both = span.before is not None and span.after is not None
    return day.way(span.before.place, span.after.place) if both else 0  # type: ignore[union-attr]


def _may_begin(day: Day, span: Span, job: Job) -> tuple[int, int]:
    """The first and the last beginning in a stretch; the first is later where there is none."""
    inside = job.starts.get(span.technician, 0) >> span.begin & (1 << span.end - span.begin) - 1
    if not inside:
        return 1, 0
    probe = planning.stop(job, 0)
    first = span.begin + (inside & -inside).bit_length() - 1
    last = span.begin + inside.bit_length() - 1
    if span.before is not None:
        first = max(first, span.before.end + planning.between(day, span.before, probe))
    if span.after is not None:
        last = min(last, span.after.begin - planning.between(day, probe, span.after) - job.length)
    return first, last
