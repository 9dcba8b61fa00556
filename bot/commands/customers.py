"""``baoxiu customer``: what people may ask for about their own data."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _customer() -> None:
    """What people may ask for about their own data."""


@app.command()
def erase(
    who: Annotated[
        str,
        typer.Argument(
            metavar="PHONE|ID", help="a phone number, or a customer's id (id:1234567 for a long one)"
        ),
    ],
    reason: Annotated[str, typer.Option(help="why, for the log of each ticket; without personal data")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be erased")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask before erasing")] = False,
) -> None:
    """Erase all personal data of a customer for good: names, phones, addresses, words.  What was done and when stays."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import erasure
    from handlers.people import Refused

    house = open_house(Settings())
    try:
        found = erasure.on_request(house, who, reason, dry_run=True)
        typer.echo(
            f"customers: {found.customers}, conversations: {found.conversations}, tickets: {', '.join(found.tickets) or 'none'}"
        )
        if dry_run:
            return
        if not yes and not typer.confirm("Erase all of it? There is no way back."):
            raise typer.Exit(1)
        erasure.on_request(house, who, reason)
    except Refused as refused:
        raise Failure(str(refused)) from None
    typer.echo("erased")


@app.command()
def team(
    customer: Annotated[int, typer.Argument(help="a customer's id")],
    plan: Annotated[str, typer.Argument()],
    queue: Annotated[str, typer.Argument(help="queue of one of the plan's teams")],
) -> None:
    """Give a customer another support team."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import teams
    from handlers.people import Refused

    try:
        given = teams.give(open_house(Settings()), customer, plan, queue)
    except Refused as refused:
        raise Failure(str(refused)) from None
    typer.echo(f"customer {customer} has {given.name.zh} · {given.name.en} under {plan}")
