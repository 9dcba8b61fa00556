"""Commands about what is kept: devices, tickets, users, tokens, the database, demo data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure

import_app = typer.Typer(no_args_is_help=True)
ticket_app = typer.Typer(no_args_is_help=True)
db_app = typer.Typer(no_args_is_help=True)
user_app = typer.Typer(no_args_is_help=True)
token_app = typer.Typer(no_args_is_help=True)
demo_app = typer.Typer(no_args_is_help=True)


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
    """Import devices: all rows or none."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.devices_import import BadFile, import_devices

    house = open_house(Settings())
    try:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("checking", total=None)
            found = import_devices(
                house, file, plan=plan, dry_run=dry_run,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )  # fmt: skip
    except BadFile as error:
        raise Failure(str(error), 2) from None
    for wrong in found.errors:
        typer.echo(f"{file.name}: {wrong}", err=True)
    if found.errors:
        raise Failure(f"{len(found.errors)} errors in {found.rows} rows; nothing was imported")
    did = "would be" if found.dry_run else "were"
    typer.echo(f"{found.rows} rows: {found.new} devices {did} added, {found.changed} changed")


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

    found = listings.ticket(open_house(Settings()), number.strip().upper())
    if found is None:
        raise Failure(f"there is no ticket {number}")
    typer.echo(json_text(found, 2) if as_json else "\n".join(ticket_lines(found)))


@db_app.callback()
def _db() -> None:
    """The database."""


@db_app.command()
def upgrade() -> None:
    """Bring the database to the newest schema; does nothing when it is there."""
    from bot.opening import open_house
    from bot.settings import Settings
    from storage import schema

    settings = Settings()
    before, after = schema.upgrade(open_house(settings).store)
    typer.echo(
        f"database schema {after}" + (" (unchanged)" if before == after else f", was {before or 'empty'}")
    )


@user_app.callback()
def _user() -> None:
    """People who work in the console."""


@user_app.command("add")
def user_add(
    login: Annotated[str, typer.Argument()],
    name: Annotated[str, typer.Option(help="as customers and colleagues see it")] = "",
    role: Annotated[str, typer.Option(help="clerk, engineer, supervisor or administrator")] = "engineer",
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="read it from standard input")
    ] = False,
) -> None:
    """Add a user; the password is asked for."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import people

    people.check_user(login, role, lang)
    password = (
        sys.stdin.readline().rstrip("\n")
        if password_stdin
        else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    house = open_house(Settings())
    house.store.write(lambda tx: people.add_user(tx, house, login, name or login, role, password, lang=lang))
    typer.echo(f"user {login} added as {role}")


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
