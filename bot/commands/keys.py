"""Commands about the keys that personal data are sealed with."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failure

if TYPE_CHECKING:
    from storage.sealing import Ring

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _keys() -> None:
    """Keys that personal data are sealed with."""


@app.command()
def new() -> None:
    """Print a new key, for BAOXIU_DATA_KEYS or the file keys."""
    from storage.sealing import new_key

    typer.echo(new_key())


@app.command()
def show() -> None:
    """Where the keys are and what they are called; never the keys themselves."""
    from bot.opening import open_house
    from bot.settings import Settings
    from storage import keys

    house = open_house(Settings())
    ring = house.store.ring
    if ring.newest is None:
        typer.echo("there is no key: personal data are kept in clear")
        return
    typer.echo(f"keys in {ring.path or 'BAOXIU_DATA_KEYS'}, the newest first: {' '.join(ring.ids)}")
    if (far := keys.far(house.store)) is not None:
        done = "everything" if far[1] == keys.DONE else f"everything before {far[1]} {far[2]}"
        typer.echo(f"sealed with {far[0]}: {done}")


@app.command()
def rotate(
    keep: Annotated[
        bool, typer.Option("--keep", help="make no new key: seal with the newest what is not yet")
    ] = False,
) -> None:
    """Seal everything with a new key, while servers run.  May be interrupted; the next one goes on."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.opening import open_house
    from bot.settings import Settings
    from storage import keys, resealing, sealing

    house = open_house(Settings())
    ring = house.store.ring
    far = keys.far(house.store)
    unfinished = far is not None and far[1] != keys.DONE and far[0] == ring.newest
    if ring.path is not None and not keep and not unfinished:
        _add(ring, sealing.new_key())
        time.sleep(sealing.LOOK_EVERY + 1)  # by then every server that runs seals with it
    if ring.newest is None:
        raise Failure("there is no key: BAOXIU_DATA_KEYS with one of `baoxiu keys new`", 2)
    keys.check(house.store, house.now())
    looked = sealed = 0
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("sealing", total=resealing.size(house.store))
        for step in resealing.reseal(house.store, house.now()):
            looked, sealed = looked + step.looked, sealed + step.sealed
            bar.update(task, completed=looked, description=step.table)
    files = resealed = 0
    if house.shelf is not None:
        try:
            for _, done in resealing.reseal_files(house.store, house.shelf):
                files, resealed = files + 1, resealed + done
        except sealing.Unreadable as error:
            raise Failure(str(error)) from None
    typer.echo(
        f"sealed with key {ring.newest}: {sealed} of {looked} rows and {resealed} of {files} files; the others were, or had been before"
    )


def _add(ring: Ring, key: str) -> None:
    """Put a key before the others in the file, which is never half written."""
    path = ring.path
    assert path is not None
    old = path.read_text("ascii") if path.exists() else ""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # mode 0600
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{key}\n{old}")
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
    ring.reload()
