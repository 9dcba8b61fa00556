"""``baoxiu duty``: who is on duty when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _duty() -> None:
    """Who is on duty when."""


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="roster (TOML), see docs/OPERATIONS.md")]) -> None:
    """Take a roster in; it holds from now on, in all servers."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import duty

    try:
        roster = duty.read(file)
    except duty.BadRoster as error:
        raise Failure(str(error), 2) from None
    for told in duty.take_in(open_house(Settings()), roster):
        typer.echo(f"note: {told}", err=True)
    typer.echo(f"{len(roster.duty)} duties of {len(roster.person)} people")


@app.command()
def show(
    at: Annotated[
        str | None, typer.Option(help="such as 2026-11-23T22:00, local to the roster; now if left out")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="for what happens under this plan")] = None,
    region: Annotated[str | None, typer.Option(help="in this service area")] = None,
) -> None:
    """Who has which role at a time, and whose deputy it is."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import duty

    house = open_house(Settings())
    roster = house.store.read(duty.current)
    if roster is None:
        raise Failure("there is no roster yet; `baoxiu duty import FILE` takes one in")
    if plan is not None and plan not in house.plans:
        raise Failure(f"there is no plan {plan!r}; known are {', '.join(house.plans)}", 2)
    zone = ZoneInfo(roster.zone)
    try:
        when = datetime.fromisoformat(at) if at else house.now()
    except ValueError:
        raise Failure(f"--at {at!r} is no time such as 2026-11-23T22:00", 2) from None
    when = when if when.tzinfo is not None else when.replace(tzinfo=zone)
    typer.echo(f"{when.astimezone(zone):%a %Y-%m-%d %H:%M} {roster.zone}")
    for role in dict.fromkeys(d.role for d in roster.duty):
        on = house.store.read(lambda tx, role=role: duty.who(tx, role, when, house.plan(plan), region))  # type: ignore[misc]
        deputy = f", instead of {on.instead_of.name}" if on and on.instead_of else ""
        typer.echo(f"{role:16} {f'{on.person.name} {on.person.phone}{deputy}' if on else 'nobody'}")
