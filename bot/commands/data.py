"""Commands about what is kept: devices, tickets, users, tokens, the database, demo data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands import evidence
from bot.commands.failing import Failure

if TYPE_CHECKING:
    from handlers.devices_import import Imported

import_app = typer.Typer(no_args_is_help=True)
ticket_app = typer.Typer(no_args_is_help=True)
db_app = typer.Typer(no_args_is_help=True)
user_app = typer.Typer(no_args_is_help=True)
token_app = typer.Typer(no_args_is_help=True)
demo_app = typer.Typer(no_args_is_help=True)
stock_app = typer.Typer(no_args_is_help=True)
KEYS_SINCE = "0026"
RESULTS_SINCE = "0020"  # older databases have no results for the reports yet


@import_app.callback()
def _import() -> None:
    """Import master data."""


@import_app.command("devices")
def devices(
    file: Annotated[
        Path, typer.Argument(help="CSV (UTF-8 or GB18030) or XLSX; the first row names the columns")
    ],
    plan: Annotated[str | None, typer.Option(help="plan of all rows that name none")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check only, write nothing")] = False,
) -> None:
    """Import devices, up to a million: all rows are checked before the first is taken in.  What breaks off half-way can be
    imported again."""
    from rich.console import Console
    from rich.progress import Progress

    from bot import memory
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.devices_import import import_devices
    from handlers.tables import BadFile

    house = open_house(Settings())
    memory.settle()
    try:
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("checking", total=None)
            found = import_devices(
                house, file, plan=plan, dry_run=dry_run,
                progress=lambda what, done, of: bar.update(task, description=what, completed=done, total=of),
            )  # fmt: skip
    except BadFile as error:
        raise Failure(str(error), 2) from None
    _tell(file, found, "devices")


@import_app.command("stock")
def stock(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: depot, region, code, name_zh, name_en, kind, plan, component, on_hand")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check only, write nothing")] = False,
) -> None:  # fmt: skip
    """Import what the depots have, as it was counted: all rows or none."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.stock_import import import_stock
    from handlers.tables import BadFile

    try:
        found = import_stock(open_house(Settings()), file, dry_run=dry_run)
    except BadFile as error:
        raise Failure(str(error), 2) from None
    _tell(file, found, "lines of stock")


@import_app.command("prices")
def prices(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: serial_number, item, unit_price, contract")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check only, write nothing")] = False,
) -> None:
    """Import unit prices that contracts fixed for devices: no quote goes above them."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.stock_import import import_prices
    from handlers.tables import BadFile

    try:
        found = import_prices(open_house(Settings()), file, dry_run=dry_run)
    except BadFile as error:
        raise Failure(str(error), 2) from None
    _tell(file, found, "prices")


def _tell(file: Path, found: Imported, what: str) -> None:
    """What was imported, or every mistake."""
    for wrong in found.errors:
        typer.echo(f"{file.name}: {wrong}", err=True)
    if found.errors:
        raise Failure(f"{len(found.errors)} errors in {found.rows} rows; nothing was imported")
    did = "would be" if found.dry_run else "were"
    typer.echo(f"{found.rows} rows: {found.new} {what} {did} added, {found.changed} changed")


ticket_app.command("export")(evidence.export)
ticket_app.command("verify")(evidence.verify)


@ticket_app.callback()
def _ticket() -> None:
    """Look at tickets."""


@ticket_app.command("show")
def show(
    number: Annotated[str, typer.Argument(help="such as BX20261123001")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Everything about one ticket."""
    from bot.commands.showing import json_text, ticket_lines
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import listings

    house = open_house(Settings())
    found = listings.ticket(house, number.strip().upper())
    if found is None:
        raise Failure(f"there is no ticket {number}")
    plan = house.plan(found["plan"])
    zone = ZoneInfo(plan.zone if plan is not None else "UTC")
    typer.echo(json_text(found, 2) if as_json else "\n".join(ticket_lines(found, zone)))


@ticket_app.command("form")
def form(
    number: Annotated[str, typer.Argument(help="number of the form, such as P2-FK-2026-0001")],
    pdf: Annotated[Path | None, typer.Option("--pdf", help="write it as PDF into this file")] = None,
    version: Annotated[int | None, typer.Option(help="not the newest version but this one")] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; else as it was issued")] = None,
) -> None:
    """A form that was issued: what it says, or as PDF."""
    from datetime import UTC, datetime

    from bot.commands.showing import form_lines
    from bot.form_pdf import NoPaper
    from bot.form_pdf import pdf as printed
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import form_view

    if lang not in (None, "zh", "en"):
        raise Failure("--lang is zh or en", 2)
    sheet = form_view.by_number(open_house(Settings()), number.strip().upper(), version, lang)
    if sheet is None:
        raise Failure(f"there is no form {number}" + (f" version {version}" if version else ""))
    if pdf is None:
        typer.echo("\n".join(form_lines(sheet)))
        return
    try:
        pdf.write_bytes(printed(sheet, datetime.now(UTC)))
    except NoPaper as problem:
        raise Failure(str(problem)) from None
    except OSError as error:
        raise Failure(f"{pdf} cannot be written: {error.strerror}") from None
    typer.echo(f"{pdf}: {sheet.title} {sheet.number}, version {sheet.version}")


@db_app.callback()
def _db() -> None:
    """The database."""


@db_app.command()
def upgrade() -> None:
    """Bring the database to the newest schema; does nothing when it is there."""
    from bot.opening import open_house
    from bot.settings import Settings
    from storage import schema

    house = open_house(Settings())
    before, after = schema.upgrade(house.store)
    typer.echo(
        f"database schema {after}" + (" (unchanged)" if before == after else f", was {before or 'empty'}")
    )
    if before is not None and before < KEYS_SINCE and house.store.ring.newest is not None:
        typer.echo(f"personal data are sealed from now on; copy {house.store.ring.path} into your backups, "
                   "which cannot be read without it")  # fmt: skip
    if before is not None and before < RESULTS_SINCE:
        from handlers import results

        done, _ = results.rebuild(house)
        typer.echo(f"results of {done} tickets read off their logs, for the reports")


