"""``baoxiu report``: what counts in the console's reports."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _report() -> None:
    """What counts in the reports."""


@app.command()
def rebuild() -> None:
    """Read the results of all tickets off their logs anew, after a plan's clocks have changed for what is past, and count
    the days anew whose sums are kept."""
    import sys

    from rich.console import Console
    from rich.progress import Progress

    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import report_counts, results

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("tickets", total=None)
        house = open_house(Settings())
        done, changed = results.rebuild(house, lambda done, changed: bar.update(task, completed=done))
        counting = bar.add_task("days", total=None)
        days = report_counts.rebuild(house, lambda done: bar.update(counting, completed=done))
    typer.echo(f"{done} tickets read; the results of {changed} were others; {days} days counted")
