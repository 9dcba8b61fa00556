"""``baoxiu device``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _device() -> None:
    """Devices."""


@app.command("link")
def link(
    serial: Annotated[str, typer.Argument(help="the serial number on the device")],
    bot: Annotated[str, typer.Option(help="the Telegram bot's username, such as acme_service_bot")],
    qr: Annotated[
        Path | None, typer.Option(help="write a QR code to print on the device into this SVG")
    ] = None,
) -> None:
    """A link to the Telegram bot that tells it the serial number."""
    from bot.settings import Settings
    from handlers import device_links
    from handlers.words import unseen

    if unseen(serial) or not serial.strip():
        raise Failure("the serial number must be one line of plain characters", 2)
    try:
        token = device_links.token(Settings().secret, serial.strip())
    except device_links.TooLong as error:
        raise Failure(str(error), 2) from None
    address = f"https://t.me/{bot.lstrip('@')}?start={token}"
    if qr is not None:
        from bot import qr as codes

        try:
            qr.write_text(codes.svg(address), encoding="utf-8")
        except OSError as error:
            raise Failure(f"{qr}: {error.strerror}", 2) from None
    typer.echo(address)
