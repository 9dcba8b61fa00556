"""``baoxiu doctor``."""

from __future__ import annotations

from typing import Annotated

import typer

MARK = {"ok": ("ok   ", None), "look": ("look ", "yellow"), "wrong": ("WRONG", "red")}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False) -> None:
    """Look the installation over: settings, database, clocks, channels; says what to do.  Exit code 1: something is wrong."""
    import json
    from dataclasses import asdict

    from bot.doctor import examine
    from bot.settings import Settings

    wrong = 0
    for finding in examine(Settings()):
        wrong += finding.state == "wrong"
        if as_json:
            typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
            continue
        mark, colour = MARK[finding.state]
        typer.echo(
            f"{typer.style(mark, fg=colour, bold=colour is not None)}  {finding.what:<22} {finding.found}"
        )
        if finding.todo:
            typer.echo(f"{'':31}-> {finding.todo}")
    if wrong:
        raise typer.Exit(1)
