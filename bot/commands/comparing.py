"""``baoxiu plan diff``: what differs between two plans, and what that would have meant for stored tickets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.trying import plan_named

if TYPE_CHECKING:
    from handlers.replay import Replayed
    from handlers.rules.policy import Plan


def diff(
    old_name: Annotated[str, typer.Argument(metavar="OLD", help="id of a plan, or a plan file (.toml)")],
    new_name: Annotated[str, typer.Argument(metavar="NEW", help="id of a plan, or a plan file (.toml)")],
    replay: Annotated[
        bool, typer.Option("--replay", help="judge stored tickets of OLD again under NEW; reads only")
    ] = False,
    most: Annotated[
        int, typer.Option(min=1, max=100_000, help="how many tickets, the newest first (with --replay)")
    ] = 1000,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What differs between two plans; with --replay, what would have been different for stored tickets."""
    from dataclasses import asdict

    from bot.commands.showing import json_text
    from handlers.plans.differences import differences

    old, new = plan_named(old_name)[0], plan_named(new_name)[0]
    found = differences(old, new)
    replayed = _replay(old, new, most) if replay else None
    if as_json:
        whole = {"differences": [asdict(d) for d in found], "replay": asdict(replayed) if replayed else None}
        typer.echo(json_text(whole, 2))
        return
    for difference in found:
        typer.echo(str(difference))
    typer.echo(f"{len(found)} differences" if found else "no differences")
    if replayed is not None:
        typer.echo("\n".join(replay_lines(replayed, old)))


def _replay(old: Plan, new: Plan, most: int) -> Replayed:
    from rich.console import Console
    from rich.progress import Progress

    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.replay import replay

    house = open_house(Settings())
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("tickets", total=None)
        return replay(
            house, old, new, most=most, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )


def replay_lines(replayed: Replayed, old: Plan) -> Iterator[str]:
    yield ""
    yield f"{replayed.tickets} tickets of {old.id} judged again: {replayed.different} would differ"
    for what, count in replayed.counts.most_common():
        yield f"{what}: {count} tickets"
        for example in replayed.examples[what]:
            yield f"    {example.number}: was {example.before}, would be {example.after}"
    for name in sorted({*replayed.late_before, *replayed.late_after}):
        yield f"missed {name}: {replayed.late_before[name]} tickets, would be {replayed.late_after[name]}"
