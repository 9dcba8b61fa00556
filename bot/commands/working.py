"""``baoxiu user work``: what somebody can be given, and how much at a time."""

from __future__ import annotations

from typing import Annotated

import typer


def user_work(
    login: Annotated[str, typer.Argument()],
    limit: Annotated[
        int | None, typer.Option(min=-1, max=1000, help="cases at a time; 0: no limit, -1: BAOXIU_CAPACITY")
    ] = None,
    skill: Annotated[list[str] | None, typer.Option(help="may be given several times; `any` for all")] = None,
    region: Annotated[list[str] | None, typer.Option(help="service area, likewise")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="spoken with customers (zh, en), likewise")
    ] = None,
) -> None:
    """What a user is offered: cases at a time, skills, regions, languages.  What is left out stays as it is."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import accounts

    row = accounts.set_work(open_house(Settings()), login, limit, skill, region, language)
    limit_told = (
        "as BAOXIU_CAPACITY says"
        if row.capacity is None
        else str(row.capacity)
        if row.capacity
        else "no limit"
    )
    for name, values in (("skills", row.skills), ("regions", row.regions), ("languages", row.languages)):
        typer.echo(f"{name}: {', '.join(values) or 'any'}")
    typer.echo(f"cases at a time: {limit_told}")
