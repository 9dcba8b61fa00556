"""A share of a processor for each of some processes, as if it had a smaller machine of its own: with control groups (Linux, root).

Where clients, database and servers have to share two processors, two servers are little faster than one whatever they do; with
less than a processor for each server there is room for all, and what one server keeps the other from shows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PERIOD = 10_000  # microseconds; in each a process gets its share, and waits for the rest
OLD, NEW = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")


@contextmanager
def limited(pids: Sequence[int], share: float) -> Iterator[None]:
    """0 or 1: nothing is limited."""
    groups = []
    try:
        for pid in pids if 0 < share < 1 else ():
            groups.append(_group(pid, int(PERIOD * share)))
        yield
    finally:
        for group in groups:
            _leave(group)


def _group(pid: int, quota: int) -> Path:
    old = (OLD / "cpu.cfs_quota_us").exists() or (OLD / "cpu.shares").exists()
    group = (OLD if old else NEW) / f"baoxiu-bench-{pid}"
    try:
        group.mkdir()
        if old:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (group / "cpu.max").write_text(f"{quota} {PERIOD}")
        (group / "cgroup.procs").write_text(str(pid))
    except OSError as error:
        with suppress(OSError):
            group.rmdir()
        raise SystemExit(f"--share needs control groups and root: {error}") from None
    return group


def _leave(group: Path) -> None:
    """Its process goes back to all others; an ended one leaves by itself, a moment later."""
    for pid in (group / "cgroup.procs").read_text().split():
        with suppress(OSError):
            (group.parent / "cgroup.procs").write_text(pid)
    for _ in range(50):
        try:
            group.rmdir()
            return
        except OSError:
            time.sleep(0.1)
