"""``baoxiu ticket export`` and ``verify``: everything about a ticket in a file, and whether it is as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure


def export(
    number: Annotated[str, typer.Argument(help="such as BX20261123001")],
    file: Annotated[Path, typer.Argument(help="where to write it (.zip)")],
    force: Annotated[bool, typer.Option("--force", help="replace a file that is there")] = False,
) -> None:
    """All evidence of a ticket as a ZIP: conversation, verdicts, consents, clocks, forms, and the log with its chain."""
    from bot.form_pdf import printer
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import evidence
    from handlers.queue import Gone

    if file.exists() and not force:
        raise Failure(f"{file} is there already; --force replaces it", 2)
    try:
        made = evidence.export(open_house(Settings()), number.strip().upper(), printer=printer())
    except Gone as gone:
        raise Failure(str(gone)) from None
    file.write_bytes(made.content)
    typer.echo(f"{file}: {len(made.content)} bytes, SHA-256 of the manifest {made.manifest}")


def _plain(text: str) -> str:
    """One line without signs that steer a terminal: names of files in a bundle are whatever its maker wrote."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= 200 else f"{shown[:200]}..."


def verify(
    what: Annotated[
        str, typer.Argument(metavar="NUMBER|FILE.zip", help="a ticket, or a bundle that was exported")
    ],
) -> None:
    """Whether a ticket's log, or a bundle of evidence, is as it was written; what was changed is named."""
    from bot.opening import has_schema, open_house
    from bot.settings import Settings
    from handlers import proof
    from handlers.queue import Gone

    bundle = what.lower().endswith(".zip")
    settings = Settings()
    try:
        if bundle:
            here = settings.database_url is not None or settings.home.is_dir()
            house = open_house(settings) if here else None
            if house is not None and not has_schema(house):
                house = None
            found = proof.of_file(house, Path(what))
        else:
            found = proof.of_log(open_house(settings), what.strip().upper())
    except (Gone, proof.BadBundle) as error:
        raise Failure(str(error), 2) from None
    for finding in found:
        typer.echo(f"{'ok ' if finding.good else 'BAD'}  {_plain(finding.what)}: {_plain(finding.said)}")
    wrong = sum(not finding.good for finding in found)
    if wrong:
        raise Failure(f"{what}: {wrong} of {len(found)} findings are not as they were written")
