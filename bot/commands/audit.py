"""``baoxiu audit verify``: whether the log of what people of ours did is as it was written."""

from __future__ import annotations

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)
SHOWN = 20


@app.callback()
def _group() -> None:
    """The log of what people of ours did."""


@app.command()
def verify() -> None:
    """Whether an entry was changed, removed or put in since it was sealed; what was is named."""
    from bot.opening import has_schema, open_house
    from bot.settings import Settings
    from handlers import audit

    house = open_house(Settings())
    if not has_schema(house):
        raise Failure("the database is not up to date; run `baoxiu db upgrade` first")
    found = audit.verify(house)
    for wrong in found.wrong[:SHOWN]:
        typer.echo(f"BAD  entry {wrong.entry} {wrong.why}")
    typer.echo(
        f"{found.sealed} entries are sealed, {found.unsealed} are too young; the newest seal is {found.head.number} {found.head.hash}"
    )
    if found.wrong:
        raise Failure(f"{len(found.wrong)} entries of the audit log are not as they were written")
