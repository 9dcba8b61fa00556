"""``baoxiu rasa``: our training data for people who run a Rasa server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def rasa() -> None:
    """Our training data for Rasa."""


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a new or empty folder")],
    composed: Annotated[
        int, typer.Option(min=0, max=60_000, help="composed messages beside those written by hand")
    ] = 2000,
    each: Annotated[
        int | None, typer.Option(min=1, help="at most so many messages written by hand of an intent")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, max=500, help="how often DIET goes through the data")] = 20,
    force: Annotated[bool, typer.Option("--force", help="replace files that are there")] = False,
) -> None:
    """Write a complete Rasa 3.6 project: nlu, domain, rules, configuration, tokeniser."""
    from nlu.rasa_project import at_most, project

    if folder.is_dir() and not force and any(folder.iterdir()):
        raise Failure(f"{folder} is not empty; --force replaces the files of a project in it", 2)
    for name, text in project(composed, epochs, at_most(each) if each else None).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        typer.echo(f"{path}  {len(text.encode()):,} bytes, {_count(name, text)}")
    typer.echo(f"next: cd {folder} && rasa train   (README.md there tells the rest)")


def _count(name: str, text: str) -> str:
    if name == "data/nlu.yml":
        return f"{text.count(chr(10) + '- intent:')} intents, {text.count(chr(10) + '  - text:')} messages"
    return f"{text.count(chr(10))} lines"
