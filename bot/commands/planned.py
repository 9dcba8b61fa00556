"""``baoxiu planned``: what plans promise to do by themselves, reckoned and listed."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)
STATUSES = ("planned", "offered", "booked", "overdue", "done", "skipped")


@app.command()
def generate() -> None:
    """Write down what is due now for all devices; doing it again changes nothing."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import planned

    typer.echo(f"{planned.generate_all(open_house(Settings()))} new")


@app.command("list")
def list_(
    plan: Annotated[str | None, typer.Option(help="only of this plan")] = None,
    kind: Annotated[
        str | None, typer.Option(help="inspection, maintenance, visit, questionnaire, training or contact")
    ] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="may be repeated; what is open when left out")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Planned work, overdue first, then by day (200 lines at most)."""
    from dataclasses import asdict

    from bot.commands.showing import json_text
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import planned

    wrong = [s for s in status or () if s not in STATUSES]
    if wrong:
        raise Failure(f"unknown status {wrong[0]!r}; known are {', '.join(STATUSES)}", 2)
    chosen = tuple(status) if status else STATUSES[:4]
    found = planned.lines(open_house(Settings()), plan=plan, kind=kind, statuses=chosen)
    if as_json:
        typer.echo(json_text([{**asdict(line), "due_on": line.due_on.isoformat()} for line in found], 2))
        return
    for line in found:
        late = " LATE" if line.late else ""
        typer.echo(
            f"{line.due_on} {line.status:8}{late} {line.plan} {line.clause} {line.name['zh']} · {line.name['en']}"
        )
        typer.echo(f"           {' · '.join(x for x in (line.device, line.who, line.number) if x) or '-'}")
    if not found:
        typer.echo("nothing is planned")


@app.command()
def ahead(
    days: Annotated[int, typer.Option(min=1, max=400, help="so many days")] = 90,
    plan: Annotated[str | None, typer.Option(help="only of this plan")] = None,
    kind: Annotated[
        str | None, typer.Option(help="inspection, maintenance, visit, questionnaire, training or contact")
    ] = None,
) -> None:
    """What will be due, with its topics, before any of it is offered; nothing is written down by this."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import planned

    for line in planned.ahead(open_house(Settings()), days, plan=plan, kind=kind):
        typer.echo(f"{line.due_on} {line.plan} {line.clause} {line.name['zh']} · {line.name['en']}")
        about = (line.device, line.who, line.topics["zh"])
        typer.echo(f"           {' · '.join(x for x in about if x) or '-'}")


@app.command()
def archive(serial: Annotated[str, typer.Argument(help="serial number of the device")]) -> None:
    """The repair archive of a device: every ticket and every piece of planned work."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import planned_archive

    found = planned_archive.lines(open_house(Settings()), serial)
    if found is None:
        raise Failure(f"there is no device {serial!r}")
    typer.echo("\n".join(found) if found else "nothing yet")
