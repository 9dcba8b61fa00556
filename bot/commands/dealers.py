"""Commands about dealers: who there is, their guarantee cards, the service register."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)
HEADING = ("at", "what", "ticket", "name", "phone", "device", "about", "by", "result")


@app.callback()
def _dealer() -> None:
    """Dealers."""


@app.command("set")
def set_dealer(
    code: Annotated[str, typer.Argument(help="small letters, digits, - and _, such as nanjing-east")],
    name: Annotated[str | None, typer.Option(help="as customers and colleagues see it")] = None,
    phone: Annotated[str | None, typer.Option(help="told to customers")] = None,
    region: Annotated[list[str] | None, typer.Option(help="service area; may be repeated")] = None,
    active: Annotated[
        bool | None, typer.Option("--on/--off", help="whether tickets are passed to it")
    ] = None,
) -> None:
    """Add a dealer, or change what is given of one."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import dealers

    try:
        new = dealers.save(
            open_house(Settings()), code, name=name, phone=phone, regions=tuple(region) if region else None, active=active
        )  # fmt: skip
    except dealers.BadDealer as error:
        raise Failure(str(error), 2) from None
    typer.echo(f"dealer {code} {'added' if new else 'changed'}")


@app.command("list")
def list_dealers() -> None:
    """All dealers with their regions."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import dealers

    for d in dealers.named(open_house(Settings())):
        typer.echo(f"{d.code:20} {'' if d.active else 'off, '}{', '.join(d.regions) or '-':24} {d.phone or '-':16} {d.name}")  # fmt: skip


def registrations(
    file: Annotated[
        Path, typer.Argument(help="CSV (UTF-8 or GB18030) or XLSX; the first row names the columns")
    ],
) -> None:
    """Enter the guarantee cards that dealers have returned: all rows or none."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.registrations import import_cards
    from handlers.tables import BadFile

    try:
        found = import_cards(open_house(Settings()), file)
    except BadFile as error:
        raise Failure(str(error), 2) from None
    for wrong in found.errors:
        typer.echo(f"{file.name}: {wrong}", err=True)
    if found.errors:
        raise Failure(f"{len(found.errors)} errors in {found.rows} rows; nothing was entered")
    for serial in found.late:
        typer.echo(f"{serial}: the card came too late; the sale is not recognised")
    typer.echo(f"{found.rows} cards were entered, {len(found.late)} of them too late")


def register(
    plan: Annotated[str, typer.Option(help="of this plan")],
    as_csv: Annotated[bool, typer.Option("--csv", help="as CSV, for a spreadsheet")] = False,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="first day")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="last day")] = None,
) -> None:
    """The service register: every call, letter, message and visit, and what came of it."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.service_register import lines

    house = open_house(Settings())
    known = house.plan(plan)
    if known is None:
        raise Failure(f"unknown plan {plan!r}; known are {', '.join(house.plans)}", 2)
    zone = ZoneInfo(known.zone)
    start = since.replace(tzinfo=zone).astimezone(UTC) if since is not None else None
    end = (until.replace(tzinfo=zone) + timedelta(days=1)).astimezone(UTC) if until is not None else None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADING)
    for line in lines(house, plan, start, end):
        row = [
            f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}",
            *(_harmless(getattr(line, name)) for name in HEADING[1:]),
        ]
        if as_csv:
            writer.writerow(row)
        else:
            typer.echo("  ".join(x for x in row if x))
    if as_csv:
        typer.echo(out.getvalue().encode("utf-8-sig"), nl=False)


def _harmless(value: str) -> str:
    """What a spreadsheet would take for a formula is text."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value
