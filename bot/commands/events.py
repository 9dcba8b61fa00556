"""Commands about events to other systems (ERP, CRM): webhooks and the stream."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failure
from handlers.here import here

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.house import House

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="number of the subscription, as `baoxiu events list` shows it")]


@app.callback()
def _events() -> None:
    """Events to other systems."""


def _open() -> tuple[House, Settings]:
    from bot.opening import open_house
    from bot.settings import Settings

    settings = Settings()
    return open_house(settings), settings


@app.command()
def subscribe(
    url: Annotated[str, typer.Argument(help="where events are sent, https://...")],
    types: Annotated[str, typer.Option(help="which, separated by commas: ticket.closed,visit.*; without: all")] = "",
    plan: Annotated[list[str] | None, typer.Option(help="of this plan only; may be repeated")] = None,
    personal: Annotated[bool, typer.Option("--personal", help="with names, telephone numbers, addresses, words")] = False,
    name: Annotated[str, typer.Option(help="as people see it; without: the host")] = "",
) -> None:  # fmt: skip
    """Tell a webhook what happens from now on.  Prints its secret, this once."""
    from handlers import integration

    house, settings = _open()
    wanted = [t.strip() for t in types.split(",") if t.strip()]
    number, secret = integration.subscribe(
        house, settings.secret, url, types=wanted, plans=plan or (), personal=personal, name=name
    )
    typer.echo(f"subscription {number}; its secret is shown this once:\n{secret}")


@app.command("list")
def list_() -> None:
    """All subscriptions and how they stand."""
    from handlers import integration

    for s in integration.listing(_open()[0]):
        state = f"paused ({s['paused']})" if s["paused"] else "failing" if s["failing_since"] else "on"
        typer.echo(f"{s['id']:>3} {state:18} {s['name']}: {s['kind']} {s['target']}")
        hears = ", ".join(s["types"]) or "all events"
        only = f" of {', '.join(s['plans'])}" if s["plans"] else ""
        personal = ", with personal data" if s["personal"] else ""
        typer.echo(f"    hears {hears}{only}{personal}")
        last = f"{s['last_ok'].astimezone(here()):%Y-%m-%d %H:%M:%S}" if s["last_ok"] else "never"
        counts = (
            f"; {s['pending']} waiting, {s['sent']} delivered, {s['dead']} dead"
            if s["kind"] == "webhook"
            else ""
        )
        typer.echo(f"    last delivery {last}{counts}")
        if s["last_error"]:
            typer.echo(
                f"    last error {s['last_error_at'].astimezone(here()):%Y-%m-%d %H:%M:%S}: {s['last_error']}"
            )


@app.command()
def pause(number: Number) -> None:
    """Send nothing until it is resumed; what happens meanwhile is kept."""
    from handlers import integration

    integration.pause(_open()[0], number)
    typer.echo(f"subscription {number} is paused")


@app.command()
def resume(number: Number) -> None:
    """Go on, with what waited first."""
    from handlers import integration

    integration.resume(_open()[0], number)
    typer.echo(f"subscription {number} goes on")


@app.command()
def remove(number: Number) -> None:
    """Forget a subscription and what it was to be told."""
    from handlers import integration

    integration.remove(_open()[0], number)
    typer.echo(f"subscription {number} is removed")


@app.command()
def rotate(
    number: Number,
    now: Annotated[
        bool, typer.Option("--now", help="the old secret is worthless at once (it leaked)")
    ] = False,
) -> None:
    """Make a new secret.  For two days both sign, so that the receiver can change over."""
    from handlers import integration

    house, settings = _open()
    secret = integration.rotate(house, settings.secret, number, at_once=now)
    until = "" if now else "; for 48 hours the old one signs as well"
    typer.echo(f"the new secret of subscription {number} is shown this once{until}:\n{secret}")


@app.command()
def replay(
    number: Number,
    first: Annotated[str, typer.Option("--from", help="id of the first event, or its number")] = "",
    since: Annotated[
        str, typer.Option(help="moment, such as 2026-11-26T08:00 (in BAOXIU_ZONE unless it says a zone)")
    ] = "",
    dead_: Annotated[bool, typer.Option("--dead", help="only those that were given up")] = False,
) -> None:
    """Send events again; each with the id that it had."""
    from handlers import integration

    if (bool(first), bool(since), dead_).count(True) != 1:
        raise Failure("one of --from ID, --since TIME and --dead", 2)
    house, _ = _open()
    if dead_:
        count = integration.replay_dead(house, number)
    elif first:
        start = first.partition("-")[0]
        if not (start.isascii() and start.isdecimal()) or len(start) > 9:
            raise Failure(f"{first!r} is no id of an event", 2)
        count = integration.replay(house, number, first=int(start))
    else:
        count = integration.replay(house, number, since=_moment(since))
    typer.echo(f"{count} events are sent again")


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(f"{text!r} is no moment; write 2026-11-26T08:00", 2) from None
    return (found if found.tzinfo is not None else found.replace(tzinfo=here())).astimezone(UTC)


@app.command()
def dead(number: Annotated[int | None, typer.Argument(help="of this subscription")] = None) -> None:
    """Events that were given up, newest first, and why."""
    from handlers import integration

    for e in integration.dead(_open()[0], number):
        at = f"{e['at'].astimezone(here()):%Y-%m-%d %H:%M:%S}"
        typer.echo(
            f"{e['id']} {e['type']} {e['ticket']} {at} -> {e['name']} after {e['attempts']} attempts: {e['why']}"
        )


@app.command()
def types() -> None:
    """All types of events and what they mean."""
    from handlers.rules.integration import CATALOGUE

    told = {kind.type: kind.told for kind in reversed(CATALOGUE.values())}
    for name in dict.fromkeys(kind.type for kind in CATALOGUE.values()):
        typer.echo(f"{name:24} {told[name]}")


@app.command()
def schema() -> None:
    """JSON Schema of every event."""
    from bot.commands.showing import json_text
    from handlers.rules.integration import schema as made

    typer.echo(json_text(made(), 2))
