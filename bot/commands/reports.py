"""``baoxiu report``: what counts in the console's reports."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _report() -> None:
    """What counts in the reports."""


@app.command()
def rebuild() -> None:
    """Read the results of all tickets off their logs anew, after a plan's clocks have changed for what is past."""
    import sys

    from rich.console import Console
    from rich.progress import Progress

    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import results

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("tickets", total=None)
        done, changed = results.rebuild(
            open_house(Settings()), lambda done, changed: bar.update(task, completed=done)
        )
    typer.echo(f"{done} tickets read; the results of {changed} were others")
