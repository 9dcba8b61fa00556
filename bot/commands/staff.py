"""``baoxiu staff``: people of ours on Telegram."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _staff() -> None:
    """People of ours on Telegram."""


@app.command()
def link(login: Annotated[str, typer.Argument(help="whose account it is to be")]) -> None:
    """A link that binds somebody's account on Telegram: it works once, for 15 minutes."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import staff_link
    from handlers.people import BadUser, Refused

    house = open_house(Settings())
    try:
        made = staff_link.invite(house, staff_link.of_login(house, login))
    except (BadUser, Refused) as error:
        raise Failure(str(error), 2) from None
    typer.echo(made.link or f"send this to the bot: {made.command}")


@app.command()
def unlink(login: Annotated[str, typer.Argument()]) -> None:
    """Nothing is sent to the account any more, and nothing that is pressed there counts."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import staff_link
    from handlers.people import BadUser

    house = open_house(Settings())
    try:
        done = staff_link.unlink(house, staff_link.user_id(house, login), "clerk")
    except BadUser as error:
        raise Failure(str(error), 2) from None
    typer.echo(f"{login} is unlinked" if done else f"{login} was not linked")


@app.command("list")
def list_() -> None:
    """Who has linked an account."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import staff_link

    for linked in staff_link.listing(open_house(Settings())):
        typer.echo(f"{linked.login:20} {linked.name}")


@app.command()
def technician(
    login: Annotated[str, typer.Argument(help="who it is in the console")],
    name: Annotated[str, typer.Argument(help="the technician's name, or number where several have it")],
) -> None:
    """Say which technician somebody is: new, moved and cancelled visits come to their account."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import staff_visits
    from handlers.people import BadUser

    try:
        known = staff_visits.is_technician(open_house(Settings()), login, name)
    except BadUser as error:
        raise Failure(str(error), 2) from None
    typer.echo(f"{login} is {known}")