@user_app.callback()
def _user() -> None:
    """People who work in the console."""


@user_app.command("add")
def user_add(
    login: Annotated[str, typer.Argument()],
    name: Annotated[str, typer.Option(help="as customers and colleagues see it")] = "",
    role: Annotated[
        str,
        typer.Option(
            help="clerk, engineer, supervisor, administrator, finance, technician, dealer or auditor"
        ),
    ] = "engineer",
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
    technician: Annotated[
        int | None,
        typer.Option(help="whose visits a technician's login shows; `user technicians` lists them"),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="read it from standard input")
    ] = False,
) -> None:
    """Add a user; the password is asked for."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import people

    people.check_user(login, role, lang)
    password = _password(password_stdin)
    house = open_house(Settings())
    house.store.write(
        lambda tx: people.add_user(
            tx, house, login, name or login, role, password, lang=lang, technician=technician
        )
    )
    typer.echo(f"user {login} added as {role}")


@user_app.command("technicians")
def user_technicians() -> None:
    """Technicians with the ids by which logins are given to them, their regions and skills."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    for line in accounts.technicians(open_house(Settings())):
        typer.echo(line)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given


@user_app.command("list")
def user_list() -> None:
    """All users, with role and when they were last seen (UTC)."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    for a in accounts.listing(open_house(Settings())):
        seen = a.seen_at.strftime("%Y-%m-%d %H:%M") if a.seen_at else "never"
        typer.echo(f"{a.login:20} {a.role:14} {'' if a.active else 'off, '}seen {seen}  {a.name}")


@user_app.command("password")
def user_password(
    login: Annotated[str, typer.Argument()],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="read it from standard input")
    ] = False,
) -> None:
    """Give a user a new password; they are logged out everywhere."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    accounts.set_password(open_house(Settings()), login, _password(password_stdin))
    typer.echo(f"user {login} has a new password")


@user_app.command("queues")
def user_queues(
    login: Annotated[str, typer.Argument()],
    queues: Annotated[list[str] | None, typer.Argument(help="none: all queues")] = None,
) -> None:
    """The queues that a user serves; a team's members serve the team's queue."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    accounts.serve_queues(open_house(Settings()), login, queues or [])
    typer.echo(f"user {login} serves {', '.join(queues) if queues else 'all queues'}")


@user_app.command("factor-off")
def user_factor_off(login: Annotated[str, typer.Argument()]) -> None:
    """Ask no second factor of a user any more, who has lost the telephone."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    accounts.drop_factor(open_house(Settings()), login)
    typer.echo(f"user {login} logs in with the password alone")


@user_app.command("off")
def user_off(login: Annotated[str, typer.Argument()]) -> None:
    """Switch a user off: they are out at once and cannot log in."""
    _switch(login, False)


@user_app.command("on")
def user_on(login: Annotated[str, typer.Argument()]) -> None:
    """Switch a user on again."""
    _switch(login, True)


def _switch(login: str, active: bool) -> None:
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    accounts.switch(open_house(Settings()), login, active)
    typer.echo(f"user {login} is {'on' if active else 'off'}")


@token_app.callback()
def _token() -> None:
    """API tokens."""


@token_app.command("add")
def token_add(
    name: Annotated[str, typer.Argument()],
    scope: Annotated[list[str] | None, typer.Option(help="may be repeated; all when left out")] = None,
) -> None:
    """Make an API token; its secret is printed once."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import tokens

    typer.echo(tokens.create(open_house(Settings()), name, tuple(scope) if scope else tokens.SCOPES))


@token_app.command("list")
def token_list() -> None:
    """All API tokens, with their scopes and when they were last used (UTC)."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import tokens

    for token in tokens.listing(open_house(Settings())):
        used = token.used_at.strftime("%Y-%m-%d %H:%M") if token.used_at else "never"
        typer.echo(f"{token.name:20} used {used}  {' '.join(token.scopes)}")


@token_app.command("remove")
def token_remove(name: Annotated[str, typer.Argument()]) -> None:
    """Remove an API token; it is refused from then on."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import tokens

    if not tokens.remove(open_house(Settings()), name):
        raise Failure(f"there is no token {name!r}")
    typer.echo(f"token {name} removed")


@stock_app.callback()
def _stock() -> None:
    """Spare parts and standby units in the depots."""


@stock_app.command("list")
def stock_list(plan: Annotated[str | None, typer.Option(help="of this plan only")] = None) -> None:
    """What the depots have, and how much of it is free."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import supply_desk

    for line in supply_desk.kept(open_house(Settings()), plan):
        typer.echo(line)


@stock_app.command("out")
def stock_out() -> None:
    """What is reserved for reports or with customers, and when standby units are due back."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import supply_desk

    for line in supply_desk.out(open_house(Settings())):
        typer.echo(line)


@demo_app.callback()
def _demo() -> None:
    """Demo data."""


@demo_app.command("load")
def load() -> None:
    """Load demo data once: devices, technicians, calendars, users."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import demo

    loaded = demo.load(open_house(Settings()))
    typer.echo("demo data loaded" if loaded.now else "demo data is there already")


@demo_app.command("close")
def close() -> None:
    """Switch the demo users off and remove the demo token, whose secrets everybody knows."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    closed = accounts.close_demo(open_house(Settings()))
    typer.echo(f"switched off: {', '.join(closed) or 'nobody'}; the demo token is gone")
