"""``baoxiu intake``: hotline transcripts become tickets, from files or from a folder that is watched."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failure

if TYPE_CHECKING:
    from handlers.house import House
    from handlers.intake import IntakeReport

TABLE_FROM = 5  # files from which on a table sums up


def intake(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="transcripts: text with speaker labels, JSON, WebVTT, SRT, CSV, Whisper's JSON"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a call")] = False,
    plan: Annotated[str | None, typer.Option(help="plan of the calls; found out when left out")] = None,
    watch: Annotated[
        Path | None, typer.Option(help="a folder: take in what is dropped there, until stopped")
    ] = None,
    every: Annotated[float, typer.Option(help="seconds between two looks at it", min=0.1, max=3600)] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="stop when nothing is left in the folder")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="only the table, and what is wrong")] = False,
) -> None:
    """Take hotline transcripts in; the same call again changes nothing."""
    from bot.opening import open_house
    from bot.settings import Settings

    if watch is not None:
        if files:
            raise Failure("give files or --watch, not both")
        if not watch.is_dir():
            raise Failure(f"{watch}: there is no such folder")
        _watch(open_house(Settings()), watch, plan, every, once)
        return
    if not files:
        raise Failure("name the files to take in, or a folder with --watch")
    bad = _files(open_house(Settings()), files, plan, as_json, quiet)
    if bad:
        raise typer.Exit(1)


class _Wrong(ValueError):
    """A file that cannot be taken in, told with its name."""


def _take(house: House, path: Path, plan: str | None) -> IntakeReport:
    """Raises :class:`_Wrong`."""
    from bot.commands.showing import readable
    from handlers.intake import UnknownPlan
    from handlers.intake import intake as take_in
    from nlu.transcripts import MAX_BYTES, TranscriptError

    shown = readable(str(path))
    try:
        with path.open("rb") as opened:
            return take_in(house, opened.read(MAX_BYTES + 1), readable(path.name), plan)
    except TranscriptError as error:
        raise _Wrong(str(error)) from None
    except UnknownPlan as error:
        raise _Wrong(f"{shown}: {error}") from None
    except OSError as error:
        raise _Wrong(f"{shown}: {error.strerror}") from None


def _files(house: House, files: list[Path], plan: str | None, as_json: bool, quiet: bool) -> int:
    """How many could not be taken in."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.commands.showing import json_text, readable, report_lines

    sums: Counter[str] = Counter()
    begun = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        for file in bar.track(files, description="taking in"):
            try:
                report = _take(house, file, plan)
            except _Wrong as error:
                sums["failed"] += 1
                if as_json:
                    typer.echo(json_text({"file": readable(str(file)), "error": str(error)}))
                else:
                    typer.echo(str(error), err=True)
                continue
            _count(sums, report)
            if as_json:
                typer.echo(json_text(report.json()))
            elif not quiet:
                typer.echo("\n".join(report_lines(report.json())))
    if len(files) >= TABLE_FROM and not as_json:
        _table(sums, len(files), time.monotonic() - begun)
    return sums["failed"]


def _count(sums: Counter[str], report: IntakeReport) -> None:
    data = report.json()
    sums["again" if report.repeated else "new"] += 1
    if report.repeated:
        return
    sums["tickets"] += data["ticket"] is not None
    sums["enquiries"] += data["ticket"] is None
    sums["urgent"] += bool(data["severity"]) and data["severity"]["level"] == 1
    sums["missing"] += bool(data["missing"])
    sums["contradicting"] += bool(data["contradictions"])
    sums["promises"] += sum(p["promise"] is not None for p in data.get("promises", []))


def _table(sums: Counter[str], files: int, seconds: float) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{files} transcripts in {seconds:.1f} s")
    table.add_column("")
    table.add_column("calls", justify="right")
    rows = (
        ("new", "taken in"), ("tickets", "  became tickets"), ("enquiries", "  only asked"), ("urgent", "  of level 1"),
        ("missing", "  with something to ask in the call back"), ("contradicting", "  that contradict themselves"),
        ("promises", "promises of agents entered"), ("again", "taken in before, nothing changed"), ("failed", "not readable"),
    )  # fmt: skip
    for name, title in rows:
        table.add_row(title, str(sums[name]))
    Console().print(table)


def _watch(house: House, folder: Path, plan: str | None, every: float, once: bool) -> None:
    from sqlalchemy.exc import InterfaceError, OperationalError

    from bot.drop_folder import DropFolder, Unreadable

    def take(path: Path) -> None:
        try:
            report = _take(house, path, plan).json()
        except _Wrong as error:
            if not path.exists():
                raise FileNotFoundError(path) from None  # another watcher was faster
            raise Unreadable(str(error)) from None
        again = " (taken in before)" if report["repeated"] else ""
        typer.echo(f"{path.name}: {report['ticket'] or 'no ticket'}{again}")

    def told(path: Path, why: str | None) -> None:
        if why is not None:
            typer.echo(f"{why}  -> failed/", err=True)

    drop = DropFolder(folder, take, told)
    while True:
        try:
            _, left = drop.look()
        except (OperationalError, InterfaceError) as error:  # the database is away: the files wait
            typer.echo(f"the database cannot be reached, waiting: {type(error).__name__}", err=True)
            left = 1
        if once and not left:
            return
        try:
            time.sleep(every)
        except KeyboardInterrupt:
            return
