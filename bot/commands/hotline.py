"""``baoxiu intake``: hotline transcripts become tickets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def intake(
    files: Annotated[
        list[Path], typer.Argument(help="transcripts: plain text with speaker labels, or JSON turns")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a call")] = False,
    plan: Annotated[str | None, typer.Option(help="plan of the calls; found out when left out")] = None,
) -> None:
    """Take hotline transcripts in; the same call again changes nothing."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.commands.showing import json_text, readable, report_lines
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.intake import UnknownPlan
    from handlers.intake import intake as take_in
    from nlu.transcripts import MAX_BYTES, TranscriptError

    house = open_house(Settings())
    bad = 0
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        for file in bar.track(files, description="taking in"):
            try:
                with file.open("rb") as opened:
                    report = take_in(house, opened.read(MAX_BYTES + 1), readable(file.name), plan)
            except (OSError, TranscriptError, UnknownPlan) as error:
                bad += 1
                path = readable(str(file))
                told = error.strerror if isinstance(error, OSError) else error
                text = str(error) if isinstance(error, TranscriptError) else f"{path}: {told}"
                if as_json:
                    typer.echo(json_text({"file": path, "error": text}))
                else:
                    typer.echo(text, err=True)
                continue
            if as_json:
                typer.echo(json_text(report.json()))
            else:
                typer.echo("\n".join(report_lines(report.json())))
    if bad:
        raise typer.Exit(1)
