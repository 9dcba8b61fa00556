"""``baoxiu learn``: corrections made in the console become training data."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _learn() -> None:
    """Learn from what people corrected."""


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="a new file; standard output when left out")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="only what was corrected on this day or later"),
    ] = None,
) -> None:
    """Write overruled severities and intents as training data to review, personal data replaced."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.learning import as_yaml, corrected

    if file is not None and (file.exists() or file.is_symlink()):
        raise Failure(f"{file} exists and is left as it is; give another name", 2)
    found = corrected(open_house(Settings()), since.date() if since is not None else None)
    text = as_yaml(found)
    if file is None:
        typer.echo(text, nl=False)
        return
    _write(file, text)
    typer.echo(f"{len(found)} examples in {file}; review them before you train (docs/LEARNING.md)", err=True)


def _write(file: Path, text: str) -> None:
    """A new file for its owner only: what the program did not recognise may still be in it."""
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Failure(f"{file} exists and is left as it is; give another name", 2) from None
    with os.fdopen(opened, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
